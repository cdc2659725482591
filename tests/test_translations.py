"""Every word that people see is translated: the catalogues are whole, and no page says anything
that did not go through them."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.urls import get_resolver
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from comments import stencils
from comments.models import Article, Cooling, Section, Status, User
from comments.reasons import ReasonCode
from comments.services import report_comment
from comments.translations import Catalogues
from moderation import records, roles, services
from moderation.heat.signs import LIMITS
from moderation.models import Decision, FlagKind, HeatWarning, Note, PolicyVersion, SanctionKind
from moderation.services import policies, simulating
from tests.factories import make_comment, make_item, make_staff

pytestmark = pytest.mark.any_database  # What is looked at is words.

OPENED, CLOSED = "⟦", "⟧"
# Names and addresses; what the site calls itself; what a key on the keyboard is called.
PROPER = {
    "Decorum", "The", "Northgate", "Courier", "English", "Deutsch", "Enter", "Esc", "Ctrl", "Alt",
    "Cmd", "Tab", "Space", "test",
}  # fmt: skip
SEEN = ("aria-label", "title", "placeholder", "alt")
UNSEEN = {"script", "style", "template"}


def test_every_sentence_has_its_translation_and_the_compiled_file_is_fresh():
    catalogues = Catalogues(settings.BASE_DIR)

    assert catalogues.languages() == ["de"]
    assert catalogues.problems("de") == []


def test_the_compiled_translation_is_what_a_page_shows():
    with translation.override("de"):
        assert str(gettext_lazy("Log in")) == "Anmelden"


class Words(HTMLParser):
    """Collects what a page shows: its texts, and the attributes that are read or shown."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []
        self._unseen = 0
        self._same_everywhere = ""  # The open tag that says translate="no": a hash, a command.

    def handle_starttag(self, tag, attrs):
        self._unseen += tag in UNSEEN
        if ("translate", "no") in attrs:
            self._same_everywhere = tag
        self.texts += [value or "" for name, value in attrs if name in SEEN]
        self.texts += [
            value or ""
            for name, value in attrs
            if name == "value" and tag == "input" and ("type", "submit") in attrs
        ]

    def handle_endtag(self, tag):
        self._unseen -= tag in UNSEEN
        if tag == self._same_everywhere:
            self._same_everywhere = ""

    def handle_data(self, data):
        if not self._unseen and not self._same_everywhere:
            self.texts.append(data)


def untranslated(html: str) -> list[str]:
    """Words of Latin letters on a page that no translation was asked for."""
    page = Words()
    page.feed(html)
    found, depth = [], 0
    for piece in re.split(f"([{OPENED}{CLOSED}])", "\n".join(page.texts)):
        if piece in (OPENED, CLOSED):
            depth += 1 if piece == OPENED else -1
        elif depth == 0:
            found += re.findall(r"[A-Za-z]{3,}", piece)
    return sorted(set(found) - PROPER)


@pytest.fixture
def every_sentence_marked(monkeypatch):
    """Translations stand between brackets, so that what did not go through them can be told."""
    # What was drawn before bears no brackets, and what is drawn here is not for later tests.
    drawn = (stencils._pattern, records.record_drawn)
    for each in drawn:
        each.cache_clear()
    trans = translation._trans
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        asked = getattr(trans, name)
        # Long strings only: "j F Y" and "ltr" are no words.
        monkeypatch.setattr(
            trans, name, lambda *args, asked=asked: f"{OPENED}{asked(*args)}{CLOSED}"
        )
    yield
    for each in drawn:
        each.cache_clear()


