import pytest

from comments.models import Status
from moderation import roles, services
from moderation.models import Action, Decision, ReviewItem, SecondReading
from moderation.rows import filled, rows
from moderation.services import second_reading
from moderation.services.refusals import NotYours
from moderation.surroundings import decisions_on
from tests.factories import make_comment, make_item, make_staff


@pytest.fixture(autouse=True)
def everything_is_read_twice(settings, moderator):
    settings.SECOND_SHARE = 1


@pytest.fixture
def colleague(db):
    person = make_staff(roles.MODERATOR, username="second")
    # Somebody else works here, so that there is somebody to ask.
    Decision.objects.create(
        comment=make_comment(),
        revision=make_comment().revisions.get(),
        action=Action.APPROVE,
        moderator=person,
        status_before=Status.HELD,
        status_after=Status.VISIBLE,
    )
    return person


def reject(item, moderator, reason="abusive"):
    return services.decide(item, moderator=moderator, action="reject", reason_code=reason)


def second_item():
    return SecondReading.objects.select_related("item__comment").get().item


def test_what_one_decided_waits_for_another_and_is_in_force_meanwhile(moderator, colleague):
    first = make_item()

    reject(first, moderator)

    again = second_item()
    assert again.comment.status == Status.REMOVED
    assert again.not_for == moderator
    assert [flag.evidence for flag in again.flags.all()] == [".80, limit .70"]


def test_who_decided_first_finds_it_nowhere_and_cannot_decide_it(moderator, colleague):
    reject(make_item(), moderator)

    again = second_item()

    assert list(ReviewItem.objects.moderatable_by(moderator).open()) == []
    with pytest.raises(NotYours):
        reject(again, moderator)


def test_the_second_reader_is_told_nothing_of_the_first_decision(moderator, colleague):
    reject(make_item(), moderator)

    again = second_item()

    row = rows(filled([again], colleague), colleague, again.opened_at)[0]
    assert row.item.status_told == Status.HELD
    assert not row.readers_see_it
    assert row.record.outcomes == ("n",)
    assert decisions_on(again, colleague) == []
    first = SecondReading.objects.get().first
    assert first not in Decision.objects.moderatable_by(colleague)
    assert first in Decision.objects.moderatable_by(moderator)


@pytest.mark.parametrize("status", [Status.HELD, Status.VISIBLE])
def test_it_waits_in_the_queue_in_which_the_first_one_found_it(moderator, colleague, status):
    item = make_item(make_comment(status=status))
    services.decide(item, moderator=moderator, action="approve")

    waiting = ReviewItem.objects.moderatable_by(colleague)

    assert [waiting.held().count(), waiting.reported().count()] == [
        status == Status.HELD,
        status == Status.VISIBLE,
    ]


def test_where_nobody_else_works_nothing_is_read_again(moderator):
    reject(make_item(), moderator)

    assert not SecondReading.objects.exists()


def test_two_that_agree_close_it_and_change_nothing(moderator, colleague):
    reject(make_item(), moderator)

    verdict = reject(second_item(), colleague, "hate_speech")

    again = second_item()
    assert [verdict.action, verdict.status_before, verdict.status_after] == [
        Action.SECOND,
        Status.REMOVED,
        Status.REMOVED,
    ]
    assert again.closed_at is not None
    assert not ReviewItem.objects.open().exists()


def test_where_two_differ_a_lead_decides_who_was_neither(moderator, colleague, lead):
    reject(make_item(), moderator)
    services.decide(second_item(), moderator=colleague, action="approve")

    again = second_item()
    assert again.escalated_at is not None
    assert again.comment.status == Status.REMOVED
    for reader in (moderator, colleague):
        with pytest.raises(NotYours):
            services.decide(again, moderator=reader, action="approve")

    verdict = services.decide(again, moderator=lead, action="approve")

    again.refresh_from_db()
    again.comment.refresh_from_db()
    assert [verdict.action, again.comment.status] == [Action.APPROVE, Status.VISIBLE]
    assert SecondReading.objects.count() == 1  # A third reading asks nobody.


def test_a_second_verdict_can_be_taken_back(moderator, colleague):
    reject(make_item(), moderator)
    verdict = services.decide(second_item(), moderator=colleague, action="approve")

    services.undo(verdict, moderator=colleague)

    again = second_item()
    assert [again.escalated_at, again.closed_at, again.is_blind] == [None, None, True]


def test_taking_the_first_decision_back_ends_the_reading(moderator, colleague):
    item = make_item()
    decision = reject(item, moderator)

    services.undo(decision, moderator=moderator)

    assert list(ReviewItem.objects.open()) == [item]
    assert SecondReading.objects.get().void_at is not None


def test_a_report_makes_it_an_item_like_any_other(moderator, colleague, reader):
    from comments.services import report_comment

    comment = make_comment(status=Status.VISIBLE)
    services.decide(make_item(comment), moderator=moderator, action="approve")

    report_comment(comment, reporter=reader, category="offensive")

    again = ReviewItem.objects.open().get()
    assert [again.is_second, again.told_status] == [False, ""]
    assert SecondReading.objects.get().void_at is not None


def test_a_bulk_deed_writes_first_and_second_verdicts(moderator, colleague):
    reject(make_item(), moderator)
    fresh = make_item(make_comment("Another.", status=Status.HELD))

    result = services.decide_many([second_item(), fresh], moderator=colleague, action="approve")

    assert {each.action for each in result.decided} == {Action.SECOND, Action.APPROVE}


def test_nothing_is_drawn_while_the_share_is_nought(settings, moderator, colleague, monkeypatch):
    settings.SECOND_SHARE = 0
    monkeypatch.setattr(second_reading.dice, "random", lambda: 0.0)

    reject(make_item(), moderator)

    assert not SecondReading.objects.exists()
