"""One comment as one reader sees it: what its template prints, decided in Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comments.faces import Face, clock
from comments.models import Article, Comment, Status
from comments.models.people import is_gone, name_of
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


class Line(NamedTuple):
    """What a row needs of a comment and its author, and nothing of the pipeline's. A thread reads
    it as it comes from the database: a model's instance costs ten times as much."""

    pk: int
    author_id: int
    body: str
    status: str
    reason_code: str
    explanation: str
    number: int
    ups: int
    downs: int
    posted_at: datetime
    edited_at: datetime | None
    unjudged_since: datetime | None
    username: str
    display_name: str
    is_writer: bool


# The same, as a query names them.
COLUMNS = (*Line._fields[:-3], "author__username", "author__display_name", "author__is_writer")


@dataclass(slots=True)
class Row:
    line: Line
    look: Look
    depth: int  # on screen: 0 stands at the edge
    vote: int = 0  # the viewer's
    below: int = 0  # answers that stand on a page of their own
    is_mine: bool = False
    is_fresh: bool = False  # just posted: it takes the focus
    article: Article | None = None  # where it stands, for a list of several threads

    @property
    def pk(self) -> int:
        return self.line.pk

    @property
    def link(self) -> str:
        # By hand: reversing costs more than all the rest of a row. A test compares the two.
        return f"/comments/{self.line.pk}/"

    # Numbers as text: a template would give each one its own grouping of digits, slowly.
    @property
    def id(self) -> str:
        return str(self.line.pk)

    @property
    def number(self) -> str:
        return str(self.line.number)

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
    def status(self) -> str:
        return self.line.status

    @property
    def is_visible(self) -> bool:
        return self.line.status == Status.VISIBLE

    @property
    def name(self) -> str:
        """The author's."""
        return name_of(self.line.username, self.line.display_name)

    @property
    def is_writer(self) -> bool:
        return self.line.is_writer

    @property
    def text(self) -> str:
        return "" if self.is_stump else self.line.body

    @property
    def votes(self) -> int:
        return self.line.ups - self.line.downs

    @property
    def tally(self) -> str:
        """+2, -1 or 0."""
        return f"{self.votes:+d}" if self.votes else "0"

    @property
    def posted(self) -> str:
        return clock(self.line.posted_at)

    @property
    def posted_iso(self) -> str:
        return self.line.posted_at.isoformat()

    @property
    def edited(self) -> str:
        return clock(self.line.edited_at) if self.line.edited_at else ""

    @property
    def edited_iso(self) -> str:
        return self.line.edited_at.isoformat() if self.line.edited_at else ""

    @property
    def onward(self) -> str:
        """The words of the link to the answers that stand on a page of their own; "" without."""
        if not self.below:
            return ""
        return ngettext(
            "Continue this thread, %(n)s more answer",
            "Continue this thread, %(n)s more answers",
            self.below,
        ) % {"n": self.below}

    @property
    def can_edit(self) -> bool:
        return (
            self.is_mine
            and self.line.status not in (Status.REMOVED, Status.WITHDRAWN)
            and is_in_edit_window(self.line.posted_at, timezone.now())
        )

    @property
    def can_withdraw(self) -> bool:
        return self.is_mine and self.line.status not in (Status.REMOVED, Status.WITHDRAWN)

    @property
    def is_waiting(self) -> bool:
        """Whether the page should ask again soon."""
        since = self.line.unjudged_since
        return (
            self.line.status == Status.PENDING
            and since is not None
            and timezone.now() < since + PATIENCE
        )

    @property
    def reason(self) -> str:
        """Why it is held or removed, in readers' words; empty when no reason is recorded."""
        code = self.line.reason_code
        return str(READER_WORDS[ReasonCode(code)]) if code else ""

    @property
    def explanation(self) -> str:
        return self.line.explanation

    @property
    def stump(self) -> str:
        """What stands where the words were. It never quotes them."""
        if is_gone(self.line.username):
            return _("Deleted with the account of its author.")
        match self.line.status:
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

    def face(self, *, can_reply: bool) -> Face | None:
        """What of it is the same for everybody who sees as much; None of one's own, which has more
        to it, and of one that takes the focus."""
        if self.is_mine or self.is_fresh:
            return None
        line, is_stump = self.line, self.look == Look.STUMP
        return Face(
            language=get_language() or "",
            pk=line.pk,
            number=line.number,
            depth=self.depth,
            onward=self.onward,
            can_reply=can_reply,
            stump=self.stump if is_stump else "",
            name="" if is_stump else self.name,
            is_writer=line.is_writer and not is_stump,
            posted_at=line.posted_at,
            edited_at=None if is_stump else line.edited_at,
            text="" if is_stump else line.body,
            votes=0 if is_stump else line.ups - line.downs,
            vote=0 if is_stump else self.vote,
        )


def row_of(
    comment: Comment, viewer, *, depth: int = 0, vote: int = 0, article: Article | None = None
) -> Row:
    """``comment`` for ``viewer``, who may be anonymous."""
    author = comment.author
    columns = [getattr(comment, name) for name in Line._fields[:-3]]
    line = Line._make([*columns, author.username, author.display_name, author.is_writer])
    row = row_in(line, viewer, depth=depth, vote=vote)
    row.article = article
    return row


def row_in(line: Line, viewer, *, depth: int, vote: int = 0, below: int = 0) -> Row:
    """As row_of, of what a thread's query gave."""
    mine = line.author_id == viewer.pk
    if line.status == Status.VISIBLE:
        look = Look.WHOLE
    elif mine and line.status != Status.WITHDRAWN:
        look = Look.OWN
    else:
        look = Look.STUMP
    return Row(line, look, depth, vote=vote, below=below, is_mine=mine)
