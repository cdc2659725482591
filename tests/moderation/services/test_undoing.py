"""Taking decisions back: everything is as before, and the log says so."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from comments.models import Comment, ModerationMode, Report, Status
from comments.services import edit_comment, report_comment, withdraw_comment
from moderation.models import Action, Decision, PolicyVersion, ReviewItem
from moderation.policy import Finding, Outcome, Verdict
from moderation.scoring import ScoreResult, Span
from moderation.services import (
    CannotUndo,
    apply_verdicts,
    claim,
    decide,
    decide_many,
    open_for_review,
    undo,
    undo_batch,
)
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, make_staff
from tests.racing import race

DEEDS = {
    "approve": {"action": "approve"},
    "reject": {"action": "reject", "reason_code": "abusive"},
    "escalate": {"action": "escalate"},
    "dismiss": {"action": "dismiss"},
}
RUDE = Finding("detected_rude", ".90, limit .70", Outcome.HOLD)
BANNED = Finding("detected_banned_word", "“fool”", Outcome.REMOVE, "banned_word")


@pytest.fixture
def colleague(db):
    return make_staff(username="kim")


def judged(*findings, body="You fool.", **fields):
    """A comment that the policy judged, with the words its author was told."""
    comment = make_comment(body, **{"status": Status.PENDING} | fields)
    outcome = max((finding.outcome for finding in findings), default=Outcome.SHOW)
    apply_verdicts(
        [comment],
        [ScoreResult(0.9, {}, [Span(4, 8, 1.0, None)], "fake@1")],
        [Verdict(outcome, findings)],
        policy=PolicyVersion.current(),
    )
    return Comment.objects.select_related("article", "author").get(pk=comment.pk)


def state():
    """Everything but the log, and what is allowed to differ: when the rows were touched."""
    return [
        list(Comment.objects.order_by("pk").values("status", "reason_code", "explanation", "body")),
        list(ReviewItem.objects.order_by("pk").values()),
        list(Report.objects.order_by("pk").values()),
        list(Comment.objects.order_by("pk").values_list("article__comment_count")),
    ]


def refusal(decision, moderator):
    before = state(), Decision.objects.count()
    with pytest.raises(CannotUndo) as caught:
        undo(decision, moderator=moderator)
    assert (state(), Decision.objects.count()) == before
    return str(caught.value)


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("start", ["held", "visible", "reported twice"])
def test_after_an_undo_everything_is_as_before(moderator, deed, start):
    if start == "held":
        comment = judged(RUDE)
    else:
        comment = make_comment("You fool.")
        for _ in range(2 if start == "reported twice" else 1):
            report_comment(comment, reporter=UserFactory(), category="abusive")
    item, before = ReviewItem.objects.get(), state()
    decision = decide(item, moderator=moderator, **DEEDS[deed])

    taken_back = undo(decision, moderator=moderator)

    assert state() == before
    row = Decision.objects.get(pk=taken_back.pk)
    assert (row.action, row.undoes, row.moderator, row.item, row.revision) == (
        Action.UNDO,
        decision,
        moderator,
        item,
        decision.revision,
    )
    assert (row.status_before, row.status_after) == (
        decision.status_after,
        decision.status_before,
    )


@pytest.mark.django_db
def test_an_undo_gives_the_author_the_explanation_back(moderator):
    comment = judged(RUDE)
    told = "The words “fool” may read as an attack on people here."
    assert comment.explanation == told
    decision = decide(ReviewItem.objects.get(), moderator=moderator, **DEEDS["reject"])
    assert Comment.objects.get().explanation == ""

    undo(decision, moderator=moderator)

    assert Comment.objects.get().explanation == told


@pytest.mark.django_db
def test_an_undo_of_freeing_what_the_policy_removed_gives_the_reason_back(moderator):
    comment = judged(BANNED)
    item = open_for_review(comment, moderator=moderator)
    before = state()
    assert before[0][0]["reason_code"] == "banned_word"
    decision = decide(item, moderator=moderator, **DEEDS["approve"])

    undo(decision, moderator=moderator)

    assert state() == before


@pytest.mark.django_db
def test_an_undo_of_freeing_what_a_colleague_rejected_gives_the_reason_back(moderator, colleague):
    comment = judged(RUDE)
    decide(ReviewItem.objects.get(), moderator=colleague, **DEEDS["reject"])
    item = open_for_review(comment, moderator=moderator)
    before = state()
    decision = decide(item, moderator=moderator, **DEEDS["approve"])

    undo(decision, moderator=moderator)

    assert state() == before
    assert (before[0][0]["reason_code"], before[0][0]["explanation"]) == ("abusive", "")


@pytest.mark.django_db
def test_an_undo_restores_the_reason_that_stood_and_not_one_that_was_taken_back(moderator):
    comment = judged(BANNED)
    first = decide(
        open_for_review(comment, moderator=moderator), moderator=moderator, **DEEDS["approve"]
    )
    second = decide(
        open_for_review(comment, moderator=moderator), moderator=moderator, **DEEDS["reject"]
    )
    undo(second, moderator=moderator)
    item = ReviewItem.objects.open().get()
    ReviewItem.objects.filter(pk=item.pk).update(closed_at=timezone.now())
    undo(first, moderator=moderator)
    again = decide(ReviewItem.objects.open().get(), moderator=moderator, **DEEDS["approve"])

    undo(again, moderator=moderator)

    stored = Comment.objects.get()
    assert (stored.status, stored.reason_code) == (Status.REMOVED, "banned_word")


@pytest.mark.django_db
def test_an_undo_puts_what_had_no_score_back_on_the_work_list(moderator):
    comment = make_comment(status=Status.PENDING)
    decision = decide(make_item(comment), moderator=moderator, **DEEDS["approve"])
    assert not Comment.objects.unjudged().exists()

    undo(decision, moderator=moderator)

    assert list(Comment.objects.unjudged()) == [comment]
    assert Comment.objects.get().status == Status.PENDING


@pytest.mark.django_db
def test_an_undo_puts_what_readers_saw_unjudged_back_on_the_work_list(moderator):
    """Readers see it at once there, so a verdict that never came would never be missed."""
    at_once = ArticleFactory(moderation_mode=ModerationMode.AT_ONCE)
    comment = make_comment("Fresh.", article=at_once, judged=False)
    item = open_for_review(comment, moderator=moderator)

    undo(decide(item, moderator=moderator, **DEEDS["reject"]), moderator=moderator)

    comment.refresh_from_db()
    assert comment.status == Status.VISIBLE
    assert list(Comment.objects.unjudged()) == [comment]


@pytest.mark.django_db
def test_an_undo_neither_judges_new_words_nor_tells_their_author_of_the_old(moderator):
    comment = judged(RUDE)
    comment = edit_comment(comment, author=comment.author, body="You lamb.")
    [item] = ReviewItem.objects.open()

    undo(decide(item, moderator=moderator, **DEEDS["reject"]), moderator=moderator)

    comment.refresh_from_db()
    assert (comment.status, comment.explanation) == (Status.HELD, "")
    assert list(Comment.objects.unjudged()) == [comment]


@pytest.mark.django_db
def test_what_was_escalated_stays_escalated_after_the_undo_of_a_leads_decision(moderator, lead):
    judged(RUDE)
    item = ReviewItem.objects.get()
    decide(item, moderator=moderator, **DEEDS["escalate"])
    before = state()
    decision = decide(item, moderator=lead, **DEEDS["approve"])

    undo(decision, moderator=lead)

    assert state() == before
    assert list(ReviewItem.objects.escalated()) == [item]


@pytest.mark.django_db
def test_reports_that_were_judged_before_stay_judged(moderator):
    comment = make_comment("You fool.")
    report_comment(comment, reporter=UserFactory(), category="spam")
    decide(ReviewItem.objects.get(), moderator=moderator, **DEEDS["dismiss"])
    report_comment(comment, reporter=UserFactory(), category="abusive")
    decision = decide(ReviewItem.objects.open().get(), moderator=moderator, **DEEDS["reject"])

    undo(decision, moderator=moderator)

    assert list(Report.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "dismissed",
        "open",
    ]


@pytest.mark.django_db
def test_decisions_can_be_taken_back_one_after_the_other(moderator, lead):
    judged(RUDE)
    item, before = ReviewItem.objects.get(), state()
    first = decide(item, moderator=moderator, **DEEDS["escalate"])
    second = decide(item, moderator=lead, **DEEDS["reject"])

    assert refusal(first, lead) == "Since then: rejected, by lou. Take that back first."
    undo(second, moderator=lead)
    undo(first, moderator=lead)

    assert state() == before
    assert refusal(first, lead) == "lou has taken this back already."
    assert refusal(second, lead) == "lou has taken this back already."


@pytest.mark.django_db
def test_after_an_undo_the_item_can_be_decided_anew(moderator):
    judged(RUDE)
    item = ReviewItem.objects.get()
    undo(decide(item, moderator=moderator, **DEEDS["reject"]), moderator=moderator)

    decide(item, moderator=moderator, **DEEDS["approve"])

    assert Comment.objects.get().status == Status.VISIBLE


@pytest.mark.django_db
def test_nothing_can_be_taken_back_twice(moderator):
    decision = decide(make_item(), moderator=moderator, **DEEDS["reject"])
    undo(decision, moderator=moderator)

    assert refusal(decision, moderator) == "mika has taken this back already."


@pytest.mark.django_db
def test_an_undo_cannot_be_taken_back(moderator):
    decision = decide(make_item(), moderator=moderator, **DEEDS["reject"])
    taken_back = undo(decision, moderator=moderator)

    assert refusal(taken_back, moderator) == "Only what a moderator decided can be taken back."


@pytest.mark.django_db
def test_what_the_policy_decided_cannot_be_taken_back(moderator):
    judged(RUDE)

    assert refusal(Decision.objects.get(), moderator) == (
        "Only what a moderator decided can be taken back."
    )


@pytest.mark.django_db
def test_a_colleagues_decision_is_theirs_or_a_leads_to_take_back(moderator, colleague, lead):
    decision = decide(make_item(), moderator=colleague, **DEEDS["reject"])

    assert refusal(decision, moderator) == "kim decided this. They or a lead can take it back."
    assert undo(decision, moderator=lead).moderator == lead


@pytest.mark.django_db
def test_what_was_decided_again_since_stands(moderator, colleague):
    comment = judged(RUDE)
    first = decide(ReviewItem.objects.get(), moderator=moderator, **DEEDS["approve"])
    item = open_for_review(comment, moderator=colleague)
    decide(item, moderator=colleague, **DEEDS["reject"])

    assert refusal(first, moderator) == "Since then: rejected, by kim. Take that back first."


@pytest.mark.django_db
def test_what_the_policy_judged_again_since_stands(moderator):
    comment = judged(RUDE)
    decision = decide(ReviewItem.objects.get(), moderator=moderator, **DEEDS["approve"])
    edit_comment(comment, author=comment.author, body="You friend.")
    apply_verdicts(
        [Comment.objects.get()],
        [ScoreResult(0.1, {}, [], "fake@1")],
        [Verdict(Outcome.SHOW, ())],
        policy=PolicyVersion.current(),
    )

    version = PolicyVersion.current().pk
    assert refusal(decision, moderator) == (
        f"Since then: published, by policy version {version}. This cannot be taken back."
    )


@pytest.mark.django_db
def test_what_its_author_took_back_stays_so(moderator):
    comment = judged(RUDE)
    decision = decide(ReviewItem.objects.get(), moderator=moderator, **DEEDS["approve"])
    comment.refresh_from_db()
    withdraw_comment(comment, author=comment.author)

    assert refusal(decision, moderator) == (
        "The comment has changed since (withdrawn by its author), so this cannot be taken back."
    )


@pytest.mark.django_db
def test_new_words_are_not_judged_by_taking_back_what_was_decided_on_the_old(moderator):
    """Where articles publish at once, an edit leaves the status as it was."""
    article = ArticleFactory(moderation_mode=ModerationMode.AT_ONCE)
    comment = make_comment("You fool.", article=article, status=Status.HELD)
    decision = decide(make_item(comment), moderator=moderator, **DEEDS["approve"])
    edit_comment(comment, author=comment.author, body="You friend.")
    assert Comment.objects.get().status == Status.VISIBLE

    assert refusal(decision, moderator) == (
        "The author changed the words since, so this cannot be taken back."
    )


@pytest.mark.django_db
def test_what_is_back_in_the_queue_is_decided_there(moderator):
    comment = judged(RUDE)
    decision = decide(ReviewItem.objects.get(), moderator=moderator, **DEEDS["approve"])
    comment.refresh_from_db()
    report_comment(comment, reporter=UserFactory(), category="spam")

    assert refusal(decision, moderator) == (
        "The comment is back in the queue for another reason. Decide it there."
    )


@pytest.mark.django_db(transaction=True)
def test_of_undos_at_once_exactly_one_is_written(moderator):
    decision = decide(make_item(), moderator=moderator, **DEEDS["reject"])

    outcomes = race(*[lambda: undo(decision, moderator=moderator).pk] * 3)

    assert Decision.objects.filter(action=Action.UNDO).count() == 1
    refused = [outcome for outcome in outcomes if not isinstance(outcome, int)]
    assert [(type(o), str(o)) for o in refused] == [
        (CannotUndo, "mika has taken this back already.")
    ] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_a_batch_is_taken_back_whole(moderator, deed):
    article = ArticleFactory()
    for n in range(3):
        comment = make_comment(f"You fool {n}.", article=article)
        report_comment(comment, reporter=UserFactory(), category="abusive")
    before = state()
    result = decide_many(ReviewItem.objects.all(), moderator=moderator, **DEEDS[deed])

    undone, refused = undo_batch(result.batch, moderator=moderator)

    assert state() == before
    assert [row.undoes_id for row in undone] == [decision.pk for decision in result.decided]
    assert refused == []
    assert undo_batch(result.batch, moderator=moderator) == ([], [])


@pytest.mark.django_db
def test_of_a_batch_what_cannot_be_taken_back_is_left_with_its_reason(moderator, colleague):
    for n in range(3):
        judged(RUDE, body=f"You fool {n}.")
    result = decide_many(ReviewItem.objects.all(), moderator=moderator, **DEEDS["approve"])
    one, two, three = result.decided
    undo(one, moderator=moderator)
    withdraw_comment(Comment.objects.get(pk=two.comment_id), author=two.comment.author)

    undone, refused = undo_batch(result.batch, moderator=moderator)

    assert [row.undoes_id for row in undone] == [three.pk]
    assert refused == [
        "The comment has changed since (withdrawn by its author), so this cannot be taken back."
    ]


@pytest.mark.django_db
def test_a_colleagues_batch_is_left_alone(moderator, colleague):
    for n in range(2):
        judged(RUDE, body=f"You fool {n}.")
    result = decide_many(ReviewItem.objects.all(), moderator=colleague, **DEEDS["approve"])
    before = state()

    undone, refused = undo_batch(result.batch, moderator=moderator)

    assert undone == []
    assert refused == ["kim decided this. They or a lead can take it back."] * 2
    assert state() == before


@pytest.mark.django_db
def test_a_batch_nobody_knows_is_empty(moderator):
    assert undo_batch(uuid.uuid4(), moderator=moderator) == ([], [])


@pytest.mark.django_db
def test_an_undo_later_keeps_the_waiting_time(moderator):
    judged(RUDE)
    item = ReviewItem.objects.get()
    decision = decide(item, moderator=moderator, **DEEDS["reject"])

    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        undo(decision, moderator=moderator)

    assert ReviewItem.objects.open().get().opened_at == item.opened_at


@pytest.mark.django_db
def test_an_undo_stands_or_falls_with_its_row_in_the_log(moderator, monkeypatch):
    decision = decide(make_item(), moderator=moderator, **DEEDS["reject"])
    before = state()

    def fail(rows):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Decision.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        undo(decision, moderator=moderator)

    assert state() == before


@pytest.mark.django_db
def test_a_claim_made_before_the_decision_is_not_back(moderator):
    judged(RUDE)
    item = ReviewItem.objects.get()
    claim(item, moderator=moderator)
    decision = decide(item, moderator=moderator, **DEEDS["reject"])

    undo(decision, moderator=moderator)

    assert ReviewItem.objects.get().claimed_by is None
