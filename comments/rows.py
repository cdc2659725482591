"""One comment as one reader sees it: what its template prints, decided in Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments.models import Comment, Status
from comments.reasons import READER_WORDS, ReasonCode
from comments.services.editing import is_in_edit_window

# How long the page of an author asks whether a comment has been judged. A verdict takes a second;
# after this something is wrong and asking more would only add load.
PATIENCE = timedelta(seconds=20)


class Look(TextChoices):
    """How much of a comment one reader sees."""

    WHOLE = "whole"
    OWN = "own"  # by its author alone, with its state
    STUMP = "stump"  # the words are gone, the answers stay


@dataclass(slots=True)
class Row:
    comment: Comment
    look: Look
    depth: int  # on screen: 0 stands at the edge
    vote: int = 0  # the viewer's
    below: int = 0  # answers that stand on a page of their own
    is_mine: bool = False
    is_fresh: bool = False  # just posted: it takes the focus

    @property
    def pk(self) -> int:
        return self.comment.pk

    @property
    def link(self) -> str:
        # By hand: reversing costs more than all the rest of a row. A test compares the two.
        return f"/comments/{self.comment.pk}/"

    # Numbers as text: a template would give each one its own grouping of digits, slowly.
    @property
    def id(self) -> str:
        return str(self.comment.pk)

    @property
    def number(self) -> str:
        return str(self.comment.number)

    @property
    def at(self) -> str:
        return str(self.depth)

    @property
    def level(self) -> str:
        return str(self.depth + 1)

    @property
    def is_stump(self) -> bool:
        return self.look == Look.STUMP

    @property
    def is_visible(self) -> bool:
        return self.comment.status == Status.VISIBLE

    @property
    def text(self) -> str:
        return "" if self.is_stump else self.comment.body

    @property
    def tally(self) -> str:
        """+2, -1 or 0."""
        votes = self.comment.votes
        return f"{votes:+d}" if votes else "0"

    @property
    def posted(self) -> str:
        return clock(self.comment.posted_at)

    @property
    def edited(self) -> str:
        return clock(self.comment.edited_at) if self.comment.edited_at else ""

    @property
    def can_edit(self) -> bool:
        return (
            self.is_mine
            and self.comment.status not in (Status.REMOVED, Status.WITHDRAWN)
            and is_in_edit_window(self.comment, timezone.now())
        )

    @property
    def can_withdraw(self) -> bool:
        return self.is_mine and self.comment.status not in (Status.REMOVED, Status.WITHDRAWN)

    @property
    def is_waiting(self) -> bool:
        """Whether the page should ask again soon."""
        since = self.comment.unjudged_since
        return (
            self.comment.status == Status.PENDING
            and since is not None
            and timezone.now() < since + PATIENCE
        )

    @property
    def reason(self) -> str:
        """Why it is held or removed, in readers' words; empty when no reason is recorded."""
        code = self.comment.reason_code
        return str(READER_WORDS[ReasonCode(code)]) if code else ""

    @property
    def stump(self) -> str:
        """What stands where the words were. It never quotes them."""
        if self.comment.author.is_erased:
            return _("Deleted with the account of its author.")
        match self.comment.status:
            case Status.REMOVED:
                if self.reason:
                    return _("Removed: %(reason)s.") % {"reason": self.reason}
                return _("Removed.")
            case Status.WITHDRAWN:
                return (
                    _("You withdrew this comment.")
                    if self.is_mine
                    else _("Withdrawn by its author.")
                )
            case Status.HELD:
                return _("Waits for a moderator.")
        return _("Being checked.")


def clock(moment: datetime) -> str:
    """Date and time to the second, in the site's time zone."""
    return date_format(timezone.localtime(moment), "j M Y, H:i:s")


def row_of(comment: Comment, viewer, *, depth: int = 0, vote: int = 0, below: int = 0) -> Row:
    """``comment`` for ``viewer``, who may be anonymous."""
    mine = comment.author_id == viewer.pk
    if comment.status == Status.VISIBLE:
        look = Look.WHOLE
    elif mine and comment.status != Status.WITHDRAWN:
        look = Look.OWN
    else:
        look = Look.STUMP
    return Row(comment, look, depth, vote=vote, below=below, is_mine=mine)
