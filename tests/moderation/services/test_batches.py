"""A batch of hundreds: the same few statements as for ten, and nothing less right for that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.ids import new_id
from comments.models import Article, Comment, CommentRevision, Report, ReportOutcome, Status
from moderation.models import Decision, Flag, FlagKind, ReviewItem, Score
from moderation.priority import priority
from moderation.services import claim, decide_many, undo_batch
from tests.factories import ArticleFactory, UserFactory, make_staff

pytestmark = pytest.mark.django_db
DEEDS = {
    "approve": {"action": "approve"},
    "reject": {"action": "reject", "reason_code": "abusive", "note": "Spree."},
    "escalate": {"action": "escalate"},
    "dismiss": {"action": "dismiss"},
}
# To decide, and to take back; at most ten.
STATEMENTS = {"approve": [9, 10], "reject": [9, 10], "escalate": [6, 6], "dismiss": [8, 7]}
STATUSES = (Status.HELD, Status.VISIBLE, Status.PENDING, Status.REMOVED)
REASONS = {Status.HELD: "off_topic", Status.REMOVED: "banned_word"}


def make_many(amount: int, statuses=STATUSES, *, scored: int = 3) -> list[ReviewItem]:
    """Open items of comments in every status under two articles, each reported once; scored where
    a number divides by ``scored``."""
    articles, author, reader = [ArticleFactory(), ArticleFactory()], UserFactory(), UserFactory()
    number = Comment.objects.count()
    first = new_id()
    ids = range(first, first + amount)
    comments = Comment.objects.bulk_create(
        Comment(
            pk=ids[n],
            article=articles[n % 2],
            author=author,
            body=f"You fool {n}.",
            status=statuses[n % len(statuses)],
            reason_code=REASONS.get(statuses[n % len(statuses)], ""),
            explanation=f"Told {n}." if statuses[n % len(statuses)] in REASONS else "",
            path=f"{ids[n]:016x}",
            number=number + n + 1,
            fingerprint=f"{n:032x}",
            unjudged_since=timezone.now() if statuses[n % len(statuses)] == "pending" else None,
        )
        for n in range(amount)
    )
    for article in articles:
        article.comment_count = article.comments.filter(status=Status.VISIBLE).count()
        article.save()
    revisions = CommentRevision.objects.bulk_create(
        CommentRevision(comment=c, number=1, body=c.body) for c in comments
    )
    scores = Score.objects.bulk_create(
        Score(comment=r.comment, revision=r, rudeness=0.5, scorer="test@1")
        for r in revisions[::scored]
    )
    items = ReviewItem.objects.bulk_create(
        ReviewItem(comment=c, author=author, article=c.article, pile=c.fingerprint, priority=0)
        for c in comments
    )
    reports = Report.objects.bulk_create(
        Report(comment=r.comment, revision=r, reporter=reader, category="abusive")
        for r in revisions
    )
    Flag.objects.bulk_create(
        Flag(item=i, revision=r.revision, kind=FlagKind.REPORTED_ABUSIVE, report=r)
        for i, r in zip(items, reports, strict=True)
    )
    assert len(scores) == -(-amount // scored)
    return items


def state():
    """Everything that deciding may touch, but the log."""
    return [
        list(Comment.objects.order_by("pk").values("pk", "status")),
        list(ReviewItem.objects.order_by("pk").values("pk", "closed_at", "escalated_at")),
        list(Report.objects.order_by("pk").values("pk", "outcome", "resolved_at")),
        list(Article.objects.order_by("pk").values("pk", "comment_count")),
    ]


def statements(captured) -> list[str]:
    edges = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [each["sql"] for each in captured if not each["sql"].startswith(edges)]


@pytest.mark.parametrize(
    ("deed", "amount"), [*((deed, 10) for deed in DEEDS), ("approve", 500), ("reject", 500)]
)
def test_deciding_and_taking_back_take_at_most_ten_statements_each(moderator, deed, amount):
    """Besides those that begin and end the transaction."""
    moderator.has_perm("moderation.review_escalated")  # Once a request, whatever is decided.
    assert connection.features.supports_json_field  # Django asks once, for ever.
    items = make_many(amount)  # Most without a score: they are on the work list again then.
    before = state()

    with CaptureQueriesContext(connection) as deciding:
        result = decide_many(items, moderator=moderator, **DEEDS[deed])
    after = state()
    with CaptureQueriesContext(connection) as undoing:
        undone, refused = undo_batch(result.batch, moderator=moderator)

    assert [len(statements(each)) for each in (deciding, undoing)] == STATEMENTS[deed]
    assert [d.item_id for d in result.decided] == [item.pk for item in items]
    assert (len(undone), refused) == (amount, [])
    assert after != before
    assert state() == before
    assert Decision.objects.count() == 2 * amount


def test_one_insert_takes_what_a_batch_of_500_needs(moderator):
    """Django by itself splits at 999 parameters on SQLite; a decision has more than a dozen."""
    most = connection.features.max_query_params

    assert most is None or most >= 500 * len(Decision._meta.concrete_fields)


@pytest.mark.parametrize("deed", ["approve", "reject"])
def test_every_comment_gets_its_own_status_reason_and_count_back(moderator, deed):
    statuses = (Status.HELD, Status.VISIBLE, Status.PENDING)
    items = make_many(12, statuses, scored=1)
    articles = list(Article.objects.order_by("pk").values_list("comment_count", flat=True))

    result = decide_many(items, moderator=moderator, **DEEDS[deed])
    decided = set(Comment.objects.values_list("status", "reason_code", "unjudged_since"))
    undo_batch(result.batch, moderator=moderator)

    assert decided == {("visible", "", None) if deed == "approve" else ("removed", "abusive", None)}
    assert articles == [2, 2]
    assert list(Article.objects.order_by("pk").values_list("comment_count", flat=True)) == articles
    stored = Comment.objects.order_by("pk")
    assert [c.status for c in stored] == [statuses[n % 3] for n in range(12)]
    assert [c.unjudged_since is not None for c in stored] == [n % 3 == 2 for n in range(12)]


def test_what_is_back_in_the_queue_is_as_urgent_as_it_is_now(moderator):
    items = make_many(6, (Status.HELD,))
    result = decide_many(items, moderator=moderator, **DEEDS["reject"])

    undo_batch(result.batch, moderator=moderator)

    # Scored ones .50, others stand in the middle; one report each.
    rows = ReviewItem.objects.order_by("pk")
    calm = {"rudeness": 0.5, "visible": False, "reports": 1, "escalated": False}
    assert [(i.priority, i.score is not None) for i in rows] == [
        (priority(opened_at=i.opened_at, **calm), n % 3 == 0) for n, i in enumerate(rows)
    ]


def test_who_was_first_is_asked_once_for_all(moderator, django_assert_max_num_queries):
    """A few statements more where something is left alone, but not for each."""
    colleague = make_staff(username="kim")
    items = make_many(60, (Status.HELD,))
    moderator.has_perm("moderation.review_escalated")
    decide_many(items[:20], moderator=colleague, **DEEDS["approve"])
    for item in items[20:30]:
        claim(item, moderator=colleague)

    with django_assert_max_num_queries(12):
        result = decide_many(items, moderator=moderator, **DEEDS["reject"])

    assert len(result.decided) == 30
    assert {why.split(".")[0] for _, why in result.skipped} == {
        "kim: approved 0 minutes ago",
        "kim is on this one",
    }


def test_what_cannot_be_taken_back_costs_one_statement_more_however_much(
    moderator, django_assert_max_num_queries
):
    items = make_many(30, (Status.HELD,))
    colleague = make_staff(username="kim")
    first = decide_many(items, moderator=moderator, **DEEDS["escalate"])
    lead = make_staff("lead", username="lou")
    decide_many(items[:12], moderator=lead, **DEEDS["approve"])

    with django_assert_max_num_queries(11):
        undone, refused = undo_batch(first.batch, moderator=moderator)

    assert len(undone) == 18
    assert refused == ["Since then: approved, by lou. Take that back first."] * 12
    assert undo_batch(first.batch, moderator=colleague)[0] == []
    assert Report.objects.filter(outcome=ReportOutcome.OPEN).count() == 18
