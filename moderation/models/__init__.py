"""What the moderators' side stores. One file per kind of thing."""

from moderation.models.chain import ChainHead, LogEntry, LogKind, Unsealed
from moderation.models.decision import (
    HUMAN_ACTIONS,
    POLICY_ACTIONS,
    UNDOABLE,
    Action,
    Decision,
)
from moderation.models.desk import Assignment, DeskSettings, Keys, Note, Page, SavedFilter
from moderation.models.flag import Flag, FlagKind
from moderation.models.heat import CoolDown, HeatWarning
from moderation.models.lab import (
    OPEN_STAGES,
    PolicyDraft,
    ShadowVerdict,
    Simulation,
    SimulationState,
    Stage,
)
from moderation.models.likeness import Likeness
from moderation.models.policy import PolicyRules, PolicyVersion
from moderation.models.quality import AuditDraw, SecondReading
from moderation.models.review import CLAIM_TIME, ReviewItem, ReviewItemQuerySet
from moderation.models.rights import Colleague, RightsChange
from moderation.models.sanction import Sanction, SanctionKind
from moderation.models.score import Score
from moderation.models.searching import SearchEntry
from moderation.models.site_model import RunState, ShadowScore, SiteModel, TrainingRun
from moderation.models.turn import Turn
from moderation.models.worker import WorkerHeartbeat

__all__ = [
    "CLAIM_TIME",
    "HUMAN_ACTIONS",
    "OPEN_STAGES",
    "POLICY_ACTIONS",
    "UNDOABLE",
    "Action",
    "Assignment",
    "AuditDraw",
    "ChainHead",
    "Colleague",
    "CoolDown",
    "Decision",
    "DeskSettings",
    "Flag",
    "FlagKind",
    "HeatWarning",
    "Keys",
    "Likeness",
    "LogEntry",
    "LogKind",
    "Note",
    "Page",
    "PolicyDraft",
    "PolicyRules",
    "PolicyVersion",
    "ReviewItem",
    "ReviewItemQuerySet",
    "RightsChange",
    "RunState",
    "Sanction",
    "SanctionKind",
    "SavedFilter",
    "Score",
    "SearchEntry",
    "SecondReading",
    "ShadowScore",
    "ShadowVerdict",
    "Simulation",
    "SimulationState",
    "SiteModel",
    "Stage",
    "TrainingRun",
    "Turn",
    "Unsealed",
    "WorkerHeartbeat",
]
