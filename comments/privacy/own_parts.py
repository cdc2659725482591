"""What the readers' side knows of a person."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, NoticeMails, Report, User, Vote
from comments.privacy.parts import Part, Row


def link(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def account(user: User) -> Iterable[Row]:
    yield {
        "number": user.pk,
        "username": user.username,
        "name": user.display_name,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "joined_at": user.date_joined,
        "last_log_in_at": user.last_login,
        "standing": user.get_standing_display(),
        "until": user.standing_until,
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "rights": sorted(user.user_permissions.values_list("codename", flat=True)),
        "sections": sorted(user.sections.values_list("name", flat=True)),
    }


def addresses(user: User) -> Iterable[Row]:
    for each in EmailAddress.objects.filter(user=user):
        yield {"email": each.email, "confirmed": each.verified}


def second_factors(user: User) -> Iterable[Row]:
    """That they are there. Their secrets open the account, and are in no file."""
    for each in Authenticator.objects.filter(user=user):
        yield {
            "kind": each.get_type_display(),
            "at": each.created_at,
            "used_at": each.last_used_at,
        }


def sign_ins(user: User) -> Iterable[Row]:
    for each in user.sign_ins.order_by("-began_at"):
        yield {"device": each.device, "began_at": each.began_at, "used_at": each.seen_at}


def networks(user: User) -> Iterable[Row]:
    for each in user.posting_networks.order_by("pk"):
        yield {"hash": each.digest, "at": each.noted_at}


def comments(user: User) -> Iterable[Row]:
    mine = Comment.objects.filter(author=user).select_related("article").order_by("pk")
    for each in mine.prefetch_related("revisions").iterator(chunk_size=500):
        yield {
            "comment": each.pk,
            "article": each.article.headline,
            "link": link(each.get_absolute_url()),
            "at": each.posted_at,
            "edited_at": each.edited_at,
            "status": each.get_status_display(),
            "reason": each.get_reason_code_display() if each.reason_code else "",
            "explanation": each.explanation,
            "answers": each.parent_id,
            "ups": each.ups,
            "downs": each.downs,
            "versions": [
                {"number": one.number, "at": one.written_at, "text": one.body}
                for one in sorted(each.revisions.all(), key=lambda revision: revision.number)
            ],
        }


def votes(user: User) -> Iterable[Row]:
    mine = Vote.objects.filter(user=user).select_related("comment__article").order_by("pk")
    for each in mine.iterator():
        yield {
            "comment": each.comment_id,
            "article": each.comment.article.headline,
            "vote": each.value,
            "at": each.voted_at,
        }


def reports(user: User) -> Iterable[Row]:
    mine = Report.objects.filter(reporter=user).select_related("comment__article").order_by("pk")
    for each in mine.iterator():
        yield {
            "comment": each.comment_id,
            "article": each.comment.article.headline,
            "kind": each.get_category_display(),
            "text": each.note,
            "outcome": each.get_outcome_display(),
            "at": each.reported_at,
            "decided_at": each.resolved_at,
        }


def notices(user: User) -> Iterable[Row]:
    for each in user.notices.due(timezone.now()).order_by("pk"):
        yield {
            "text": each.in_words,
            "reason": each.words,
            "comment": each.comment_id,
            "until": each.until,
            "at": each.due_at,
            "read_at": each.read_at,
        }


def follows(user: User) -> Iterable[Row]:
    for each in user.follows.select_related("article").order_by("pk"):
        yield {"article": each.article.headline, "at": each.followed_at}


def mails(user: User) -> Iterable[Row]:
    for each in NoticeMails.objects.filter(user=user):
        yield {"at": each.wanted_at}


OWN = (
    Part(
        "account",
        _("Your account"),
        (
            ("comments.User_groups", "user"),
            ("comments.User_user_permissions", "user"),
            ("comments.User_sections", "user"),
        ),
        account,
    ),
    Part("addresses", _("E-mail addresses"), (("account.EmailAddress", "user"),), addresses),
    Part("second_factors", _("Second factors"), (("mfa.Authenticator", "user"),), second_factors),
    Part("log_ins", _("Where you are logged in"), (("comments.SignIn", "user"),), sign_ins),
    Part(
        "networks",
        _("Connections you posted from, unreadable"),
        (("comments.PostingNetwork", "user"),),
        networks,
    ),
    Part("comments", _("What you wrote"), (("comments.Comment", "author"),), comments),
    Part("votes", _("Your votes"), (("comments.Vote", "user"),), votes),
    Part("reports", _("What you reported"), (("comments.Report", "reporter"),), reports),
    Part("notices", _("What you were told"), (("comments.AuthorNotice", "recipient"),), notices),
    Part("follows", _("Threads you follow by e-mail"), (("comments.Follow", "user"),), follows),
    Part("mails", _("Notices by e-mail"), (("comments.NoticeMails", "user"),), mails),
)
