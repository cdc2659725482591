"""All that is known of a person, as a file they can take along."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from comments.models import User
from comments.privacy.parts import PARTS, Row

DATA, PAGE = "data.json", "index.html"  # the names in the file

# What the page calls the values; the data keeps the keys.
LABELS = {
    "after": _("Afterwards"),
    "answers": _("Answers comment"),
    "article": _("Article"),
    "at": _("When"),
    "attributes": _("Attributes"),
    "before": _("Before"),
    "began_at": _("Since"),
    "blur": _("Blurred words"),
    "by": _("By"),
    "comment": _("Comment"),
    "confirmed": _("Confirmed"),
    "count": _("Counting for me"),
    "decided_at": _("Decided"),
    "decision": _("Decision"),
    "device": _("Device"),
    "downs": _("Votes against"),
    "edited_at": _("Edited"),
    "email": _("E-mail"),
    "ended_at": _("Taken back"),
    "explanation": _("Explanation"),
    "first_name": _("First name"),
    "hash": _("Hash"),
    "joined_at": _("Here since"),
    "keys": _("Keys"),
    "kind": _("Kind"),
    "language": _("Language"),
    "last_log_in_at": _("Last log-in"),
    "last_name": _("Last name"),
    "link": _("Address"),
    "muted": _("Muted colours"),
    "name": _("Name"),
    "number": _("Number"),
    "outcome": _("Outcome"),
    "read_at": _("Read"),
    "reason": _("Reason"),
    "rest": _("Easy comments between"),
    "rights": _("Rights"),
    "roles": _("Roles"),
    "rudeness": _("Rudeness"),
    "scorer": _("Scorer"),
    "section": _("Section"),
    "sections": _("Sections"),
    "standing": _("Standing"),
    "status": _("Status"),
    "text": _("Text"),
    "until": _("Until"),
    "ups": _("Votes for"),
    "used_at": _("Last used"),
    "username": _("Username"),
    "version": _("Version"),
    "versions": _("Versions"),
    "vote": _("Vote"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One part on the page: for each row its (label, value) pairs, and further rows within."""

    title: str
    rows: list["ShownRow"]


@dataclass(frozen=True, slots=True)
class ShownRow:
    pairs: list[tuple[str, str]]
    within: list[list[tuple[str, str]]]


def collect(user: User) -> dict[str, list[Row]]:
    """Part -> its rows."""
    return {part.name: list(part.rows(user)) for part in PARTS}


def archive(user: User) -> bytes:
    """A zip of two files: the data for programs, and a page for people, in the language of now."""
    data = collect(user)
    made_at = timezone.now()
    whole = {"site": settings.SITE_NAME, "made_at": made_at, "person": user.username, **data}
    shown = [
        Shown(str(part.title), [shown_row(row) for row in data[part.name]])
        for part in PARTS
        if data[part.name]
    ]
    context = {
        "site_name": settings.SITE_NAME,
        "language": get_language(),
        "name": user.username,
        "made_at": in_words(made_at),
        "parts": shown,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(DATA, json.dumps(whole, ensure_ascii=False, indent=1, default=plain))
        packed.writestr(PAGE, render_to_string("comments/export.html", context))
    return buffer.getvalue()


def plain(value: object) -> str:
    """For JSON: times as in ISO 8601, words that were to be translated."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def shown_row(row: Row) -> ShownRow:
    return ShownRow(pairs(row), [pairs(one) for value in row.values() for one in rows_in(value)])


def rows_in(value: object) -> Iterable[Row]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def pairs(row: Row) -> list[tuple[str, str]]:
    """(label, value in words) of what is not empty."""
    return [
        (str(LABELS[key]), in_words(value))
        for key, value in row.items()
        if value not in (None, "", []) and not rows_in(value)
    ]


def in_words(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
