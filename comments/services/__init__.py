"""Everything that writes on the readers' side, one function per deed."""

from comments.services.editing import EDIT_WINDOW, edit_comment, withdraw_comment
from comments.services.following import follow, unfollow
from comments.services.notice_mails import send_notice_mails, stop_notice_mails, want_notice_mails
from comments.services.people import change_standing
from comments.services.posting import post_comment
from comments.services.refusals import (
    CannotEdit,
    CannotErase,
    CannotReport,
    CannotVote,
    CommentingClosed,
    InvalidReply,
    NotAllowed,
    Refused,
    StatusChanged,
    WordsGone,
)
from comments.services.reporting import reopen_reports, report_comment, resolve_reports
from comments.services.status import (
    Move,
    change_each,
    change_status,
    change_statuses,
    mark_judged,
    mark_unjudged,
)
from comments.services.telling import (
    acknowledge,
    due_after,
    kind_of,
    tell_authors,
    tell_person,
    untell_authors,
    untell_person,
)
from comments.services.voting import vote

__all__ = [
    "EDIT_WINDOW",
    "CannotEdit",
    "CannotErase",
    "CannotReport",
    "CannotVote",
    "CommentingClosed",
    "InvalidReply",
    "Move",
    "NotAllowed",
    "Refused",
    "StatusChanged",
    "WordsGone",
    "acknowledge",
    "change_each",
    "change_standing",
    "change_status",
    "change_statuses",
    "due_after",
    "edit_comment",
    "follow",
    "kind_of",
    "mark_judged",
    "mark_unjudged",
    "post_comment",
    "reopen_reports",
    "report_comment",
    "resolve_reports",
    "send_notice_mails",
    "stop_notice_mails",
    "tell_authors",
    "tell_person",
    "unfollow",
    "untell_authors",
    "untell_person",
    "vote",
    "want_notice_mails",
    "withdraw_comment",
]
