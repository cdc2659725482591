"""A new scorer's scores: what they may change, and what they never touch."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from comments.models import Comment, ModerationMode, Status
from comments.services import edit_comment, report_comment, withdraw_comment
from moderation.models import (
    HUMAN_ACTIONS,
    Action,
    Decision,
    Flag,
    PolicyVersion,
    ReviewItem,
    Score,
)
from moderation.priority import priority
from moderation.scoring import ScoreResult, Span
from moderation.services import (
    decide,
    open_for_review,
    preview,
    rescore,
    rescoring,
    to_rescore,
    undo,
)
from moderation.services.opening import current_revisions
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, set_policy

pytestmark = pytest.mark.django_db

NEW = "test@2"
AT_ONCE, AFTER_SCORING = ModerationMode.AT_ONCE, ModerationMode.AFTER_SCORING


def seen(body="You fool.", *, mode=AFTER_SCORING, author=None, scorer="test@0", **fields):
    """A comment that ``scorer`` found civil, by an author whom the policy knows well."""
    set_known_authors()
    comment = make_comment(
        body, article=ArticleFactory(moderation_mode=mode), author=author, **fields
    )
    store_score(comment, scorer)
    return comment


def set_known_authors():
    if PolicyVersion.current().new_author_comments:
        set_policy(new_author_comments=0)


def store_score(comment, scorer="test@0", rudeness=0.1):
    revision = current_revisions([comment])[comment.pk]
    Score.objects.create(comment=comment, revision=revision, rudeness=rudeness, scorer=scorer)


def result(rudeness=0.9):
    return ScoreResult(rudeness, {"insult": rudeness}, [Span(4, 8, 1.0, None)], NEW)


def run(*comments, rudeness=0.9, deed=rescore):
    return deed(list(comments), [result(rudeness)] * len(comments))


def state(comment):
    """Everything a machine could have changed."""
    row = Comment.objects.values("status", "reason_code", "explanation", "unjudged_since")
    return {
        "comment": row.get(pk=comment.pk),
        "decisions": list(Decision.objects.filter(comment=comment).values()),
        "flags": list(Flag.objects.filter(item__comment=comment).values()),
        "open": ReviewItem.objects.open().filter(comment=comment).count(),
    }


def new_scores():
    return list(Score.objects.filter(scorer=NEW).values_list("comment", "revision__number"))


def decided_by(moderator, action, comment):
    item = make_item(comment)
    reason = "offensive" if action == Action.REJECT else None
    return decide(item, moderator=moderator, action=action, reason_code=reason)


def test_to_rescore_finds_what_the_scorer_has_not_seen_in_the_order_of_ids():
    old = seen()
    unscored = make_comment()
    held, removed = seen(status=Status.HELD), seen(status=Status.REMOVED)
    seen(scorer=NEW)

    assert list(to_rescore(NEW)) == [old, unscored, held, removed]


def test_to_rescore_finds_words_that_are_newer_than_the_score():
    comment = seen(scorer=NEW)
    edit_comment(comment, author=comment.author, body="You utter fool.")
    Comment.objects.update(status=Status.VISIBLE, unjudged_since=None)

    assert list(to_rescore(NEW)) == [comment]


def test_to_rescore_leaves_the_unjudged_to_the_pipeline_and_the_withdrawn_alone():
    seen(mode=AT_ONCE, judged=False)
    seen(status=Status.PENDING)
    seen(status=Status.WITHDRAWN)

    assert list(to_rescore(NEW)) == []


def test_a_comment_the_policy_still_shows_gets_its_score_and_nothing_else():
    comment = seen()
    before = state(comment)

    outcome = run(comment, rudeness=0.2)

    assert (outcome.scored, outcome.changes, outcome.skipped) == ([comment], [], 0)
    score = Score.objects.get(scorer=NEW)
    assert (score.comment, score.revision, score.rudeness, score.attributes, score.spans) == (
        comment,
        comment.revisions.get(),
        0.2,
        {"insult": 0.2},
        [[4, 8, 1.0, None]],
    )
    assert state(comment) == before
    assert list(to_rescore(NEW)) == []


def test_a_visible_comment_the_policy_would_now_hold_is_held_in_the_queue_with_its_flags():
    comment = seen()
    version = PolicyVersion.current()

    outcome = run(comment)

    assert [change.status_after for change in outcome.changes] == [Status.HELD]
    comment = Comment.objects.select_related("article").get()
    told = "The words “fool” may read as an attack on people here."
    assert (comment.status, comment.explanation) == (Status.HELD, told)
    assert comment.article.comment_count == 0
    item = ReviewItem.objects.open().get()
    assert item.score == Score.objects.get(scorer=NEW)
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.9, visible=False, reports=0, escalated=False
    )
    assert list(item.flags.values_list("kind", "evidence")) == [("detected_rude", ".90, limit .70")]
    decision = Decision.objects.get()
    assert (decision.action, decision.policy, decision.scorer, decision.moderator) == (
        Action.HOLD,
        version,
        NEW,
        None,
    )
    assert (decision.status_before, decision.status_after) == (Status.VISIBLE, Status.HELD)


def test_on_an_article_that_publishes_at_once_it_stays_visible_and_comes_into_the_queue():
    comment = seen(mode=AT_ONCE)

    outcome = run(comment)

    assert [change.status_after for change in outcome.changes] == [Status.VISIBLE]
    item = ReviewItem.objects.reported().get()
    assert (item.comment, item.score) == (comment, Score.objects.get(scorer=NEW))
    assert [flag.kind for flag in item.flags.all()] == ["detected_rude"]
    decision = Decision.objects.get()
    assert (decision.status_before, decision.status_after) == (Status.VISIBLE, Status.VISIBLE)


def test_a_flag_the_queue_has_already_is_no_change_and_its_item_gets_the_new_score():
    item = make_item(seen(mode=AT_ONCE), rudeness=0.75)
    before = state(item.comment)

    outcome = run(item.comment)

    assert outcome.changes == []
    assert state(item.comment) == before
    item.refresh_from_db()
    assert item.score == Score.objects.get(scorer=NEW)
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.9, visible=True, reports=0, escalated=False
    )


def test_a_new_finding_joins_the_reports_that_are_open():
    comment = seen(mode=AT_ONCE)
    report_comment(comment, reporter=UserFactory(), category="abusive")

    run(comment)

    item = ReviewItem.objects.get()
    assert [flag.kind for flag in item.flags.all()] == ["reported_abusive", "detected_rude"]
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.9, visible=True, reports=1, escalated=False
    )


def test_a_visible_comment_is_removed_only_where_an_administrator_has_set_a_limit_for_that():
    set_policy(new_author_comments=0, remove_at=0.85)
    comment = seen(mode=AT_ONCE)

    outcome = run(comment)

    assert [change.status_after for change in outcome.changes] == [Status.REMOVED]
    comment.refresh_from_db()
    assert (comment.status, comment.reason_code) == (Status.REMOVED, "offensive")
    assert ReviewItem.objects.open().count() == 0


@pytest.mark.parametrize("rudeness", [0.0, 0.99])
@pytest.mark.parametrize("remove_at", [None, 0.9])
@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED])
def test_what_is_held_or_removed_stays_so_whatever_the_score(status, remove_at, rudeness):
    set_policy(new_author_comments=0, remove_at=remove_at)
    comment = seen(status=status)
    before = state(comment)

    run(comment, rudeness=rudeness)

    assert state(comment) == before
    assert new_scores() == [(comment.pk, 1)]


def test_a_held_comment_in_the_queue_shows_the_new_score():
    item = make_item(rudeness=0.8)
    before = state(item.comment)

    run(item.comment, rudeness=0.3)

    item.refresh_from_db()
    assert (item.score.scorer, item.score.rudeness) == (NEW, 0.3)
    assert item.priority == priority(
        opened_at=item.opened_at, rudeness=0.3, visible=False, reports=0, escalated=False
    )
    assert state(item.comment) == before


@pytest.mark.parametrize("rudeness", [0.0, 0.99])
@pytest.mark.parametrize("status", [Status.VISIBLE, Status.HELD])
@pytest.mark.parametrize("action", HUMAN_ACTIONS)
def test_words_a_moderator_decided_get_the_score_only(moderator, action, status, rudeness):
    set_policy(new_author_comments=0, remove_at=0.9)
    comment = seen(status=status)
    decided_by(moderator, action, comment)
    before = state(comment)

    outcome = run(Comment.objects.get(), rudeness=rudeness)

    assert outcome.changes == []
    assert state(comment) == before
    assert new_scores() == [(comment.pk, 1)]


def test_the_policy_is_asked_again_once_a_decision_was_taken_back(moderator):
    comment = seen(mode=AT_ONCE)
    item = open_for_review(comment, moderator=moderator)
    undo(decide(item, moderator=moderator, action=Action.APPROVE), moderator=moderator)

    outcome = run(comment)

    assert len(outcome.changes) == 1
    assert [flag.kind for flag in item.flags.all()] == ["detected_rude"]


def test_a_decision_on_earlier_words_says_nothing_of_the_present_ones(moderator):
    comment = seen()
    decided_by(moderator, Action.APPROVE, comment)
    edit_comment(comment, author=comment.author, body="You utter fool.")
    Comment.objects.update(status=Status.VISIBLE, unjudged_since=None)

    run(Comment.objects.get())

    assert Comment.objects.get().status == Status.HELD
    assert new_scores() == [(comment.pk, 2)]


def edit(comment):
    edit_comment(comment, author=comment.author, body="You friend.")


def edit_and_judge(comment):
    edit(comment)
    Comment.objects.update(status=Status.VISIBLE, unjudged_since=None)


def withdraw(comment):
    withdraw_comment(comment, author=comment.author)


def put_back_to_work(comment):
    Comment.objects.update(unjudged_since=timezone.now())


@pytest.mark.parametrize("deed", [edit, edit_and_judge, withdraw, put_back_to_work])
def test_a_comment_that_changed_while_it_was_scored_is_skipped(deed):
    comment, other = seen(), seen("You two fools.")
    as_read = list(to_rescore(NEW))
    deed(Comment.objects.select_related("author").get(pk=comment.pk))
    Comment.objects.filter(pk=other.pk).update(unjudged_since=None)
    before = state(comment)

    outcome = run(*as_read)

    assert (outcome.scored, outcome.skipped) == ([other], 1)
    assert state(comment) == before
    assert new_scores() == [(other.pk, 1)]


def test_a_decision_made_while_it_was_scored_stands(moderator):
    comment = seen(mode=AT_ONCE)
    [as_read] = to_rescore(NEW)
    decided_by(moderator, Action.APPROVE, comment)
    before = state(comment)

    run(as_read)

    assert state(comment) == before


def test_the_same_batch_twice_changes_nothing_the_second_time():
    comments = [seen(), seen("You two fools.", mode=AT_ONCE)]
    run(*comments)
    before = [state(comment) for comment in comments]

    outcome = run(*comments)

    assert outcome.changes == []
    assert [state(comment) for comment in comments] == before
    assert len(new_scores()) == 2


def test_preview_foresees_the_changes_and_writes_nothing():
    held, queued, shown = seen(), seen("You two.", mode=AT_ONCE), seen("You all.")
    before = [state(comment) for comment in (held, queued, shown)]
    results = [result(), result(), result(0.1)]

    foreseen = preview([held, queued, shown], results)

    assert [state(comment) for comment in (held, queued, shown)] == before
    assert new_scores() == []
    assert [(c.comment, c.status_after) for c in foreseen.changes] == [
        (held, Status.HELD),
        (queued, Status.VISIBLE),
    ]
    assert rescore([held, queued, shown], results) == foreseen


@pytest.mark.parametrize("rudeness", [0.1, 0.9])
@pytest.mark.parametrize("mode", [AT_ONCE, AFTER_SCORING])
@pytest.mark.parametrize("status", [Status.VISIBLE, Status.HELD])
def test_a_batch_takes_the_same_statements_for_1_and_10(
    mode, status, rudeness, django_assert_max_num_queries
):
    set_known_authors()

    def statements(count):
        article = ArticleFactory(moderation_mode=mode)
        for n in range(count):
            item = make_item(make_comment(f"Word {n} of {count}.", article=article, status=status))
            Flag.objects.filter(item=item).update(kind="detected_link")
        batch = list(to_rescore(NEW))
        assert len(batch) == count
        with django_assert_max_num_queries(27) as captured:
            run(*batch, rudeness=rudeness)
        return len(captured)

    assert statements(10) == statements(1)


@pytest.mark.django_db(transaction=True)
def test_a_decision_under_way_is_waited_for_and_stands(moderator):
    comment = seen(mode=AT_ONCE)
    item = open_for_review(comment, moderator=moderator)
    outcomes = []

    def rescore_elsewhere():
        try:
            outcomes.append(run(comment))
        finally:
            connection.close()

    thread = threading.Thread(target=rescore_elsewhere)
    with transaction.atomic():
        decide(item, moderator=moderator, action=Action.APPROVE)
        thread.start()
        thread.join(0.5)  # seconds; without its lock it is done long before
        assert outcomes == []
    thread.join(30)

    assert [outcome.changes for outcome in outcomes] == [[]]
    assert Flag.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_failure_halfway_through_a_batch_leaves_nothing_of_it(monkeypatch):
    comments = [seen(), seen("You two friends.", mode=AT_ONCE)]

    def fail(items):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(rescoring, "refresh", fail)
    with pytest.raises(RuntimeError):
        rescore(comments, [result(), result(0.1)])

    assert new_scores() == []
    assert [c.status for c in Comment.objects.order_by("pk")] == [Status.VISIBLE, Status.VISIBLE]
