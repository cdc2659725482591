"""Everything that writes on the readers' side, one function per deed."""

from comments.services.editing import EDIT_WINDOW, edit_comment, withdraw_comment
from comments.services.following import follow, unfollow
from comments.services.people import change_standing
from comments.services.posting import post_comment
from comments.services.refusals import (
    CannotEdit,
    CannotReport,
    CannotVote,
    CommentingClosed,
    InvalidReply,
    NotAllowed,
    Refused,
    StatusChanged,
)
from comments.services.reporting import reopen_reports, report_comment, resolve_reports
from comments.services.status import change_status, change_statuses, mark_judged
from comments.services.voting import vote

__all__ = [
    "EDIT_WINDOW",
    "CannotEdit",
    "CannotReport",
    "CannotVote",
    "CommentingClosed",
    "InvalidReply",
    "NotAllowed",
    "Refused",
    "StatusChanged",
    "change_standing",
    "change_status",
    "change_statuses",
    "edit_comment",
    "follow",
    "mark_judged",
    "post_comment",
    "reopen_reports",
    "report_comment",
    "resolve_reports",
    "unfollow",
    "vote",
    "withdraw_comment",
]
