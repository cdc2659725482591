"""What everybody sees of one comment, as HTML that is kept: a row of a thread costs a look-up.

A face holds everything that its HTML shows and the HTML is made of nothing else, so what is kept
cannot be out of date: a comment that is edited, voted on, removed or renamed has another face. Of
one that is not to be read the face has no words and no name. Nothing in it belongs to a viewer: the
token of their forms is put in when the page is put together.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html

KEPT = 4_096  # rows a process, of about 2 kB each
FORMS = 512  # a language has fewer than a hundred
# Neither stored nor typed text has this character: see comments/text.py.
TOKEN = "\0token\0"  # noqa: S105  # It stands where the viewer's own goes.
BLANK = re.compile("\0([a-z_]+)\0")
BREAK = re.compile(r"\s*\n\s*")


class Face(NamedTuple):
    language: str
    pk: int
    number: int
    depth: int  # on screen
    onward: str  # the words of the link to answers on a page of their own, or ""
    can_reply: bool
    stump: str  # what stands where the words were, or "" while they are read
    name: str
    is_writer: bool
    posted_at: datetime
    edited_at: datetime | None
    text: str
    votes: int
    vote: int  # the viewer's: 1, -1 or 0


class Blank(NamedTuple):
    """A row whose values are blanks to fill in."""

    vote: int
    is_stump: bool
    is_writer: bool
    edited: str
    onward: str
    is_visible: bool = True
    is_mine: bool = False
    is_fresh: bool = False
    id: str = "\0id\0"
    link: str = "/comments/\0id\0/"
    at: str = "\0at\0"
    level: str = "\0level\0"
    number: str = "\0number\0"
    name: str = "\0name\0"
    posted: str = "\0posted\0"
    posted_iso: str = "\0posted_iso\0"
    edited_iso: str = "\0edited_iso\0"
    text: str = "\0text\0"
    tally: str = "\0tally\0"
    stump: str = "\0stump\0"


@lru_cache(maxsize=KEPT)
def html_of(face: Face) -> str:
    """The row in the thread's list, with TOKEN where a form needs one."""
    with translation.override(face.language):
        return format_html(
            form(
                face.language,
                can_reply=face.can_reply,
                vote=face.vote,
                is_stump=bool(face.stump),
                is_writer=face.is_writer,
                edited="\0edited\0" if face.edited_at else "",
                onward="\0onward\0" if face.onward else "",
            ),
            id=face.pk,
            at=face.depth,
            level=face.depth + 1,
            number=face.number,
            name=face.name,
            posted=clock(face.posted_at),
            posted_iso=face.posted_at.isoformat(),
            edited=clock(face.edited_at) if face.edited_at else "",
            edited_iso=face.edited_at.isoformat() if face.edited_at else "",
            text=face.text,
            tally=f"{face.votes:+d}" if face.votes else "0",
            stump=face.stump,
            onward=face.onward,
            token=TOKEN,
        )


@lru_cache(maxsize=FORMS)
def form(language: str, *, can_reply: bool, **row) -> str:
    """The template of a row as a format string, without the indents between its tags."""
    blank = {"row": Blank(**row), "can_reply": can_reply, "csrf_token": "\0token\0"}
    with translation.override(language):
        rendered = render_to_string("comments/_row.html", blank)
    html = BREAK.sub("\n", rendered).strip().replace("{", "{{").replace("}", "}}")
    return BLANK.sub(r"{\1}", html)


def clock(moment: datetime) -> str:
    """Date and time to the second, in the site's time zone."""
    return date_format(timezone.localtime(moment), "j M Y, H:i:s")
