"""Rows for tests: valid by default, every field can be named."""

from contextlib import suppress
from datetime import timedelta

import factory
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from comments import text
from comments.models import Article, Comment, Section, Status, User
from comments.services import posting
from moderation import roles
from moderation.models import Flag, FlagKind, PolicyVersion, ReviewItem, Score
from moderation.services.opening import current_revisions, refresh


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section
        django_get_or_create = ("slug",)

    name = "Politics"
    slug = "politics"


class ArticleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Article

    headline = factory.Sequence("Article {}".format)
    slug = factory.Sequence("article-{}".format)
    section = factory.SubFactory(SectionFactory)
    byline = "Sigrun Dahl"
    lead = "What happened."
    body = "First paragraph.\n\nSecond paragraph."


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence("reader{}".format)
    password = factory.django.Password("correct horse battery")
    # Long enough to be no newcomer.
    date_joined = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))


def make_staff(role: str = roles.MODERATOR, **fields) -> User:
    """A person with a role at the desk."""
    user = UserFactory(**fields)
    roles.give(user, role)
    return User.objects.get(pk=user.pk)  # Without the permissions cached before.


# Who sees every section, without a row and without a query.
ANYWHERE = User(username="anywhere", is_superuser=True)


def make_comment(
    body: str = "A civil word.",
    *,
    status: Status = Status.VISIBLE,
    article: Article | None = None,
    author: User | None = None,
    parent: Comment | None = None,
    posted_at=None,
    judged: bool | None = None,
    **fields,
) -> Comment:
    """A stored comment with its revision. Judged unless PENDING, or as ``judged`` says."""
    if parent is not None:
        article = parent.article
    comment = inserted(
        article=article or ArticleFactory(),
        author=author or UserFactory(),
        body=text.clean(body),
        parent=parent,
        posted_at=posted_at or timezone.now(),
    )
    if judged is None:
        judged = status != Status.PENDING
    changes = {"status": status, **fields}
    if judged:
        changes["unjudged_since"] = None
    if status == Status.VISIBLE:
        changes["published_at"] = comment.posted_at
    Comment.objects.filter(pk=comment.pk).update(**changes)
    if step := (status == Status.VISIBLE) - (comment.status == Status.VISIBLE):
        Article.objects.filter(pk=comment.article_id).update(
            comment_count=F("comment_count") + step
        )
    comment.article.refresh_from_db(fields=["comment_count"])
    return Comment.objects.select_related("article", "author", "parent").get(pk=comment.pk)


def inserted(**fields) -> Comment:
    """Under a clock that stands still ids are drawn from 4,096 alone: two in a hundred tests with
    many comments would draw one twice. Posting draws again then, and so does this."""
    for _try in range(5):
        with suppress(IntegrityError), transaction.atomic():
            return posting.insert(**fields)
    return posting.insert(**fields)


def make_item(
    comment: Comment | None = None,
    *,
    rudeness: float = 0.8,
    kind: FlagKind = FlagKind.DETECTED_RUDE,
    evidence: str = ".80, limit .70",
    language: str = "en",
    **fields,
) -> ReviewItem:
    """An open item with one score and one flag, for a held comment unless one is given. In a pile
    of its own, whatever its words, unless ``pile`` names one."""
    comment = comment or make_comment("You utter fool.", status=Status.HELD)
    revision = current_revisions([comment])[comment.pk]
    Score.objects.create(
        comment=comment,
        revision=revision,
        rudeness=rudeness,
        attributes={"insult": rudeness},
        spans=[[0, 3, 0.9, None]],
        scorer="test@1",
        language=language,
    )
    item = ReviewItem.objects.create(
        comment=comment, author=comment.author, article=comment.article, pile=f"{comment.pk:032x}"
    )
    Flag.objects.create(item=item, revision=revision, kind=kind, evidence=evidence)
    refresh([item.pk])
    if fields:
        ReviewItem.objects.filter(pk=item.pk).update(**fields)
    return ReviewItem.objects.select_related("comment", "score").get(pk=item.pk)


def set_policy(**fields) -> PolicyVersion:
    """A new policy version in force."""
    return PolicyVersion.objects.create(note="for a test", **fields)