@pytest.fixture
def world(db):
    """A site whose own words have no Latin letter."""
    section = Section.objects.create(name="Город", slug="s-1")
    article = Article.objects.create(
        headline="Мост", slug="a-1", section=section, byline="Я", lead="Да.", body="Нет."
    )
    people = {
        name: make_staff(role, username=f"9{number}", display_name="Имя", email="")
        for number, (name, role) in enumerate(
            {"reader": roles.READER, "moderator": roles.MODERATOR, "lead": roles.LEAD}.items()
        )
    }
    parent = make_comment("Слово.", article=article, author=people["reader"])
    item = make_item(
        make_comment("Дурак.", article=article, parent=parent, status=Status.HELD),
        evidence="",
        kind=FlagKind.DETECTED_RUDE,
    )
    User.objects.filter(pk=item.comment.author_id).update(display_name="Ник", username="77")
    reported = make_comment("Ещё.", article=article, author=people["reader"])
    report_comment(reported, reporter=people["moderator"], category="offensive", note="Да")
    services.claim(item, moderator=people["moderator"])
    decided = make_item(make_comment("Нет.", article=article, status=Status.HELD), evidence="")
    User.objects.filter(pk=decided.comment.author_id).update(display_name="Кто", username="78")
    services.decide(
        decided, moderator=people["moderator"], action="reject", reason_code=ReasonCode.ABUSIVE
    )
    escalated = make_item(make_comment("Да.", article=article, status=Status.HELD), evidence="")
    User.objects.filter(pk=escalated.comment.author_id).update(display_name="Тот", username="79")
    services.decide(escalated, moderator=people["moderator"], action="escalate", note="Вот")
    services.impose(
        escalated.comment.author,
        kind=SanctionKind.SUSPENSION,
        reason="Так",
        moderator=people["lead"],
        until=timezone.now() + timedelta(days=3),
    )
    signs = [{"sign": name, "value": 3.0, "limit": 1.0} for name in LIMITS]
    HeatWarning.objects.create(article=article, signs=signs)
    services.cool_down(
        article, kind=Cooling.SLOW, time=timedelta(hours=1), moderator=people["lead"]
    )
    draft = policies.start_draft(name="Да", by=people["lead"], hold_at=0.5)
    judged_once(item.comment)
    for each in (draft, None):
        simulating.ask(each)
    while simulating.work():
        pass
    Note.objects.create(person=item.comment.author, author=people["lead"], text="Да")
    return {
        **people,
        "item": item,
        "decided": decided,
        "escalated": escalated,
        "article": article,
        "parent": parent,
        "author": item.comment.author,
        "draft": draft,
    }


def judged_once(comment) -> None:
    """The policy's verdict, so that there is something to simulate."""
    Decision.objects.create(
        comment=comment,
        revision=comment.revisions.get(),
        action="hold",
        policy=PolicyVersion.current(),
        scorer="test@1",
        status_before="pending",
        status_after="held",
        facts={},
    )


READERS = (
    "/", "/sections/s-1/", "/articles/a-1/", "/comments/{parent}/", "/comments/{parent}/reply",
    "/comments/{reported}/report", "/comments/{parent}/edit", "/comments/{parent}/withdraw", "/me/",
    "/accounts/login/", "/accounts/signup/", "/accounts/logout/", "/accounts/email/",
    "/accounts/password/change/", "/accounts/password/reset/", "/nothing-here/",
    "/me/sessions", "/me/delete", "/me/data", "/accounts/2fa/", "/accounts/reauthenticate/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
)  # fmt: skip
DESK = (
    "/moderation/", "/moderation/queue/", "/moderation/queue/?queue=held",
    "/moderation/queue/?rude_from=x", "/moderation/queue/?flag=new_author", "/moderation/focus/",
    "/moderation/settings/", "/moderation/items/{item}/", "/moderation/items/{decided}/",
    "/moderation/items/{escalated}/", "/moderation/items/{item}/thread",
    "/moderation/items/{item}/author", "/moderation/batch/", "/moderation/decisions/",
    "/moderation/decisions/?action=undo", "/moderation/search/", "/moderation/search/?q=мост",
    "/moderation/search/?q=нигде", "/moderation/filters/?page=search",
    "/moderation/people/{author}/", "/moderation/people/{moderator}/",
    "/moderation/areas/", "/moderation/insight/", "/moderation/insight/quality/",
    "/moderation/insight/models/",
    "/moderation/policy/", "/moderation/policy/goals/",
    "/moderation/policy/drafts/{draft}/", "/moderation/policy/drafts/{draft}/edit",
    "/moderation/policy/drafts/{draft}/compare",
    "/moderation/articles/{article}/",
)  # fmt: skip


def addresses(patterns, world) -> list[str]:
    ids = {name: getattr(thing, "pk", thing) for name, thing in world.items()}
    ids["reported"] = world["item"].comment_id
    return [pattern.format(**ids) for pattern in patterns]


def test_readers_pages_say_nothing_untranslated(client, world, every_sentence_marked):
    found = {path: untranslated(client.get(path).text) for path in addresses(READERS, world)}
    client.force_login(world["reader"])
    found |= {path: untranslated(client.get(path).text) for path in addresses(READERS, world)}

    assert {path: words for path, words in found.items() if words} == {}


SECOND_FACTOR = (
    "/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/keys/{key}/edit/", "/accounts/2fa/webauthn/keys/{key}/remove/",
)  # fmt: skip


