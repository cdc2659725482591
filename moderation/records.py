"""What moderators made of an author's comments, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache, reduce
from operator import or_

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.template.loader import get_template

from comments.models import Comment, User
from moderation.models import Action, Decision, Score
from moderation.models.review import being_read_again
from moderation.presentation import Record
from moderation.waiting import CappedCount

LAST = 20  # comments that a record shows
REVIEWS = {Action.REJECT: "r", Action.APPROVE: "a", Action.DISMISS: "a"}


def with_review(comments: QuerySet) -> QuerySet:
    """Each comment with ``review``: the moderator's last word on it that still stands, or None."""
    standing = Decision.objects.filter(
        comment=OuterRef("pk"), action__in=REVIEWS, undone_by__isnull=True
    ).exclude(being_read_again())
    return comments.annotate(review=Subquery(standing.order_by("-pk").values("action")[:1]))


def with_rudeness(comments: QuerySet) -> QuerySet:
    """Each comment with ``rudeness``: what the last scorer said of it, or None."""
    scores = Score.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    return comments.annotate(rudeness=Subquery(scores.values("rudeness")[:1]))


def with_language(comments: QuerySet) -> QuerySet:
    """Each comment with ``language``, as Score has it: the last score's, or None."""
    scores = Score.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    return comments.annotate(language=Subquery(scores.values("language")[:1]))


def outcome(review: str | None) -> str:
    """ "r", "a" or "n", as a Record has it."""
    return REVIEWS[Action(review)] if review else "n"


@lru_cache(maxsize=2_000)
def record_drawn(outcomes: tuple[str, ...], language: str) -> str:
    """Most authors' records look alike: nothing was ever rejected. In the language of now, which is
    an argument for the cache's sake."""
    return get_template("moderation/_record.html").render({"record": Record(outcomes)})


def records(author_ids: Collection[int], viewer: User) -> dict[int, Record]:
    """Author -> record, of the comments that ``viewer`` may see. Two queries, however many authors;
    comments by index, newest first."""
    if not author_ids:
        return {}
    seen = Comment.objects.moderatable_by(viewer)
    theirs = seen.filter(author=OuterRef("pk")).order_by("-pk")
    rows = User.objects.filter(pk__in=author_ids).values_list(
        "pk",
        "date_joined",
        CappedCount(seen.filter(author=OuterRef("pk"))),
        # The oldest of the last comments. Empty where there are fewer.
        Subquery(theirs.values("pk")[LAST - 1 : LAST]),
    )
    authors = list(rows)
    recent = reduce(or_, (Q(author=pk, pk__gte=oldest or 0) for pk, _, _, oldest in authors))
    outcomes = defaultdict(list)
    comments = with_review(seen.filter(recent)).order_by("pk")
    for author, review in comments.values_list("author", "review"):
        outcomes[author].append(outcome(review))
    return {
        pk: Record(tuple(outcomes[pk][-LAST:]), amount, joined) for pk, joined, amount, _ in authors
    }
