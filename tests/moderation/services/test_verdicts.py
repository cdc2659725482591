"""Writing down what the policy says: statuses, decisions, flags, items, explanations."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from comments.models import Comment, ModerationMode, ReportOutcome, Status
from comments.services import edit_comment, report_comment
from moderation.explanations import SENTENCES
from moderation.models import Action, Decision, Flag, PolicyVersion, ReviewItem, Score
from moderation.policy import Finding, Outcome, Verdict
from moderation.priority import priority
from moderation.scoring import ScoreResult, Span
from moderation.services import apply_verdicts, decide, park
from moderation.services.verdicts import lock_ours
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, set_policy

pytestmark = pytest.mark.django_db

RUDE = Finding("detected_rude", ".90, limit .70", Outcome.HOLD)
LINK = Finding("detected_link", "3 links, limit 2: a.example", Outcome.HOLD)
BANNED = Finding("detected_banned_word", "“blast”", Outcome.REMOVE, "banned_word")
SHOW = Verdict(Outcome.SHOW, ())
HOLD = Verdict(Outcome.HOLD, (RUDE,))
REMOVE = Verdict(Outcome.REMOVE, (BANNED, RUDE))
VERDICTS = {"show": SHOW, "hold": HOLD, "remove": REMOVE}


RESULT = ScoreResult(0.9, {"insult": 0.9}, [Span(4, 8, 1.0, None)], "fake@1")


def apply(*pairs, policy=None):
    """Apply (comment, verdict) pairs as the drain does, on rows locked and read anew."""
    with transaction.atomic():
        rows = Comment.objects.select_for_update(of=("self",)).select_related("article", "author")
        rows = rows.in_bulk([comment.pk for comment, _ in pairs])
        apply_verdicts(
            [rows[comment.pk] for comment, _ in pairs],
            [RESULT] * len(pairs),
            [verdict for _, verdict in pairs],
            policy=policy or PolicyVersion.current(),
        )


def fresh(comment):
    return Comment.objects.select_related("article", "author").get(pk=comment.pk)


def waiting(body="You fool.", *, mode=ModerationMode.AFTER_SCORING, **fields):
    fields = {"status": Status.PENDING, "judged": False} | fields
    return make_comment(body, article=ArticleFactory(moderation_mode=mode), **fields)


@pytest.mark.parametrize(
    ("mode", "before", "verdict", "after"),
    [
        ("after_scoring", "pending", "show", "visible"),
        ("after_scoring", "pending", "hold", "held"),
        ("after_scoring", "pending", "remove", "removed"),
        ("hold_all", "pending", "hold", "held"),
        ("at_once", "visible", "show", "visible"),
        ("at_once", "visible", "hold", "visible"),
        ("at_once", "visible", "remove", "removed"),
        ("at_once", "pending", "hold", "held"),
        ("at_once", "pending", "show", "visible"),
        # The mode was changed after posting.
        ("after_scoring", "visible", "hold", "held"),
        # What is held only a moderator frees.
        ("after_scoring", "held", "show", "held"),
        ("after_scoring", "held", "hold", "held"),
        ("after_scoring", "held", "remove", "removed"),
        ("at_once", "held", "show", "held"),
    ],
)
def test_status_after_a_verdict(mode, before, verdict, after):
    comment = waiting(mode=mode, status=Status(before))

    apply((comment, VERDICTS[verdict]))

    comment = fresh(comment)
    assert comment.status == after
    assert (comment.unjudged_since, comment.lease_token) == (None, None)
    assert comment.article.comment_count == int(after == "visible")
    decision = Decision.objects.get()
    assert (decision.status_before, decision.status_after) == (before, after)


def test_a_shown_comment_leaves_a_score_and_a_decision_and_nothing_else():
    comment = waiting()
    version = set_policy(hold_at=0.95)

    apply((comment, SHOW), policy=version)

    score = Score.objects.get()
    assert (score.comment, score.revision, score.rudeness) == (
        comment,
        comment.revisions.get(),
        0.9,
    )
    assert (score.attributes, score.spans, score.scorer) == (
        {"insult": 0.9},
        [[4, 8, 1.0, None]],
        "fake@1",
    )
    decision = Decision.objects.get()
    assert (decision.comment, decision.revision, decision.action) == (
        comment,
        score.revision,
        Action.PUBLISH,
    )
    assert (decision.policy, decision.scorer, decision.moderator) == (version, "fake@1", None)
    assert (decision.item, decision.reason_code, decision.note, decision.batch) == (
        None,
        "",
        "",
        None,
    )
    assert (ReviewItem.objects.count(), Flag.objects.count()) == (0, 0)
    assert fresh(comment).explanation == ""


def test_a_held_comment_opens_an_item_with_every_flag_and_its_evidence():
    comment = waiting()

    apply((comment, Verdict(Outcome.HOLD, (LINK, RUDE))))

    item = ReviewItem.objects.get()
    assert (item.comment, item.score, item.closed_at) == (comment, Score.objects.get(), None)
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.9, visible=False, reports=0, escalated=False
    )
    assert list(item.flags.values_list("kind", "evidence", "revision", "report")) == [
        ("detected_link", "3 links, limit 2: a.example", comment.revisions.get().pk, None),
        ("detected_rude", ".90, limit .70", comment.revisions.get().pk, None),
    ]
    assert list(ReviewItem.objects.held()) == [item]
    assert Decision.objects.get().action == Action.HOLD


def test_a_held_comment_tells_its_author_why_and_the_log_keeps_what_was_told():
    comment = waiting("You fool.")

    apply((comment, HOLD))

    told = "The words “fool” may read as an attack on people here."
    assert (fresh(comment).explanation, fresh(comment).reason_code) == (told, "")
    assert Decision.objects.get().note == told


def test_a_flagged_comment_that_stays_visible_is_reported_and_its_author_told_nothing():
    comment = waiting(mode=ModerationMode.AT_ONCE, status=Status.VISIBLE)

    apply((comment, HOLD))

    item = ReviewItem.objects.get()
    assert list(ReviewItem.objects.reported()) == [item]
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.9, visible=True, reports=0, escalated=False
    )
    assert (fresh(comment).explanation, Decision.objects.get().note) == ("", "")


def test_a_banned_word_removes_with_its_reason_and_leaves_nothing_open():
    comment = waiting("Blast, you fool.")

    apply((comment, REMOVE))

    comment = fresh(comment)
    assert (comment.status, comment.reason_code, comment.explanation) == (
        Status.REMOVED,
        "banned_word",
        SENTENCES["detected_banned_word"],
    )
    assert ReviewItem.objects.open().count() == 0
    assert list(Flag.objects.values_list("kind", flat=True)) == [
        "detected_banned_word",
        "detected_rude",
    ]
    decision = Decision.objects.get()
    assert (decision.action, decision.reason_code) == (Action.REMOVE, "banned_word")


def test_a_removal_closes_the_open_item_with_its_claim_and_its_reports(moderator):
    comment = waiting(mode=ModerationMode.AT_ONCE, status=Status.VISIBLE)
    report = report_comment(comment, reporter=UserFactory(), category="abusive")
    ReviewItem.objects.update(
        claimed_by=moderator, claim_expires_at=timezone.now() + timedelta(minutes=2)
    )

    apply((comment, REMOVE))

    item = ReviewItem.objects.get()
    assert item.closed_at is not None
    assert (item.claimed_by, item.claim_expires_at) == (None, None)
    report.refresh_from_db()
    assert (report.outcome, report.resolved_at is None) == (ReportOutcome.UPHELD, False)


def test_a_verdict_joins_the_item_that_is_open_already():
    comment = waiting(mode=ModerationMode.AT_ONCE, status=Status.VISIBLE)
    report_comment(comment, reporter=UserFactory(), category="abusive")

    apply((comment, HOLD))

    item = ReviewItem.objects.get()
    assert list(item.flags.values_list("kind", flat=True)) == ["reported_abusive", "detected_rude"]
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.9, visible=True, reports=1, escalated=False
    )


def test_a_verdict_that_finds_nothing_still_brings_the_score_to_an_open_item():
    comment = waiting(mode=ModerationMode.AT_ONCE, status=Status.VISIBLE)
    report_comment(comment, reporter=UserFactory(), category="abusive")

    apply((comment, SHOW))

    item = ReviewItem.objects.get()
    assert (item.score, item.closed_at) == (Score.objects.get(), None)


def test_new_words_of_a_held_comment_are_explained_anew():
    comment = waiting("You fool.")
    apply((comment, HOLD))
    edit_comment(comment, author=comment.author, body="You idiot.")

    apply((comment, HOLD))

    assert fresh(comment).explanation == "The words “idio” may read as an attack on people here."
    assert list(Flag.objects.values_list("revision__number", "kind")) == [
        (1, "detected_rude"),
        (2, "detected_rude"),
    ]
    assert ReviewItem.objects.count() == 1
    assert ReviewItem.objects.get().score.revision.number == 2


def test_new_civil_words_of_a_held_comment_wait_for_a_moderator_and_its_author_is_told():
    comment = waiting("You fool.")
    apply((comment, HOLD))
    edit_comment(comment, author=comment.author, body="You friend.")

    apply((comment, SHOW))

    after = fresh(comment)
    assert (after.status, after.explanation) == (Status.HELD, SENTENCES["held_before"])
    assert ReviewItem.objects.open().count() == 1


def test_an_approval_lapses_when_the_words_change(moderator):
    comment = waiting("You fool.")
    apply((comment, HOLD))
    decide(ReviewItem.objects.get(), moderator=moderator, action=Action.APPROVE)
    edit_comment(comment, author=comment.author, body="You utter fool.")

    apply((comment, HOLD))

    assert fresh(comment).status == Status.HELD
    assert ReviewItem.objects.count() == 2
    assert ReviewItem.objects.open().get().flags.get().revision.number == 2


def test_the_same_scorer_on_the_same_words_keeps_one_score_and_one_flag():
    comment = waiting()
    apply((comment, HOLD))

    apply((comment, HOLD))

    assert (Score.objects.count(), Flag.objects.count(), ReviewItem.objects.count()) == (1, 1, 1)


def test_a_batch_of_every_kind_is_judged_one_by_one():
    shown, held, removed = (waiting(f"You fool {n}.") for n in range(3))
    once = waiting("You fool 3.", mode=ModerationMode.AT_ONCE, status=Status.VISIBLE)

    apply((shown, SHOW), (held, HOLD), (removed, REMOVE), (once, HOLD))

    assert [fresh(c).status for c in (shown, held, removed, once)] == [
        Status.VISIBLE,
        Status.HELD,
        Status.REMOVED,
        Status.VISIBLE,
    ]
    assert {i.comment_id for i in ReviewItem.objects.open()} == {held.pk, once.pk}
    assert [fresh(c).article.comment_count for c in (shown, held, removed, once)] == [1, 0, 0, 1]
    assert list(Decision.objects.order_by("pk").values_list("comment", "action")) == [
        (shown.pk, Action.PUBLISH),
        (held.pk, Action.HOLD),
        (removed.pk, Action.REMOVE),
        (once.pk, Action.HOLD),
    ]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_batch_takes_the_same_statements_for_1_and_10(verdict, django_assert_max_num_queries):
    def statements(count):
        article = ArticleFactory()
        comments = [
            make_comment(f"Word {n} of {count}.", article=article, status=Status.PENDING)
            for n in range(count)
        ]
        with django_assert_max_num_queries(25) as captured:
            apply(*((comment, VERDICTS[verdict]) for comment in comments))
        return len(captured)

    assert statements(10) == statements(1)


def test_a_verdict_with_more_evidence_than_any_before_can_be_stored():
    comment = waiting()
    long = Finding("detected_link", "x" * 600, Outcome.HOLD)

    apply((comment, Verdict(Outcome.HOLD, (long,))))

    assert Flag.objects.get().evidence == "x" * 600


def failed(**fields):
    return waiting(tries=3, last_error="RuntimeError: no such word", **fields)


@pytest.mark.parametrize("status", [Status.PENDING, Status.VISIBLE, Status.HELD])
def test_park_holds_with_the_error_in_view_whatever_the_mode(status):
    mode = ModerationMode.AT_ONCE if status == Status.VISIBLE else ModerationMode.AFTER_SCORING
    comment = fresh(failed(mode=mode, status=status))

    with transaction.atomic():
        park([comment])

    after = fresh(comment)
    assert (after.status, after.unjudged_since) == (Status.HELD, None)
    assert after.explanation == SENTENCES["unscorable"]
    assert after.article.comment_count == 0
    item = ReviewItem.objects.open().get()
    assert list(item.flags.values_list("kind", "evidence")) == [
        ("unscorable", "3 tries: RuntimeError: no such word")
    ]
    assert item.score is None
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=None, visible=False, reports=0, escalated=False
    )
    decision = Decision.objects.get()
    assert (decision.action, decision.policy, decision.scorer, decision.status_after) == (
        Action.HOLD,
        PolicyVersion.current(),
        "",
        Status.HELD,
    )


def test_park_names_a_dead_worker_where_there_is_no_error():
    comment = fresh(waiting(tries=3))

    park([comment])

    assert Flag.objects.get().evidence == "3 tries: the worker died"


def test_park_takes_the_longest_error():
    comment = fresh(waiting(tries=3, last_error="é" * 300))

    park([comment])

    assert Flag.objects.get().evidence == f"3 tries: {'é' * 300}"


def test_lock_ours_gives_only_what_still_waits_under_this_lease():
    token = uuid.uuid4()
    ours = waiting(lease_token=token)
    others = [
        waiting(lease_token=uuid.uuid4()),
        waiting(lease_token=None),
        make_comment(lease_token=token, judged=True),
    ]
    not_asked_for = waiting(lease_token=token)

    with transaction.atomic():
        locked = lock_ours([ours.pk, *(c.pk for c in others)], token)

    assert locked == [ours]
    assert not_asked_for not in locked


def test_an_item_whose_comment_was_judged_again_shows_the_new_priority():
    item = make_item(waiting(status=Status.HELD), rudeness=0.2)

    apply((item.comment, HOLD))

    item.refresh_from_db()
    assert item.score.scorer == "fake@1"
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.9, visible=False, reports=0, escalated=False
    )


def test_a_score_says_what_its_words_are_written_in():
    german, short = waiting("Das ist doch nicht wahr."), waiting("Idiot.")

    apply((german, SHOW), (short, HOLD))

    told = dict(Score.objects.values_list("comment", "language"))
    assert told == {german.pk: "de", short.pk: "und"}
