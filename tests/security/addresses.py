"""Every address of the resolver, what it can name in the world, and what a form sends to it."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver, reverse

from tests.security.world import NOTHING, World

# What the argument of an address names, by the address's name; see world.furnish.
NAMES = {
    "comments:section": "section_slug",
    "comments:article": "article_slug",
    "comments:post": "article_slug",
    "comments:follow": "article_slug",
    "comments:article_feed": "article_slug",
    "comments:unfollow": "follow_token",
    "comments:stop_notice_mails": "mails_token",
    "admin:auth_user_password_change": "user",
    "moderation:focus_one": "reviewitem",
    "moderation:item": "reviewitem",
    "moderation:thread": "reviewitem",
    "moderation:author": "reviewitem",
    "moderation:claim": "reviewitem",
    "moderation:release": "reviewitem",
    "moderation:batch": "batch",
    "moderation:forget_filter": "savedfilter",
    "moderation:person": "user",
    "moderation:impose": "user",
    "moderation:end_sessions": "user",
    "moderation:note_on_person": "user",
    "moderation:limit": "colleague",
    "moderation:lift": "sanction",
    "moderation:note_on_comment": "held_comment",
    "moderation:open_for_review": "comment",
    "moderation:unassign": "assignment",
    "moderation:restore_policy": "policyversion",
    "moderation:draft": "policydraft",
    "moderation:edit_draft": "policydraft",
    "moderation:simulate": "policydraft",
    "moderation:simulation": "policydraft",
    "moderation:shadow": "policydraft",
    "moderation:compare": "policydraft",
    "moderation:make_live": "policydraft",
    "moderation:drop_draft": "policydraft",
    "moderation:article": "article",
    "moderation:cool": "article",
    "moderation:end_cool_down": "cooldown",
    "moderation:promote": "sitemodel",
    "moderation:set_shadow": "sitemodel",
} | {
    f"comments:{name}": "comment"
    for name in ("comment", "state", "reply", "edit", "withdraw", "vote", "report")
}
# The deeds of an author: asked for of one's own comment, too.
OF_ONES_OWN = ("comments:state", "comments:edit", "comments:withdraw", "comments:vote")
# Arguments of other people's making, which name nothing here: nobody has a key of that kind.
FOREIGN = {
    "account_confirm_email": ["none"],
    "account_reset_password_from_key": ["1", "set-password"],
    "mfa_remove_webauthn": [NOTHING],
    "mfa_edit_webauthn": [NOTHING],
}
# Of the whole site and of no section, so that one of them is as good as another.
SITE_WIDE = {
    *("section", "tag", "policyversion", "sitenotice", "workerheartbeat"),
    *("group", "emailaddress", "colleague", "rightschange"),
}
# Not asked: it serves any text under /admin/ that nothing else answers, by a redirect or a 404.
LEFT_OUT = {"admin:-", "admin:app_list", "admin:view_on_site"}


@dataclass(frozen=True, order=True)
class Address:
    name: str
    has_argument: bool


def walk(resolver, space=()) -> Iterator[tuple[str, str]]:
    """(name, pattern) of everything that the resolver knows."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = (*space, pattern.namespace) if pattern.namespace else space
            yield from walk(pattern, inner)
        else:
            yield ":".join([*space, pattern.name or "-"]), str(pattern.pattern)


def addresses() -> list[Address]:
    found = {Address(name, "<" in pattern) for name, pattern in walk(get_resolver())}
    return sorted(address for address in found if address.name not in LEFT_OUT)


def model_of(name: str) -> str:
    """What an address with an argument names."""
    if name in NAMES:
        return NAMES[name]
    found = re.fullmatch(r"admin:[a-z]+_([a-z]+)_(change|delete|history|review)", name)
    assert found, f"{name} names something that tests/security/addresses.py does not know"
    return found[1]


def objects(address: Address) -> list[str]:
    """Which things the address is asked for, by where they lie."""
    if not address.has_argument or address.name in FOREIGN:
        return ["-"]
    if room_of(address) == "admin":
        places = ["a"] if model_of(address.name) in SITE_WIDE else ["a", "b"]
        return places if re.search(r"_(delete|history)$", address.name) else [*places, "none"]
    return [*(["own"] if address.name in OF_ONES_OWN else []), "a", "b", "none"]


def room_of(address: Address) -> str:
    """The part of the site that an address belongs to: comments, moderation, admin or else."""
    room, colon, _rest = address.name.partition(":")
    return room if colon else "else"


def path(address: Address, thing: str, world: World, role: str) -> str:
    if address.name in FOREIGN:
        return reverse(address.name, args=FOREIGN[address.name])
    if thing == "-":
        return reverse(address.name)
    return reverse(address.name, args=[argument(address, thing, world, role)])


def argument(address: Address, thing: str, world: World, role: str) -> object:
    model = model_of(address.name)
    if thing == "own":
        return world.own.get(role, world.own["reader"]).pk
    if thing == "none":
        nothing = {"batch": uuid.UUID(int=0)}
        return nothing.get(model, "no-such" if model.endswith(("slug", "token")) else NOTHING)
    return {"a": world.a, "b": world.b}[thing].ids[model]


def form(address: Address, thing: str, world: World) -> dict:
    """What a well-filled form sends, so that whoever may do it does it."""
    place = world.b if thing == "b" else world.a
    decision = {"action": "approve", "seen_revision": "1"}
    item = place.ids["reviewitem"]
    return {
        "comments:post": {"body": "A civil word.", "key": uuid.uuid4()},
        "comments:follow": {"follow": "0"},
        "comments:edit": {"body": "Other words."},
        "comments:vote": {"value": "1"},
        "comments:report": {"category": "spam"},
        "comments:notice_mails": {"mails": "0"},
        "comments:leave": {"password": "correct horse battery"},
        "moderation:item": decision,
        "moderation:focus_one": decision,
        "moderation:bulk": {"item": [item], f"seen-{item}": "1", "action": "approve"}
        | {"confirmed": "1"},
        "moderation:by_score": {"items": f"{item}:1", "action": "approve", "confirmed": "1"},
        "moderation:undo": {"decision": place.ids["decision"]},
        "moderation:save_filter": {"page": "queue", "name": "Mine", "query": "queue=held"},
        "moderation:impose": {"kind": "warning", "reason": "Enough."},
        "moderation:limit": {"where": "all"},
        "moderation:note_on_person": {"text": "Known."},
        "moderation:note_on_comment": {"text": "Known."},
        "moderation:assign": {
            "moderator": place.ids["colleague"],
            "section": world.b.ids["section"],
        },
        "moderation:cool": {"kind": "slow", "minutes": "30"},
        "theme": {"theme": "dark"},
        "language": {"language": "de"},
    }.get(address.name, {})
