import pytest

from comments.models import Status
from moderation import services
from moderation.models import Action
from moderation.presentation import Record
from moderation.records import records
from tests.factories import ANYWHERE, UserFactory, make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db


def decided(author, action, moderator, **reason):
    item = make_item(make_comment("Words.", status=Status.HELD, author=author))
    return services.decide(item, moderator=moderator, action=action, **reason)


def test_record_tells_rejected_approved_and_never_reviewed():
    author, moderator = UserFactory(), make_staff()
    decided(author, Action.REJECT, moderator, reason_code="abusive")
    make_comment(author=author)
    decided(author, Action.APPROVE, moderator)

    assert records([author.pk], ANYWHERE) == {
        author.pk: Record(("r", "n", "a"), 3, author.date_joined)
    }


def test_decision_that_was_taken_back_does_not_count():
    author, moderator = UserFactory(), make_staff()
    decision = decided(author, Action.REJECT, moderator, reason_code="abusive")
    services.undo(decision, moderator=moderator)

    assert records([author.pk], ANYWHERE)[author.pk].outcomes == ("n",)


def test_later_decision_replaces_the_earlier():
    author, moderator = UserFactory(), make_staff()
    decision = decided(author, Action.APPROVE, moderator)
    again = services.open_for_review(decision.comment, moderator=moderator)
    services.decide(again, moderator=moderator, action=Action.REJECT, reason_code="spam")

    assert records([author.pk], ANYWHERE)[author.pk].outcomes == ("r",)


def test_record_shows_the_last_twenty_and_counts_all():
    author = UserFactory()
    decided(author, Action.APPROVE, make_staff())
    for _ in range(20):
        make_comment(author=author)

    record = records([author.pk], ANYWHERE)[author.pk]

    assert record.outcomes == ("n",) * 20
    assert record.comments == 21


@pytest.mark.parametrize("authors", [1, 3])
def test_records_take_two_queries(authors, django_assert_num_queries):
    people = [make_comment().author.pk for _ in range(authors)]

    with django_assert_num_queries(2):
        found = records(people, ANYWHERE)

    assert sorted(found) == sorted(people)


def test_records_of_nobody_take_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert records([], ANYWHERE) == {}
