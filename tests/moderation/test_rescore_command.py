"""`manage.py rescore`: what it goes through, what it says, how it ends."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from comments.models import Comment, Status
from moderation import scoring
from moderation.models import Decision, ReviewItem, Score
from moderation.scoring import ScoreResult
from tests.factories import ArticleFactory, make_comment, make_item, set_policy

pytestmark = pytest.mark.django_db

NEW = "fake@2"


@pytest.fixture(autouse=True)
def no_new_authors(db):
    set_policy(new_author_comments=0)


@pytest.fixture
def scorer(monkeypatch):
    """Replaces the scorer: rude when the text says RUDE. `calls` keeps the batches it saw."""

    class Fake:
        def __init__(self):
            self.calls = []
            self.before = lambda texts: None
            self.name = NEW

        def __call__(self, texts):
            self.calls.append(texts)
            self.before(texts)
            return [
                ScoreResult(0.9 if "RUDE" in text else 0.1, {}, [], self.name) for text in texts
            ]

    fake = Fake()
    monkeypatch.setattr(scoring, "score", fake)
    monkeypatch.setattr(scoring, "scorer_name", lambda: NEW)
    return fake


def rescore(**options):
    call_command("rescore", **options)


def scored_bodies():
    return list(
        Score.objects.filter(scorer=NEW).order_by("pk").values_list("comment__body", flat=True)
    )


def test_it_goes_through_everything_in_batches_and_ends_with_one_line(scorer, capsys):
    for body in ("One.", "RUDE two.", "Three.", "Four.", "Five."):
        make_comment(body)
    at_once = ArticleFactory(moderation_mode="at_once")
    make_comment("RUDE six.", article=at_once)

    rescore(batch_size=4)

    out, err = capsys.readouterr()
    assert out == f"scored 6 comments with {NEW}: 1 held, 1 flagged, 0 removed, 0 skipped\n"
    assert "6/6" in err
    assert scorer.calls == [["One.", "RUDE two.", "Three.", "Four."], ["Five.", "RUDE six."]]
    assert list(Comment.objects.order_by("pk").values_list("status", flat=True)) == [
        "visible",
        "held",
        "visible",
        "visible",
        "visible",
        "visible",
    ]


def test_at_verbosity_0_it_says_nothing(scorer, capsys):
    make_comment("RUDE one.")

    rescore(verbosity=0)

    assert capsys.readouterr() == ("", "")
    assert Comment.objects.get().status == Status.HELD


def test_a_second_run_has_nothing_to_do(scorer, capsys):
    make_comment("RUDE one.")
    rescore()
    decisions = list(Decision.objects.values())

    rescore()

    assert capsys.readouterr().out.splitlines()[1] == (
        f"scored 0 comments with {NEW}: 0 held, 0 flagged, 0 removed, 0 skipped"
    )
    assert len(scorer.calls) == 1
    assert list(Decision.objects.values()) == decisions


def test_a_run_that_was_stopped_goes_on_where_it_was(scorer):
    for body in ("One.", "Two.", "Three."):
        make_comment(body)

    def stop(texts):
        if texts == ["Two."]:
            raise KeyboardInterrupt

    scorer.before = stop
    with pytest.raises(KeyboardInterrupt):
        rescore(batch_size=1)
    assert scored_bodies() == ["One."]

    scorer.before = lambda texts: None
    rescore(batch_size=1)

    assert scorer.calls == [["One."], ["Two."], ["Two."], ["Three."]]
    assert scored_bodies() == ["One.", "Two.", "Three."]


def test_a_scorer_that_fails_costs_its_batch_alone_and_the_run_ends_in_an_error(scorer, capsys):
    comments = [make_comment(body) for body in ("One.", "Poison.", "Three.")]

    def fail(texts):
        if "Poison." in texts:
            raise RuntimeError("no such word")

    scorer.before = fail
    with pytest.raises(CommandError, match=r"^Of 1 comments the scorer gave no score"):
        rescore(batch_size=1)

    out, err = capsys.readouterr()
    poison = comments[1].pk
    assert f"comments {poison} to {poison}: RuntimeError: no such word\n" in err
    assert out == f"scored 2 comments with {NEW}: 0 held, 0 flagged, 0 removed, 0 skipped\n"
    assert scored_bodies() == ["One.", "Three."]


def test_at_verbosity_0_a_failure_is_reported_all_the_same(scorer, capsys):
    comment = make_comment()
    scorer.before = lambda texts: 1 / 0

    with pytest.raises(CommandError):
        rescore(verbosity=0)

    reported = f"comments {comment.pk} to {comment.pk}: ZeroDivisionError: division by zero\n"
    assert capsys.readouterr() == ("", reported)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [ScoreResult(float("nan"), {}, [], NEW)],
        [ScoreResult(1.5, {}, [], NEW)],
        [ScoreResult(0.9, {}, [], "fallback@1")],
    ],
    ids=["missing", "nan", "out_of_range", "of_another_scorer"],
)
def test_a_senseless_answer_is_a_failure_and_changes_nothing(scorer, monkeypatch, capsys, answer):
    make_comment()
    monkeypatch.setattr(scoring, "score", lambda texts: answer)

    with pytest.raises(CommandError):
        rescore()

    assert "BadScore" in capsys.readouterr().err
    assert (Score.objects.count(), Comment.objects.get().status) == (0, Status.VISIBLE)


@pytest.mark.django_db(transaction=True)
def test_scoring_happens_outside_any_transaction(scorer):
    set_policy(new_author_comments=0)
    make_comment()
    inside = []
    scorer.before = lambda texts: inside.append(connection.in_atomic_block)

    rescore()

    assert inside == [False]


def test_a_comment_edited_while_it_is_scored_is_counted_as_skipped(scorer, capsys):
    make_comment("RUDE one.")
    scorer.before = lambda texts: Comment.objects.update(revision=2)

    rescore()

    assert capsys.readouterr().out == (
        f"scored 0 comments with {NEW}: 0 held, 0 flagged, 0 removed, 1 skipped\n"
    )
    assert Comment.objects.get().status == Status.VISIBLE


def test_since_leaves_older_comments_alone(scorer):
    now = timezone.now()
    make_comment("Old.", posted_at=now - timedelta(days=7, minutes=1))
    make_comment("Young.", posted_at=now - timedelta(days=7) + timedelta(minutes=1))

    rescore(since=7)

    assert scored_bodies() == ["Young."]


def test_a_dry_run_shows_what_would_change_and_writes_nothing(scorer, capsys):
    set_policy(new_author_comments=0, banned_words="blast")
    held, queued, removed, _ = (
        make_comment("RUDE one."),
        make_comment("RUDE two.", article=ArticleFactory(moderation_mode="at_once")),
        make_comment("Blast three."),
        make_comment("Four."),
    )

    rescore(dry_run=True)

    out, err = capsys.readouterr()
    assert out == f"would score 4 comments with {NEW}: 1 held, 1 flagged, 1 removed, 0 skipped\n"
    rude = "(detected_rude: .90, limit .70)"
    for line in (
        f"comment {held.pk} would be held {rude}",
        f"comment {queued.pk} would stay visible and come into the queue {rude}",
        f"comment {removed.pk} would be removed (detected_banned_word: “blast”)",
    ):
        assert f"{line}\n" in err
    assert set(Comment.objects.values_list("status", flat=True)) == {"visible"}
    assert [model.objects.count() for model in (Score, Decision, ReviewItem)] == [0, 0, 0]


@pytest.mark.parametrize(
    "options",
    [{"batch_size": 0}, {"batch_size": 1_001}, {"since": 0}, {"since": 36_501}],
    ids=str,
)
def test_an_impossible_number_is_refused_before_anything_is_scored(scorer, options):
    make_comment()

    with pytest.raises(CommandError, match="must be from 1 to"):
        rescore(**options)

    assert scorer.calls == []


def test_a_site_with_another_engine_is_not_judged_by_the_local_scorer(scorer, settings):
    settings.SCORER_ENGINE = "perspective"
    make_comment("RUDE one.")

    with pytest.raises(CommandError, match="SCORER_ENGINE is perspective"):
        rescore()

    assert scorer.calls == []
    assert Comment.objects.get().status == Status.VISIBLE


def test_a_scorer_that_cannot_be_loaded_ends_the_run_with_its_reason(monkeypatch):
    def missing():
        raise scoring.ModelFileError("no weights")

    monkeypatch.setattr(scoring, "load", missing)

    with pytest.raises(CommandError, match="no weights"):
        rescore()


def test_the_shipped_scorer_brings_its_own_name(capsys):
    make_comment("You are a stupid moron.")
    make_comment("Thank you for this article.")

    rescore()

    name = scoring.scorer_name()
    assert capsys.readouterr().out == (
        f"scored 2 comments with {name}: 1 held, 0 flagged, 0 removed, 0 skipped\n"
    )
    assert list(Score.objects.values_list("scorer", flat=True)) == [name, name]


def test_a_run_takes_the_same_statements_for_1_and_10(scorer, django_assert_max_num_queries):
    def statements(count):
        article = ArticleFactory()
        for n in range(count):
            make_comment(f"RUDE {n} of {count}.", article=article)
        with django_assert_max_num_queries(30) as captured:
            rescore(verbosity=0)
        return len(captured)

    assert statements(10) == statements(1)


def test_older_scores_learn_their_language_whatever_engine_is_in_use(scorer, settings, capsys):
    for body in ("Das ist doch nicht wahr.", "Isto não é verdade.", "Idiot.", "What is this?"):
        make_item(make_comment(body), language="")
    settings.SCORER_ENGINE = "perspective"

    for dry_run in (True, False, False):
        with pytest.raises(CommandError, match="only the local scorer"):
            rescore(batch_size=3, dry_run=dry_run)

    out = capsys.readouterr().out
    assert out == "would tell the language of 4 scores\ntold the language of 4 scores\n"
    told = Score.objects.order_by("pk").values_list("language", flat=True)
    assert list(told) == ["de", "pt", "und", "en"]
