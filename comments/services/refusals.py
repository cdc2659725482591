"""Why a deed was not done. Each message is shown to the person who tried."""


class Refused(Exception):
    """Nothing was written. The message says what happened and what can be done."""


class CommentingClosed(Refused):
    """The article takes no more comments."""


class NotAllowed(Refused):
    """The person may not comment now."""


class InvalidReply(Refused):
    """The parent cannot be answered: gone, hidden, or under another article."""


class CannotEdit(Refused):
    """Not one's own, too late, or no longer there."""


class CannotVote(Refused):
    """One's own comment, or one that readers do not see."""


class CannotReport(Refused):
    """One's own comment, one that readers do not see, or already reported."""


class StatusChanged(Refused):
    """Somebody else changed the comment's status first, or the move is not in NEXT_STATUS."""


class WordsGone(Refused):
    """A removed comment whose words were deleted, at its author's wish or in time."""


class CannotErase(Refused):
    """The only administrator: nobody else could hand out rights."""
