"""The drain: leases, tries, fences and what becomes of comments that cannot be scored."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments import services as readers
from comments.models import Comment, Status
from moderation import scoring, services
from moderation.models import Action, Decision, Flag, PolicyVersion, ReviewItem, Score
from moderation.pipeline import drain
from moderation.scoring import ScoreResult, Span
from tests.factories import ArticleFactory, make_comment, make_item

pytestmark = pytest.mark.django_db


def result(rudeness=0.1, spans=()):
    return ScoreResult(rudeness=rudeness, attributes={}, spans=list(spans), scorer="fake@1")


@pytest.fixture(autouse=True)
def no_linger(monkeypatch):
    monkeypatch.setattr(drain, "LINGER", 0)


@pytest.fixture
def scorer(monkeypatch):
    """Replaces the scorer: rude when the text says RUDE. `calls` keeps the batches it saw."""

    class Scorer:
        def __init__(self):
            self.calls = []
            self.before = lambda texts: None

        def __call__(self, texts):
            self.calls.append(list(texts))
            self.before(texts)
            return [result(0.9 if "RUDE" in text else 0.1) for text in texts]

    fake = Scorer()
    monkeypatch.setattr(scoring, "score", fake)
    return fake


def waiting(body="Civil.", **fields):
    return make_comment(body, status=Status.PENDING, **fields)


def statuses():
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def test_drain_judges_everything_that_waits_in_one_batch(scorer):
    article = ArticleFactory()
    for body in ("Civil one.", "RUDE two.", "Civil three."):
        waiting(body, article=article)

    left = drain.judge_waiting()

    assert left is False
    assert scorer.calls == [["Civil one.", "RUDE two.", "Civil three."]]
    assert statuses() == ["visible", "held", "visible"]
    assert list(Decision.objects.order_by("pk").values_list("action", "scorer", "policy")) == [
        (Action.PUBLISH, "fake@1", PolicyVersion.current().pk),
        (Action.HOLD, "fake@1", PolicyVersion.current().pk),
        (Action.PUBLISH, "fake@1", PolicyVersion.current().pk),
    ]
    assert Comment.objects.unjudged().count() == 0
    article.refresh_from_db()
    assert article.comment_count == 2


def test_drain_with_nothing_waiting_writes_nothing(scorer, django_assert_num_queries):
    with django_assert_num_queries(2):  # one look, and one after the linger
        assert drain.judge_waiting() is False

    assert scorer.calls == []


def test_drain_of_a_batch_takes_the_same_statements_for_1_and_20(
    scorer, django_assert_max_num_queries
):
    def statements(count):
        article = ArticleFactory()
        for number in range(count):
            waiting(f"Comment {number} of {count}.", article=article)
        with django_assert_max_num_queries(40) as captured:
            drain.judge_waiting()
        return len(captured)

    assert statements(20) == statements(1)


def test_claim_leases_rows_and_counts_the_try_before_scoring():
    comment = waiting()
    now = timezone.now()

    token, claimed = drain.claim(drain.BATCH, retry_turn=False)

    comment.refresh_from_db()
    assert [c.pk for c in claimed] == [comment.pk]
    assert (comment.lease_token, comment.tries) == (token, 1)
    assert comment.not_before >= now + drain.LEASE


def test_claimed_rows_are_not_claimed_again_until_the_lease_ends():
    waiting()
    drain.claim(drain.BATCH, retry_turn=False)

    assert drain.claim(drain.BATCH, retry_turn=True) == (None, [])
    with time_machine.travel(timezone.now() + drain.LEASE + timedelta(seconds=1)):
        _, again = drain.claim(drain.BATCH, retry_turn=True)
    assert [c.tries for c in again] == [1]


def test_second_tries_come_in_eighths_and_third_tries_alone():
    article = ArticleFactory()
    for _ in range(20):
        waiting(article=article)
    Comment.objects.update(tries=1)
    _, second = drain.claim(64, retry_turn=True)
    Comment.objects.update(tries=2, not_before=timezone.now(), lease_token=None)
    _, third = drain.claim(64, retry_turn=True)

    assert (len(second), len(third)) == (8, 1)


def test_a_scorer_that_raises_publishes_nothing_and_parks_after_three_tries(scorer):
    comment = waiting("poison")

    def fail(texts):
        raise RuntimeError("no such word")

    scorer.before = fail
    for minutes in range(5):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            drain.judge_waiting()

    comment.refresh_from_db()
    assert comment.status == Status.HELD
    assert len(scorer.calls) == 3
    assert [(f.kind, f.evidence) for f in Flag.objects.all()] == [
        ("unscorable", "3 tries: RuntimeError: no such word")
    ]
    assert list(Decision.objects.values_list("action", flat=True)) == [Action.HOLD]


def test_neighbours_of_a_poison_are_judged(scorer):
    article = ArticleFactory()
    waiting("poison", article=article)
    for number in range(5):
        waiting(f"Civil {number}.", article=article)

    def fail(texts):
        if "poison" in texts:
            raise RuntimeError("poison")

    scorer.before = fail
    for minutes in range(9):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            drain.judge_waiting()

    assert statuses() == ["held"] + ["visible"] * 5


@pytest.mark.parametrize(
    "answer",
    [[], [result(), result()], [result(float("nan"))], [result(1.5)], [result(-0.1)]],
    ids=["none", "too many", "not a number", "above one", "below zero"],
)
def test_a_senseless_answer_never_becomes_a_verdict(monkeypatch, answer):
    waiting()
    monkeypatch.setattr(scoring, "score", lambda texts: answer)

    drain.judge_waiting()

    assert statuses() == ["pending"]
    assert Score.objects.count() == Decision.objects.count() == 0
    assert Comment.objects.get().last_error.startswith("BadScore: ")


def test_an_edit_while_scoring_voids_the_verdict_on_the_old_words(scorer):
    comment = waiting("Civil words.")

    def edit(texts):
        if texts == ["Civil words."]:
            readers.edit_comment(comment, author=comment.author, body="RUDE words.")

    scorer.before = edit
    drain.judge_waiting()

    assert scorer.calls == [["Civil words."], ["RUDE words."]]
    assert statuses() == ["held"]
    assert list(Score.objects.values_list("revision__number", "rudeness")) == [(2, 0.9)]
    assert Decision.objects.count() == 1


def test_a_moderators_decision_while_scoring_stands(scorer, moderator):
    item = make_item(make_comment("RUDE", status=Status.HELD, judged=False))

    def decide(texts):
        services.decide(item, moderator=moderator, action=Action.APPROVE)

    scorer.before = decide
    drain.judge_waiting()

    assert statuses() == ["visible"]
    assert list(Decision.objects.values_list("action", flat=True)) == [Action.APPROVE]


def test_a_withdrawal_while_scoring_stands(scorer):
    comment = waiting("RUDE")
    scorer.before = lambda texts: readers.withdraw_comment(comment, author=comment.author)

    drain.judge_waiting()

    assert statuses() == ["withdrawn"]
    assert ReviewItem.objects.count() == 0


def test_a_late_writer_with_an_old_lease_writes_nothing(scorer):
    comment = waiting()
    old_token, claimed = drain.claim(drain.BATCH, retry_turn=False)
    Comment.objects.filter(pk=comment.pk).update(not_before=timezone.now())
    drain.claim(drain.BATCH, retry_turn=True)

    written = drain.write(old_token, claimed, [result()])

    assert written == 0
    assert statuses() == ["pending"]
    assert Score.objects.count() == 0


def test_a_scorer_that_cannot_load_costs_no_try(monkeypatch):
    comment = waiting()

    def missing():
        raise scoring.ModelFileError("no weights")

    monkeypatch.setattr(scoring, "load", missing)
    with pytest.raises(scoring.ModelFileError):
        drain.judge_waiting()

    comment.refresh_from_db()
    assert (comment.tries, comment.lease_token) == (0, None)


def test_spans_and_what_was_read_are_kept_with_the_score(monkeypatch):
    waiting("m0r0n")
    monkeypatch.setattr(scoring, "score", lambda texts: [result(0.9, [Span(0, 5, 1.0, "moron")])])

    drain.judge_waiting()

    assert Score.objects.get().spans == [[0, 5, 1.0, "moron"]]
    assert Comment.objects.get().explanation == (
        "The words “m0r0n” may read as an attack on people here."
    )
