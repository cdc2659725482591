from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments.models import Status
from comments.reasons import ReasonCode
from comments.services import edit_comment, report_comment
from moderation import services
from moderation.insight import figures
from moderation.insight.figures import Precision, Reason, SectionFigures, Work
from moderation.insight.intervals import Share
from moderation.models import Action, Decision, Flag, FlagKind, PolicyVersion, ReviewItem
from tests.factories import (
    ANYWHERE,
    ArticleFactory,
    SectionFactory,
    UserFactory,
    make_comment,
    make_item,
)

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def since():
    return timezone.now() - WEEK


def reject(item, moderator, reason=ReasonCode.ABUSIVE):
    return services.decide(item, moderator=moderator, action=Action.REJECT, reason_code=reason)


def approve(item, moderator):
    return services.decide(item, moderator=moderator, action=Action.APPROVE)


def verdict(comment, action):
    return Decision.objects.create(
        comment=comment,
        revision=comment.revisions.get(number=comment.revision),
        action=action,
        policy=PolicyVersion.current(),
        status_before=Status.PENDING,
        status_after=comment.status,
    )


def test_only_the_last_decision_that_stands_counts(since, moderator, lead):
    undone = reject(make_item(), moderator)
    services.undo(undone, moderator=moderator)
    again = reject(make_item(), moderator)
    services.undo(again, moderator=moderator)
    changed = approve(again.item, moderator)
    approve(make_item(make_comment("x", status=Status.VISIBLE)), moderator)
    later = ReviewItem.objects.get(
        pk=services.open_for_review(Decision.objects.latest("pk").comment, moderator=moderator).pk
    )
    last = reject(later, lead)
    services.decide(make_item(), moderator=moderator, action=Action.ESCALATE)

    assert set(figures.standing(ANYWHERE, since)) == {changed, last}


def test_a_decision_followed_by_an_escalation_settles_nothing(since, moderator):
    comment = make_comment("x", status=Status.VISIBLE)
    approve(make_item(comment), moderator)
    item = services.open_for_review(comment, moderator=moderator)
    services.decide(item, moderator=moderator, action=Action.ESCALATE)

    assert list(figures.standing(ANYWHERE, since)) == []


def test_a_later_decision_that_was_taken_back_leaves_the_earlier_one_standing(since, moderator):
    comment = make_comment("x", status=Status.VISIBLE)
    first = approve(make_item(comment), moderator)
    item = services.open_for_review(comment, moderator=moderator)
    services.undo(reject(item, moderator), moderator=moderator)

    assert list(figures.standing(ANYWHERE, since)) == [first]


def test_reasons_stand_beside_those_of_the_span_before(moderator):
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=10)):
        reject(make_item(), moderator, ReasonCode.SPAM)
    with time_machine.travel(now - timedelta(days=15)):
        reject(make_item(), moderator, ReasonCode.THREAT)
    for _number in range(2):
        reject(make_item(), moderator, ReasonCode.ABUSIVE)
    reject(make_item(), moderator, ReasonCode.SPAM)
    services.undo(reject(make_item(), moderator, ReasonCode.PROFANITY), moderator=moderator)
    approve(make_item(), moderator)

    assert figures.reasons(ANYWHERE, timezone.now(), 7) == [
        Reason("Abusive", now=2, before=0),
        Reason("Spam", now=1, before=1),
    ]


def test_sections_count_what_was_posted_and_what_was_decided(since, moderator):
    politics = ArticleFactory()
    sport = ArticleFactory(section=SectionFactory(name="Sport", slug="sport"))
    old = make_comment(
        "x", article=sport, status=Status.HELD, posted_at=timezone.now() - timedelta(days=8)
    )
    reject(make_item(old), moderator)
    approve(make_item(make_comment("x", article=politics, status=Status.HELD)), moderator)
    reject(make_item(make_comment("x", article=politics, status=Status.HELD)), moderator)
    make_comment("x", article=politics)

    assert figures.sections(ANYWHERE, since) == [
        SectionFigures("Politics", came=3, reviewed=2, rejected=1),
        SectionFigures("Sport", came=0, reviewed=1, rejected=1),
    ]


