"""A moderator decides: what each deed does, who may, and two at the same moment."""

import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from comments.models import Comment, ModerationMode, Report, ReportOutcome, Status
from comments.reasons import ReasonCode
from comments.services import edit_comment, report_comment, withdraw_comment
from moderation import receivers
from moderation.models import CLAIM_TIME, Action, Decision, ReviewItem
from moderation.priority import priority
from moderation.services import (
    EditedSince,
    ItemTaken,
    NotYours,
    ReasonMissing,
    claim,
    decide,
    decide_many,
)
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, make_staff
from tests.racing import LIMIT, race

APPROVE = {"action": Action.APPROVE}
REJECT = {"action": Action.REJECT, "reason_code": ReasonCode.ABUSIVE}
ESCALATE = {"action": Action.ESCALATE}
DISMISS = {"action": Action.DISMISS}
DEEDS = {"approve": APPROVE, "reject": REJECT, "escalate": ESCALATE, "dismiss": DISMISS}


@pytest.fixture
def colleague(db):
    return make_staff(username="kim")


def fresh(item):
    return ReviewItem.objects.select_related("comment__article", "score").get(pk=item.pk)


def reported(status=Status.VISIBLE, **fields):
    """An open item of a comment with one open report."""
    comment = make_comment("You fool.", **fields)
    report_comment(comment, reporter=UserFactory(), category="abusive")
    if status != Status.VISIBLE:
        Comment.objects.filter(pk=comment.pk).update(status=status)
        comment.article.comment_count -= 1
        comment.article.save()
    return ReviewItem.objects.get(comment=comment)


def refusal(kind, item, moderator, **deed):
    before = snapshot()
    with pytest.raises(kind) as caught:
        decide(item, moderator=moderator, **deed)
    assert snapshot() == before
    return str(caught.value)


