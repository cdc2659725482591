"""What the moderators' side stores. One file per kind of thing."""

from moderation.models.decision import HUMAN_ACTIONS, Action, Decision
from moderation.models.flag import Flag, FlagKind
from moderation.models.policy import PolicyVersion
from moderation.models.review import CLAIM_TIME, ReviewItem, ReviewItemQuerySet
from moderation.models.sanction import Sanction, SanctionKind
from moderation.models.score import Score
from moderation.models.worker import WorkerHeartbeat

__all__ = [
    "CLAIM_TIME",
    "HUMAN_ACTIONS",
    "Action",
    "Decision",
    "Flag",
    "FlagKind",
    "PolicyVersion",
    "ReviewItem",
    "ReviewItemQuerySet",
    "Sanction",
    "SanctionKind",
    "Score",
    "WorkerHeartbeat",
]