def test_precision_is_by_flag_and_each_comment_counts_once(since, moderator):
    reported = make_comment("Words.")
    for number in range(3):
        report_comment(reported, reporter=UserFactory(), category="spam", note=str(number))
    reject(ReviewItem.objects.get(comment=reported), moderator)
    both = make_item(kind=FlagKind.DETECTED_RUDE)
    Flag.objects.create(item=both, revision=both.flags.get().revision, kind=FlagKind.DETECTED_LINK)
    reject(both, moderator)
    approve(make_item(kind=FlagKind.DETECTED_RUDE), moderator)
    make_item(kind=FlagKind.PREMODERATED)

    assert figures.precision(ANYWHERE, since) == [
        Precision("Rude", by_reader=False, share=Share(1, 2)),
        Precision("Link", by_reader=False, share=Share(1, 1)),
        Precision("Spam", by_reader=True, share=Share(1, 1)),
    ]


def test_a_flag_on_words_that_were_changed_since_says_nothing_of_the_decision(since, moderator):
    item = make_item(make_comment("You utter fool.", status=Status.VISIBLE))
    edit_comment(item.comment, author=item.comment.author, body="You were wrong there.")
    item.comment.refresh_from_db()
    Flag.objects.create(
        item=item,
        revision=item.comment.revisions.get(number=2),
        kind=FlagKind.AUTHOR_HISTORY,
    )
    approve(item, moderator)

    assert figures.precision(ANYWHERE, since) == [
        Precision("History", by_reader=False, share=Share(0, 1)),
    ]


def test_agreement_has_false_alarms_and_misses(since, moderator):
    for action, decide in (
        (Action.HOLD, approve),
        (Action.HOLD, reject),
        (Action.HOLD, reject),
        (Action.PUBLISH, reject),
        (Action.PUBLISH, approve),
        (Action.REMOVE, approve),
    ):
        item = make_item()
        verdict(item.comment, action)
        decide(item, moderator)
    reject(make_item(), moderator)  # what no policy judged

    assert figures.agreement(ANYWHERE, since) == {"held": Share(1, 3), "passed": Share(1, 2)}


def test_the_last_verdict_on_the_same_words_is_what_people_agree_with(since, moderator):
    item = make_item()
    verdict(item.comment, Action.PUBLISH)
    verdict(item.comment, Action.HOLD)
    approve(item, moderator)

    assert figures.agreement(ANYWHERE, since) == {"held": Share(1, 1), "passed": Share(0, 0)}


def test_waits_are_from_the_queue_to_the_decision(since, moderator):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        approve(make_item(opened_at=now - timedelta(minutes=9)), moderator)
        services.decide(
            make_item(opened_at=now - timedelta(hours=2)), moderator=moderator, action="escalate"
        )
        services.undo(
            approve(make_item(opened_at=now - timedelta(days=2)), moderator), moderator=moderator
        )

    assert figures.waits(ANYWHERE, since) == [timedelta(minutes=9)]


def test_work_counts_every_decision_and_what_was_taken_back(since, moderator):
    services.undo(approve(make_item(), moderator), moderator=moderator)
    services.decide(make_item(), moderator=moderator, action=Action.ESCALATE)
    services.decide_many([make_item(), make_item()], moderator=moderator, action=Action.APPROVE)

    found = figures.work(ANYWHERE, since)

    assert found == Work(decisions=4, in_batches=2, taken_back=1)
    assert found.undone == Share(1, 4)


def test_nothing_in_the_span_is_nothing_everywhere(moderator):
    with time_machine.travel(timezone.now() - timedelta(days=100)):
        reject(make_item(), moderator)
    since = timezone.now() - WEEK

    assert figures.sections(ANYWHERE, since) == []
    assert figures.precision(ANYWHERE, since) == []
    assert figures.agreement(ANYWHERE, since) == {"held": Share(0, 0), "passed": Share(0, 0)}
    assert figures.waits(ANYWHERE, since) == []
    assert figures.work(ANYWHERE, since) == Work(0, 0, 0)
    assert figures.reasons(ANYWHERE, timezone.now(), 7) == []
