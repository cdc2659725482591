"""Everything that writes on the moderators' side, one function per deed."""

from moderation.services.claiming import claim, claim_next, release
from moderation.services.deciding import BatchResult, decide, decide_many
from moderation.services.opening import open_for_review
from moderation.services.refusals import CannotUndo, EditedSince, ItemTaken, NotYours, ReasonMissing
from moderation.services.sanctions import impose, lift
from moderation.services.undoing import undo, undo_batch
from moderation.services.verdicts import apply_verdicts, park

__all__ = [
    "BatchResult",
    "CannotUndo",
    "EditedSince",
    "ItemTaken",
    "NotYours",
    "ReasonMissing",
    "apply_verdicts",
    "claim",
    "claim_next",
    "decide",
    "decide_many",
    "impose",
    "lift",
    "open_for_review",
    "park",
    "release",
    "undo",
    "undo_batch",
]
