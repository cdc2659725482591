"""Everything that writes on the moderators' side, one function per deed."""

from moderation.services.claiming import claim, claim_next, release
from moderation.services.cooling import cool_down, end_cool_down
from moderation.services.deciding import BatchResult, decide, decide_many
from moderation.services.opening import open_for_review
from moderation.services.refusals import CannotUndo, EditedSince, ItemTaken, NotYours, ReasonMissing
from moderation.services.rescoring import Rescored, preview, rescore, to_rescore
from moderation.services.sanctions import impose, lift, undo_sanction
from moderation.services.tongues import tell_languages, untold
from moderation.services.undoing import undo, undo_batch
from moderation.services.verdicts import apply_verdicts, park

__all__ = [
    "BatchResult",
    "CannotUndo",
    "EditedSince",
    "ItemTaken",
    "NotYours",
    "ReasonMissing",
    "Rescored",
    "apply_verdicts",
    "claim",
    "claim_next",
    "cool_down",
    "decide",
    "decide_many",
    "end_cool_down",
    "impose",
    "lift",
    "open_for_review",
    "park",
    "preview",
    "release",
    "rescore",
    "tell_languages",
    "to_rescore",
    "undo",
    "undo_batch",
    "undo_sanction",
    "untold",
]
