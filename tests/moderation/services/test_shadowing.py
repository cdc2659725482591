"""A draft judges along, and nothing that goes wrong with it reaches a reader."""

import pytest

from comments.models import Comment, Status
from moderation import policy, scoring
from moderation.lab.comparing import compare
from moderation.lab.findings import Both
from moderation.models import Decision, PolicyDraft, ShadowVerdict
from moderation.pipeline import drain
from moderation.scoring import ScoreResult
from moderation.services import decide, policies, shadowing
from tests.factories import ArticleFactory, UserFactory, make_comment, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scorer(monkeypatch):
    def score(texts):
        return [ScoreResult(float(text.split()[-1]), {}, [], "fake@1") for text in texts]

    monkeypatch.setattr(scoring, "score", score)
    monkeypatch.setattr(drain, "LINGER", 0)


@pytest.fixture
def draft() -> PolicyDraft:
    found = policies.start_draft(
        name="Stricter", by=make_staff(), hold_at=0.5, new_author_hold_at=0.5
    )
    policies.to_shadow(found)
    return found


def post(*bodies: str) -> None:
    article, author = ArticleFactory(), UserFactory()
    for body in bodies:
        make_comment(body, status=Status.PENDING, article=article, author=author)
    drain.judge_waiting()


def outcomes() -> list[tuple[str, int]]:
    rows = ShadowVerdict.objects.order_by("pk")
    return list(rows.values_list("decision__action", "outcome"))


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def test_every_new_comment_is_judged_by_both(draft):
    post("Fine .1", "Rude .55", "Ruder .8")

    assert outcomes() == [("publish", 0), ("publish", 1), ("hold", 1)]
    assert statuses() == ["visible", "visible", "held"]


def test_a_draft_that_looks_back_further_is_told_what_it_would_know(draft):
    PolicyDraft.objects.update(repeat_hours=1000, hold_at=1, new_author_hold_at=1)

    post("Same .1", "Same .1")

    assert outcomes() == [("publish", 0), ("hold", 1)]


def test_nothing_is_judged_twice_without_a_draft_in_shadow(draft):
    policies.out_of_shadow(draft)

    post("Fine .1")

    assert outcomes() == []
    assert Decision.objects.count() == 1


def test_a_shadow_that_fails_changes_nothing_live(draft, monkeypatch, caplog):
    def broken(*args):
        raise ValueError("broken")

    monkeypatch.setattr(shadowing, "note", broken)

    post("Fine .1", "Ruder .8")

    assert statuses() == ["visible", "held"]
    assert Comment.objects.exclude(last_error="").count() == 0
    assert outcomes() == []
    assert "no shadow verdict on 2 comments" in caplog.text


def test_a_shadow_that_is_slow_leaves_comments_out(draft, monkeypatch):
    monkeypatch.setattr(shadowing, "BUDGET", -1.0)

    post("Fine .1", "Ruder .8")

    assert statuses() == ["visible", "held"]
    assert outcomes() == []
    assert compare(draft).left_out == 2


def test_the_shadow_writes_after_live_is_committed(draft, monkeypatch):
    """The pure policy is asked for live first, for all; then for the draft."""
    asked = []
    judge = policy.judge
    monkeypatch.setattr(
        policy, "judge", lambda fact, limits: asked.append(limits.hold_at) or judge(fact, limits)
    )

    post("Fine .1", "Rude .6")

    assert asked == [0.7, 0.7, 0.5, 0.5]


def test_both_are_compared_with_what_moderators_decided(draft):
    post("Fine .1", "Rude .55", "Ruder .8")
    held = Comment.objects.get(status=Status.HELD)
    decide(held.review_items.get(), moderator=make_staff(), action="reject", reason_code="abusive")

    found = compare(draft)

    assert found.both == Both(
        {"0": 2, "1": 1, "2": 0}, {"0": 1, "1": 2, "2": 0}, stricter=1, milder=0
    )
    assert (found.labels, found.left_out) == (1, 0)
    assert found.qualities[1].recall.hits == 1
    [differing] = found.differing
    assert (differing.decision.revision.body, differing.was, differing.outcome) == (
        "Rude .55",
        0,
        1,
    )
