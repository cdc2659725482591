"""The moderators' side in the admin. One file per kind of thing."""

from moderation.admin import (
    names,  # noqa: F401  # First: forms take the names as they are made.
    site,  # noqa: F401  # Names the site and guards its log-in.
)
from moderation.admin.decisions import DecisionAdmin
from moderation.admin.machine import FlagAdmin, ScoreAdmin, WorkerHeartbeatAdmin
from moderation.admin.policy import PolicyVersionAdmin
from moderation.admin.quality import (
    AuditDrawAdmin,
    CoolDownAdmin,
    HeatWarningAdmin,
    SecondReadingAdmin,
)
from moderation.admin.queue import ReviewItemAdmin
from moderation.admin.rights import ColleagueAdmin, RightsChangeAdmin
from moderation.admin.sanctions import SanctionAdmin

__all__ = [
    "AuditDrawAdmin",
    "ColleagueAdmin",
    "CoolDownAdmin",
    "DecisionAdmin",
    "FlagAdmin",
    "HeatWarningAdmin",
    "PolicyVersionAdmin",
    "ReviewItemAdmin",
    "RightsChangeAdmin",
    "SanctionAdmin",
    "ScoreAdmin",
    "SecondReadingAdmin",
    "WorkerHeartbeatAdmin",
]
