"""Why a moderator's deed was not done. Each message is shown to the moderator."""

from comments.services import Refused


class ItemTaken(Refused):
    """A colleague holds a live claim, or was first; the message says who and what."""


class EditedSince(Refused):
    """The author changed the words after the page was drawn."""


class ReasonMissing(Refused):
    """A rejection needs a reason code, and "other" a note."""


class NotYours(Refused):
    """The moderator lacks the right for this deed."""


class CannotUndo(Refused):
    """Already taken back, or something happened since."""


class TooLong(Refused):
    """More words than the log or a note has room for."""