def snapshot():
    """Everything that a decision may write."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Comment, ReviewItem, Report, Decision)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("deed", "before", "after", "closed", "outcome"),
    [
        ("approve", "held", "visible", True, "dismissed"),
        ("approve", "visible", "visible", True, "dismissed"),
        ("approve", "removed", "visible", True, "dismissed"),
        ("reject", "held", "removed", True, "upheld"),
        ("reject", "visible", "removed", True, "upheld"),
        ("reject", "removed", "removed", True, "upheld"),
        ("escalate", "held", "held", False, "open"),
        ("escalate", "visible", "visible", False, "open"),
        ("dismiss", "visible", "visible", True, "dismissed"),
        ("dismiss", "held", "held", False, "dismissed"),
    ],
)
def test_what_each_deed_does(moderator, deed, before, after, closed, outcome):
    item = reported(Status(before))
    now = timezone.now()

    with time_machine.travel(now, tick=False):
        decision = decide(item, moderator=moderator, note=" Look. ", **DEEDS[deed])

    item = fresh(item)
    reason = "abusive" if deed == "reject" else ""
    assert item.comment.status == after
    assert item.comment.article.comment_count == int(after == "visible")
    assert item.closed_at == (now if closed else None)
    assert item.escalated_at == (now if deed == "escalate" else None)
    report = Report.objects.get()
    assert (report.outcome, report.resolved_at) == (outcome, None if outcome == "open" else now)
    decision = Decision.objects.get(pk=decision.pk)
    assert (decision.comment, decision.revision, decision.item) == (
        item.comment,
        item.comment.revisions.get(),
        item,
    )
    assert (decision.action, decision.moderator, decision.policy, decision.scorer) == (
        deed,
        moderator,
        None,
        "",
    )
    assert (decision.reason_code, decision.note, decision.decided_at, decision.batch) == (
        reason,
        "Look.",
        now,
        None,
    )
    assert (decision.status_before, decision.status_after) == (before, after)
    assert Decision.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("status", [Status.VISIBLE, Status.HELD])
def test_every_deed_ends_the_claim(moderator, deed, status):
    item = reported(status)
    claim(item, moderator=moderator)

    decide(item, moderator=moderator, **DEEDS[deed])

    item = fresh(item)
    assert (item.claimed_by, item.claim_expires_at) == (None, None)


@pytest.mark.django_db
def test_a_rejection_leaves_its_reason_with_the_comment_and_no_sentence(moderator):
    item = make_item(make_comment("Fool.", status=Status.HELD, explanation="The words “Fool” …"))

    decide(item, moderator=moderator, action="reject", reason_code="off_topic")

    comment = fresh(item).comment
    assert (comment.reason_code, comment.explanation) == ("off_topic", "")


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["approve", "reject"])
@pytest.mark.parametrize("status", [Status.PENDING, Status.HELD, Status.VISIBLE])
def test_a_human_decision_ends_the_machines_hold(moderator, deed, status):
    comment = make_comment(status=status, judged=False, lease_token=uuid.uuid4())
    item = make_item(comment)

    decide(item, moderator=moderator, **DEEDS[deed])

    comment = fresh(item).comment
    assert (comment.unjudged_since, comment.lease_token) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["escalate", "dismiss"])
def test_passing_on_leaves_the_comment_on_the_work_list(moderator, deed):
    item = make_item(make_comment(status=Status.PENDING))

    decide(item, moderator=moderator, **DEEDS[deed])

    assert fresh(item).comment.unjudged_since is not None


@pytest.mark.django_db
def test_an_escalated_item_is_more_urgent(moderator):
    item = make_item(rudeness=0.8)

    decide(item, moderator=moderator, **ESCALATE)

    assert list(ReviewItem.objects.escalated()) == [item]
    assert fresh(item).priority == priority(
        opened_at=fresh(item).opened_at, rudeness=0.8, visible=False, reports=0, escalated=True
    )


@pytest.mark.django_db
def test_dismissed_reports_make_a_held_comment_no_longer_urgent(moderator):
    item = reported(Status.HELD)

    decide(item, moderator=moderator, **DISMISS)

    assert fresh(item).priority == priority(
        opened_at=fresh(item).opened_at, rudeness=None, visible=False, reports=0, escalated=False
    )


@pytest.mark.django_db
@pytest.mark.parametrize("reason_code", [None, "", "because", "ABUSIVE"])
def test_a_rejection_needs_a_reason_of_the_list(moderator, reason_code):
    message = refusal(
        ReasonMissing, make_item(), moderator, action="reject", reason_code=reason_code
    )

    assert message == "Choose a reason for the rejection. Nothing was decided."


@pytest.mark.django_db
@pytest.mark.parametrize("note", ["", "  \n"])
def test_the_reason_other_needs_a_note(moderator, note):
    message = refusal(
        ReasonMissing, make_item(), moderator, action="reject", reason_code="other", note=note
    )

    assert message == "“Other” needs a note that says why. Nothing was decided."


@pytest.mark.django_db
@pytest.mark.parametrize("reason_code", ReasonCode.values)
def test_every_reason_can_be_given(moderator, reason_code):
    item = make_item()

    decide(item, moderator=moderator, action="reject", reason_code=reason_code, note="Why.")

    assert fresh(item).comment.reason_code == reason_code


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["approve", "escalate", "dismiss"])
def test_only_a_rejection_keeps_a_reason(moderator, deed):
    decision = decide(make_item(), moderator=moderator, action=deed, reason_code="spam")

    assert decision.reason_code == ""


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["burn", "", "undo", "publish", "hold", "remove"])
def test_what_is_no_moderators_deed_writes_nothing(moderator, action):
    message = refusal(ValueError, make_item(), moderator, action=action, reason_code="spam")

    assert message == f"{action!r} is nothing a moderator decides"


@pytest.mark.django_db
def test_a_colleagues_claim_is_named(moderator, colleague):
    item = make_item()
    claim(item, moderator=colleague)

    assert refusal(ItemTaken, item, moderator, **APPROVE) == (
        "kim is on this one. Nothing was decided."
    )


@pytest.mark.django_db
def test_a_colleagues_claim_that_ended_is_no_hindrance(moderator, colleague):
    item = make_item()
    claim(item, moderator=colleague)

    with time_machine.travel(timezone.now() + CLAIM_TIME):
        decide(item, moderator=moderator, **APPROVE)

    assert fresh(item).closed_at is not None


@pytest.mark.django_db
def test_who_comes_second_is_told_who_was_first_and_what_was_decided(moderator, colleague):
    item, now = make_item(), timezone.now()
    with time_machine.travel(now - timedelta(minutes=3), tick=False):
        decide(item, moderator=colleague, **REJECT)

    with time_machine.travel(now, tick=False):
        message = refusal(ItemTaken, item, moderator, **APPROVE)

    assert message == "kim: rejected (abusive) 3 minutes ago. Yours was not written."


@pytest.mark.django_db
def test_who_decides_what_was_taken_back_by_its_author_is_told_so(moderator, colleague):
    item = make_item()
    decide(item, moderator=colleague, **ESCALATE)
    withdraw_comment(Comment.objects.get(), author=item.comment.author)

    assert refusal(ItemTaken, item, moderator, **APPROVE) == (
        "This is no longer waiting: its author took it back, or the policy removed it."
    )


@pytest.mark.django_db
def test_words_that_changed_under_the_moderators_eyes_are_not_decided(moderator):
    item = make_item(make_comment("Fool.", status=Status.HELD))
    edit_comment(item.comment, author=item.comment.author, body="Idiot.")

    assert refusal(EditedSince, item, moderator, **APPROVE, seen_revision=1) == (
        "The author edited this comment after you opened it. Read the new words first: "
        "nothing was decided."
    )
    decision = decide(item, moderator=moderator, **APPROVE, seen_revision=2)
    assert decision.revision.number == 2


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_escalated_only_a_lead_decides(moderator, deed):
    item = make_item(escalated_at=timezone.now())

    assert refusal(NotYours, item, moderator, **DEEDS[deed]) == (
        "This was escalated: a lead decides it. Nothing was decided."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["approve", "reject"])
def test_a_lead_decides_what_was_escalated(lead, deed):
    item = make_item(escalated_at=timezone.now())

    decide(item, moderator=lead, **DEEDS[deed])

    assert fresh(item).closed_at is not None


@pytest.mark.django_db
def test_what_is_escalated_cannot_be_escalated_again(lead):
    item = make_item(escalated_at=timezone.now())

    assert refusal(ItemTaken, item, lead, **ESCALATE) == (
        "This is escalated already. Nothing was decided."
    )


@pytest.mark.django_db(transaction=True)
def test_of_moderators_at_once_exactly_one_decides():
    item = make_item()
    team = [make_staff(username=f"mod{n}") for n in range(4)]
    deeds = [APPROVE, REJECT, APPROVE, REJECT]

    outcomes = race(
        *(
            lambda who=who, deed=deed: decide(item, moderator=who, **deed).pk
            for who, deed in zip(team, deeds, strict=True)
        )
    )

    decision = Decision.objects.get()
    place = team.index(decision.moderator)
    assert outcomes[place] == decision.pk
    losers = [outcome for n, outcome in enumerate(outcomes) if n != place]
    verb = "approved" if decision.action == Action.APPROVE else "rejected (abusive)"
    assert [(type(o), str(o)) for o in losers] == [
        (ItemTaken, f"mod{place}: {verb} 0 minutes ago. Yours was not written.")
    ] * 3
    assert fresh(item).comment.status == decision.status_after
    assert fresh(item).comment.article.comment_count == int(decision.action == Action.APPROVE)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_decides_once(moderator):
    item = make_item()

    outcomes = race(*[lambda: decide(item, moderator=moderator, **APPROVE).pk] * 3)

    assert Decision.objects.count() == 1
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "ItemTaken",
        "ItemTaken",
        "int",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_decision_at_once_never_wait_for_each_other(moderator, monkeypatch):
    """The withdrawal has the comment and goes for the item; the decision must not hold the item
    while it waits for the comment: PostgreSQL would end one of them as a deadlock."""
    item = make_item()
    comment = Comment.objects.get()
    withdrawn, deciding = threading.Event(), threading.Event()
    close = receivers.opening.close_undecided

    def slow_close(*arguments):
        withdrawn.set()
        assert deciding.wait(LIMIT)
        threading.Event().wait(0.3)  # seconds: the other is inside its first statement
        close(*arguments)

    monkeypatch.setattr(receivers.opening, "close_undecided", slow_close)

    def late_decision():
        assert withdrawn.wait(LIMIT)
        deciding.set()
        return decide(item, moderator=moderator, **APPROVE)

    outcomes = race(lambda: withdraw_comment(comment, author=comment.author), late_decision)

    assert outcomes[0] is None
    assert [type(outcomes[1]), str(outcomes[1])[:27]] == [ItemTaken, "This is no longer waiting: "]
    assert fresh(item).comment.status == Status.WITHDRAWN
    assert Decision.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_comes_while_a_decision_waits_is_seen(moderator, colleague, monkeypatch):
    """Of a row that a locked SELECT waited for, PostgreSQL shows joined columns of before."""
    item = make_item()
    comment = Comment.objects.get()
    locked, waiting = threading.Event(), threading.Event()

    def claim_slowly():
        with transaction.atomic():
            Comment.objects.select_for_update().get(pk=comment.pk)
            claim(item, moderator=colleague)
            locked.set()
            assert waiting.wait(LIMIT)
            threading.Event().wait(0.3)  # seconds: the other is inside its first statement

    def late_decision():
        assert locked.wait(LIMIT)
        waiting.set()
        return decide(ReviewItem.objects.get(), moderator=moderator, **APPROVE)

    outcomes = race(claim_slowly, late_decision)

    assert outcomes[0] is None
    assert str(outcomes[1]) == "kim is on this one. Nothing was decided."


@pytest.mark.django_db
def test_many_are_decided_under_one_batch(moderator):
    article = ArticleFactory()
    items = [
        make_item(make_comment(f"Fool {n}.", article=article, status=status))
        for n, status in enumerate([Status.HELD, Status.VISIBLE, Status.PENDING])
    ]

    result = decide_many(items, moderator=moderator, **REJECT, note="Spree.")

    assert result.skipped == []
    assert [d.item_id for d in result.decided] == [item.pk for item in items]
    rows = Decision.objects.order_by("pk")
    assert [d.pk for d in rows] == [d.pk for d in result.decided]
    assert {(d.batch, d.action, d.reason_code, d.note, d.moderator) for d in rows} == {
        (result.batch, "reject", "abusive", "Spree.", moderator)
    }
    assert [d.status_before for d in rows] == ["held", "visible", "pending"]
    assert {(fresh(i).comment.status, fresh(i).closed_at is None) for i in items} == {
        ("removed", False)
    }
    article.refresh_from_db()
    assert article.comment_count == 0


@pytest.mark.django_db
def test_of_many_what_cannot_be_decided_is_skipped_with_its_reason(moderator, colleague):
    good, claimed, edited, passed_on, done = (
        make_item(make_comment(f"Fool {n}.", status=Status.HELD)) for n in range(5)
    )
    claim(claimed, moderator=colleague)
    edit_comment(edited.comment, author=edited.comment.author, body="Idiot.")
    ReviewItem.objects.filter(pk=passed_on.pk).update(escalated_at=timezone.now())
    decide(done, moderator=colleague, **APPROVE)
    items = [done, good, claimed, edited, passed_on]

    result = decide_many(
        items, moderator=moderator, **APPROVE, seen_revisions={item.pk: 1 for item in items}
    )

    assert [decision.item_id for decision in result.decided] == [good.pk]
    assert [(item, words.split(".")[0]) for item, words in result.skipped] == [
        (claimed, "kim is on this one"),
        (edited, "The author edited this comment after you opened it"),
        (passed_on, "This was escalated: a lead decides it"),
        (done, "kim: approved 0 minutes ago"),
    ]
    assert Decision.objects.filter(moderator=moderator).count() == 1
    assert [fresh(item).comment.status for item in (claimed, edited, passed_on)] == ["held"] * 3


@pytest.mark.django_db
def test_of_many_with_a_reason_missing_nothing_is_decided(moderator):
    item = make_item()
    before = snapshot()

    with pytest.raises(ReasonMissing):
        decide_many([item], moderator=moderator, action="reject")

    assert snapshot() == before


@pytest.mark.django_db
def test_deciding_none_of_many_writes_nothing(moderator):
    before = snapshot()

    result = decide_many([], moderator=moderator, **APPROVE)

    assert (result.decided, result.skipped) == ([], [])
    assert snapshot() == before


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_many_take_the_same_statements_for_2_and_20(moderator, deed, django_assert_max_num_queries):
    moderator.has_perm("moderation.review_escalated")  # Once a request, whatever is decided.

    def statements(count):
        items = [reported() for _ in range(count)]
        with django_assert_max_num_queries(25) as captured:
            result = decide_many(items, moderator=moderator, **DEEDS[deed])
        assert len(result.decided) == count
        return len(captured)

    assert statements(20) == statements(2)


@pytest.mark.django_db
def test_reports_of_other_comments_are_left_open(moderator):
    mine, other = reported(), reported()

    decide(mine, moderator=moderator, **REJECT)

    assert list(Report.objects.order_by("pk").values_list("comment", "outcome")) == [
        (mine.comment_id, ReportOutcome.UPHELD),
        (other.comment_id, ReportOutcome.OPEN),
    ]


@pytest.mark.django_db
def test_a_comment_published_at_once_can_be_decided_before_its_score(moderator):
    article = ArticleFactory(moderation_mode=ModerationMode.AT_ONCE)
    item = make_item(make_comment(article=article, judged=False))

    decide(item, moderator=moderator, **APPROVE)

    assert fresh(item).comment.unjudged_since is None