def test_second_factor_pages_say_nothing_untranslated(client, world, every_sentence_marked):
    reader = world["reader"]
    TOTP.activate(reader, "A" * 16)
    RecoveryCodes.activate(reader)
    key = Authenticator.objects.create(
        user=reader, type=Authenticator.Type.WEBAUTHN, data={"name": "Ключ", "credential": {}}
    )
    client.force_login(reader)
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})

    found = {
        path: untranslated(client.get(path).text)
        for path in addresses(SECOND_FACTOR, world | {"key": key})
    }

    assert {path: set(words) - {"AAAAAAAAAAAAAAAA"} for path, words in found.items() if words} == {}


@pytest.mark.parametrize("role", ["moderator", "lead"])
def test_the_desk_says_nothing_untranslated(client, world, role, every_sentence_marked):
    client.force_login(world[role])

    found = {path: untranslated(client.get(path).text) for path in addresses(DESK, world)}

    assert {path: words for path, words in found.items() if words} == {}


def test_drawings_keep_the_point_in_a_language_that_writes_a_comma(client, world):
    client.force_login(world["lead"])
    pages = {
        path: client.get(path, headers={"Accept-Language": "de"}).text
        for path in addresses(DESK, world)
    }

    comma = re.compile(r' (?:c?[xy][12]?|width|height|points)="[^"]*\d,\d[^" ]*"')
    points = re.compile(r'points="(?:[\d.]+,[\d.]+ ?)*"')
    found = {path: comma.findall(points.sub("", page)) for path, page in pages.items()}
    assert {path: numbers for path, numbers in found.items() if numbers} == {}
    assert '<circle class="dot' in "".join(pages.values())


def test_every_page_of_the_desk_is_looked_at():
    """A new page belongs into DESK; what takes POST, or is a piece of a page, is named here."""
    elsewhere = {
        "queue/news", "focus/more", "focus/<int:pk>", "claim-next", "items/<int:pk>/claim",
        "items/<int:pk>/release", "bulk", "batches/<uuid:batch>/", "undo", "filters/save",
        "filters/<int:pk>/forget", "people/<int:pk>/sanctions",
        "people/<int:pk>/end-sessions", "people/<int:pk>/limit", "sanctions/<int:pk>/lift",
        "people/<int:pk>/notes", "comments/<int:pk>/notes", "areas/assign", "areas/<int:pk>/end",
        "comments/<int:pk>/review", "decisions/export", "articles/<int:pk>/cool",
        "cool-downs/<int:pk>/end", "insight/models/train", "insight/models/<int:pk>/promote",
        "insight/models/<int:pk>/shadow", "insight/models/roll-back",
        "policy/new", "policy/drafts/<int:pk>/simulate", "policy/drafts/<int:pk>/simulation",
        "policy/drafts/<int:pk>/shadow", "policy/drafts/<int:pk>/live",
        "policy/drafts/<int:pk>/drop", "policy/versions/<int:pk>/restore", "policy/goals/run",
        "policy/goals/draft",
    }  # fmt: skip
    desk = next(p for p in get_resolver().url_patterns if str(p.pattern) == "moderation/")
    routes = {str(pattern.pattern) for pattern in desk.url_patterns}
    looked_at = {
        re.sub(r"\{\w+\}", "<int:pk>", path.split("?")[0]).removeprefix("/moderation/")
        for path in DESK
    }

    assert routes - elsewhere - looked_at == set()


def test_scripts_hold_no_sentence():
    """They take what they say from a template, where it is translated."""
    # Three words in quotes, and none of the signs of a selector.
    plain = r"""[^"'`\n\[\]=#<>]*"""
    sentence = re.compile(rf"""["'`]{plain}[A-Za-z}}]+ [a-z]{{2,}} [a-z]{{2,}}{plain}["'`]""")
    found = {}
    for file in sorted((settings.BASE_DIR / "static" / "js").glob("*.js")):
        code = re.sub(r"(^|\s)//.*", "", file.read_text())
        if lines := sentence.findall(code):
            found[file.name] = lines

    assert found == {}


def test_the_language_is_what_the_browser_asks_for_and_then_what_was_chosen(client, world):
    german = client.get("/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    other = client.get("/", headers={"Accept-Language": "fr"})
    chosen = client.post("/language", {"language": "de", "next": "/"})
    after = client.get("/", headers={"Accept-Language": "en"})

    assert [
        re.search('<html lang="([^"]*)"', answer.text)[1] for answer in (german, other, after)
    ] == ["de", "en-gb", "de"]
    assert (chosen.status_code, chosen["Location"]) == (302, "/")
