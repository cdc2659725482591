"""The readers' side in the admin. One file per kind of thing."""

from comments.admin import names  # noqa: F401  # First: forms take the names as they are made.
from comments.admin.articles import ArticleAdmin, SectionAdmin, TagAdmin
from comments.admin.notices import SiteNoticeAdmin
from comments.admin.people import FollowAdmin, PersonAdmin
from comments.admin.readonly import ReadOnlyAdmin, ReadOnlyInline
from comments.admin.saving import SavesOnlyChanges
from comments.admin.sections import InSections
from comments.admin.threads import CommentAdmin, CommentRevisionAdmin, ReportAdmin, VoteAdmin

__all__ = [
    "ArticleAdmin",
    "CommentAdmin",
    "CommentRevisionAdmin",
    "FollowAdmin",
    "InSections",
    "PersonAdmin",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "ReportAdmin",
    "SavesOnlyChanges",
    "SectionAdmin",
    "SiteNoticeAdmin",
    "TagAdmin",
    "VoteAdmin",
]
