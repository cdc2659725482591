"""How comments come into the queue, and how urgent they are there."""

import pytest
from django.utils import timezone

from comments.models import Report, ReportOutcome, Status
from comments.services import report_comment
from moderation.models import ReviewItem, Score
from moderation.priority import priority
from moderation.services import ItemTaken, open_for_review
from moderation.services.opening import current_revisions, open_items, refresh
from tests.factories import UserFactory, make_comment, make_item
from tests.racing import race


@pytest.mark.django_db
def test_open_items_gives_each_comment_its_one_open_item():
    now = timezone.now()
    there = make_item()
    closed = make_item(closed_at=now)
    new = make_comment()

    items = open_items([there.comment, closed.comment, new])

    assert list(items) == [there.comment_id, closed.comment_id, new.pk]
    assert items[there.comment_id] == there
    assert items[closed.comment_id] != closed
    assert {item.pk for item in items.values()} == set(
        ReviewItem.objects.open().values_list("pk", flat=True)
    )
    assert ReviewItem.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 10])
def test_open_items_takes_two_statements_for_short_words(count, django_assert_num_queries):
    comments = [make_comment() for _ in range(count)]

    with django_assert_num_queries(2):
        open_items(comments)

    assert ReviewItem.objects.count() == count


@pytest.mark.django_db
def test_refresh_takes_the_latest_score_of_the_present_words():
    item = make_item(rudeness=0.9)
    comment, first = item.comment, item.score
    later = Score.objects.create(
        comment=comment, revision=first.revision, rudeness=0.3, scorer="test@2"
    )

    refresh([item.pk])

    item.refresh_from_db()
    assert item.score == later
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.3, visible=False, reports=0, escalated=False
    )


@pytest.mark.django_db
def test_refresh_counts_only_reports_that_wait():
    comment = make_comment()
    for _ in range(3):
        report_comment(comment, reporter=UserFactory(), category="spam")
    first = Report.objects.order_by("pk").first()
    Report.objects.filter(pk=first.pk).update(
        outcome=ReportOutcome.DISMISSED, resolved_at=timezone.now()
    )
    item = ReviewItem.objects.get()

    refresh([item.pk])

    item.refresh_from_db()
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=None, visible=True, reports=2, escalated=False
    )


@pytest.mark.django_db
def test_refresh_leaves_closed_items_as_they_were():
    item = make_item(closed_at=timezone.now(), priority=9)

    refresh([item.pk])

    item.refresh_from_db()
    assert item.priority == 9


@pytest.mark.django_db
def test_refresh_takes_two_statements_however_many(django_assert_num_queries):
    items = [make_item(make_comment(f"Fool {n}.", status=Status.HELD)) for n in range(11)]

    for batch in (items[:1], items[1:]):
        with django_assert_num_queries(2):
            refresh([item.pk for item in batch])


@pytest.mark.django_db
@pytest.mark.parametrize("status", [s for s in Status if s != Status.WITHDRAWN])
def test_a_moderator_can_ask_for_a_look_at_any_comment(moderator, status):
    comment = make_comment(status=status)

    item = open_for_review(comment, moderator=moderator)

    item.refresh_from_db()
    assert (item.comment, item.opened_by, item.closed_at) == (comment, moderator, None)
    assert item.priority == priority(
        opened_at=item.opened_at,
        rudeness=None,
        visible=status == Status.VISIBLE,
        reports=0,
        escalated=False,
    )
    assert item.flags.count() == 0


@pytest.mark.django_db
def test_asking_for_a_look_at_what_is_open_gives_that_item(moderator):
    item = make_item()

    assert open_for_review(item.comment, moderator=moderator) == item
    item.refresh_from_db()
    assert item.opened_by is None


@pytest.mark.django_db
def test_nothing_is_left_to_decide_on_what_its_author_took_back(moderator):
    comment = make_comment(status=Status.WITHDRAWN)

    with pytest.raises(ItemTaken) as caught:
        open_for_review(comment, moderator=moderator)

    assert str(caught.value) == "Its author took this comment back: nothing is left to decide."
    assert ReviewItem.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_asking_at_once_opens_one_item(moderator):
    comment = make_comment()

    outcomes = race(*[lambda: open_for_review(comment, moderator=moderator).pk] * 4)

    assert outcomes == [ReviewItem.objects.get().pk] * 4


@pytest.mark.django_db
def test_current_revisions_are_those_of_the_present_words():
    comments = [make_comment(f"Word {n}.") for n in range(2)]
    comments[0].revisions.create(number=2, body="Newer.")
    type(comments[0]).objects.filter(pk=comments[0].pk).update(revision=2)

    revisions = current_revisions(comments)

    assert {pk: revision.number for pk, revision in revisions.items()} == {
        comments[0].pk: 2,
        comments[1].pk: 1,
    }
