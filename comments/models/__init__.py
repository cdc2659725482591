"""What the readers' side stores. One file per kind of thing."""

from comments.models.article import (
    Article,
    ArticleQuerySet,
    Commenting,
    Cooling,
    ModerationMode,
    Section,
    Tag,
)
from comments.models.author_notice import (
    OF_A_COMMENT,
    AuthorNotice,
    AuthorNoticeQuerySet,
    NoticeKind,
    NoticeMails,
)
from comments.models.comment import (
    MAX_BODY,
    NEXT_STATUS,
    Comment,
    CommentQuerySet,
    CommentRevision,
    Status,
)
from comments.models.notice import NoticeName, SiteNotice
from comments.models.people import Follow, Standing, User
from comments.models.privacy import AddressKey, Erasure, PostingNetwork, RetentionRun
from comments.models.reaction import Report, ReportCategory, ReportOutcome, Vote
from comments.models.scope import MODERATE, OfArticle, OfComment, ScopedQuerySet
from comments.models.sign_in import SignIn

__all__ = [
    "MAX_BODY",
    "MODERATE",
    "NEXT_STATUS",
    "OF_A_COMMENT",
    "AddressKey",
    "Article",
    "ArticleQuerySet",
    "AuthorNotice",
    "AuthorNoticeQuerySet",
    "Comment",
    "CommentQuerySet",
    "CommentRevision",
    "Commenting",
    "Cooling",
    "Erasure",
    "Follow",
    "ModerationMode",
    "NoticeKind",
    "NoticeMails",
    "NoticeName",
    "OfArticle",
    "OfComment",
    "PostingNetwork",
    "Report",
    "ReportCategory",
    "ReportOutcome",
    "RetentionRun",
    "ScopedQuerySet",
    "Section",
    "SignIn",
    "SiteNotice",
    "Standing",
    "Status",
    "Tag",
    "User",
    "Vote",
]
