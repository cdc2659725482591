"""What everybody sees of one comment, as HTML that is kept: a row of a thread costs a look-up.

A face holds everything that its HTML shows and the HTML is made of nothing else, so what is kept
cannot be out of date: a comment that is edited, voted on, removed or renamed has another face. Of
one that is not to be read the face has no words and no name. Nothing in it belongs to a viewer: the
token of their forms is put in when the page is put together.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone, translation
from django.utils.formats import date_format

from comments import stencils
from comments.stencils import hole

KEPT = 4_096  # rows a process, of about 2 kB each
# Neither stored nor typed text has this character: see comments/text.py.
TOKEN = "\0token\0"  # noqa: S105  # It stands where the viewer's own goes.
# Holes of every row.
ALWAYS = (
    *("id", "at", "level", "number", "name", "text", "tally", "stump"),
    *("posted", "posted_iso", "edited_iso"),
)


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


class Shape(NamedTuple):
    """What decides how a row looks but for its words."""

    can_reply: bool
    vote: int
    is_stump: bool
    is_writer: bool
    is_edited: bool
    goes_onward: bool


@lru_cache(maxsize=KEPT)
def html_of(face: Face) -> str:
    """The row in the thread's list, with TOKEN where a form needs one."""
    shape = Shape(
        can_reply=face.can_reply,
        vote=face.vote,
        is_stump=bool(face.stump),
        is_writer=face.is_writer,
        is_edited=face.edited_at is not None,
        goes_onward=bool(face.onward),
    )
    with translation.override(face.language):
        return stencils.fill("comments/_row.html", shape, context_of, values_of(face))


def context_of(shape: Shape) -> dict[str, Any]:
    """Of a row of holes, for its template."""
    row = {name: hole(name) for name in ALWAYS} | {
        "link": f"/comments/{hole('id')}/",
        "edited": hole("edited") if shape.is_edited else "",
        "onward": hole("onward") if shape.goes_onward else "",
        "vote": shape.vote,
        "is_stump": shape.is_stump,
        "is_writer": shape.is_writer,
        "is_visible": True,
        "is_mine": False,
        "is_fresh": False,
    }
    return {"row": row, "can_reply": shape.can_reply, "csrf_token": hole("token")}


def values_of(face: Face) -> dict[str, Any]:
    return {
        "id": face.pk,
        "at": face.depth,
        "level": face.depth + 1,
        "number": face.number,
        "name": face.name,
        "posted": clock(face.posted_at),
        "posted_iso": face.posted_at.isoformat(),
        "edited": clock(face.edited_at) if face.edited_at else "",
        "edited_iso": face.edited_at.isoformat() if face.edited_at else "",
        "text": face.text,
        "tally": f"{face.votes:+d}" if face.votes else "0",
        "stump": face.stump,
        "onward": face.onward,
        "token": TOKEN,
    }


def clock(moment: datetime) -> str:
    """Date and time to the second, in the site's time zone."""
    return date_format(timezone.localtime(moment), "j M Y, H:i:s")
