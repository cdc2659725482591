"""Simulations over stored comments: what was decided comes out again, slice by slice."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments.models import Comment, Status
from moderation import facts, policy, scoring, services
from moderation.lab import sampling
from moderation.lab.tally import Label
from moderation.models import Action, Decision, Simulation, SimulationState
from moderation.pipeline import drain
from moderation.scoring import ScoreResult
from moderation.services import policies, simulating
from tests.factories import ArticleFactory, UserFactory, make_comment, make_staff, set_policy

pytestmark = pytest.mark.django_db
OUTCOMES = {Action.PUBLISH: 0, Action.HOLD: 1, Action.REMOVE: 2}


@pytest.fixture(autouse=True)
def scorer(monkeypatch):
    """As rude as the number that a text ends in says."""

    def score(texts):
        return [ScoreResult(float(text.split()[-1]), {}, [], "fake@1") for text in texts]

    monkeypatch.setattr(scoring, "score", score)
    monkeypatch.setattr(drain, "LINGER", 0)


def judged(*bodies: str, author=None, article=None) -> list[Comment]:
    """Comments that went through the pipeline."""
    author, article = author or UserFactory(), article or ArticleFactory()
    made = [
        make_comment(body, status=Status.PENDING, author=author, article=article) for body in bodies
    ]
    drain.judge_waiting()
    return made


def run(draft=None) -> Simulation:
    asked = simulating.ask(draft)
    while simulating.work():
        pass
    asked.refresh_from_db()
    return asked


def varied_history() -> None:
    """A month of a regular and of a newcomer, with repeats, links, lists, rejections, changes."""
    regular, article = UserFactory(), ArticleFactory()
    for _ in range(4):
        make_comment(author=regular, article=article)
    start = timezone.now() - timedelta(days=20)
    with time_machine.travel(start, tick=False) as clock:
        set_policy(banned_words="blast", suspect_words="bridge", history_rejections=1)
        for body in ("Fine .1", "That bridge .2", "A blast .1", "Fool .8", "See a.example .1"):
            judged(body, author=regular, article=article)
            judged(f"New: {body}")
            clock.shift(timedelta(hours=3))
        [rude] = judged("Worst .9", author=regular, article=article)
        item = rude.review_items.get()
        services.decide(item, moderator=make_staff(), action="reject", reason_code="abusive")
        clock.shift(timedelta(days=1))
        judged("Fine .1", "Fine .1", author=regular, article=article)
        clock.shift(timedelta(days=9))
        set_policy(history_days=2, repeat_hours=1, hold_at=0.3, new_author_comments=9)
        judged("After .25", "After .35", "After .35", author=regular, article=article)


def test_each_version_asked_again_says_what_it_decided_live():
    varied_history()
    versions = {d.policy_id: d.policy for d in Decision.objects.filter(scorer="fake@1")}
    verdicts = sampling.verdicts_on(list(Comment.objects.values_list("pk", flat=True)))
    assert len(verdicts) == 16
    assert len(versions) == 2

    for version in versions.values():
        limits = facts.limits_of(version)
        theirs = [one for one in verdicts if one.decision.policy_id == version.pk]
        told = sampling.rebuild(theirs, [limits])[0]
        assert [policy.judge(fact, limits).outcome for fact in told] == [
            OUTCOMES[one.decision.action] for one in theirs
        ]


def test_what_nobody_wrote_down_is_worked_out_the_same_from_the_rows():
    """Of a month in which nothing was removed or freed since, so nothing was lost."""
    varied_history()
    verdicts = sampling.verdicts_on(list(Comment.objects.values_list("pk", flat=True)))
    limits = facts.limits_of(verdicts[-1].decision.policy)
    written = sampling.rebuild(verdicts, [limits])[0]
    for one in verdicts:
        one.decision.facts = None

    worked_out = sampling.rebuild(verdicts, [limits])[0]

    differing = [
        (was, now)
        for was, now in zip(written, worked_out, strict=True)
        if (was.author_rejections, was.same_text_by_author, was.links)
        != (now.author_rejections, now.same_text_by_author, now.links)
    ]
    assert differing == []


def test_a_draft_is_compared_with_live_and_changes_nothing():
    kept = judged("Fine .1", "Rude .6", "Ruder .8", author=old_hand())
    draft = policies.start_draft(name="Stricter", by=make_staff(), hold_at=0.5)
    before = list(Comment.objects.order_by("pk").values_list("status", flat=True))

    done = run(draft)

    assert (done.state, done.error, done.population) == (SimulationState.DONE, "", 7)
    assert done.tally["moves"] == {"00": 1, "01": 1, "11": 1}
    [example] = done.tally["examples"]["stricter"]
    assert (example[1], example[3]) == (kept[1].pk, "01")
    assert list(Comment.objects.order_by("pk").values_list("status", flat=True)) == before
    assert not Decision.objects.filter(policy__draft=draft).exists()


def old_hand():
    author = UserFactory()
    for _ in range(4):
        make_comment(author=author)
    return author


def test_a_simulation_goes_on_in_slices_after_a_worker_died(monkeypatch):
    judged("One .1", "Two .6", "Three .8", author=old_hand())
    monkeypatch.setattr(simulating, "SLICE", 2)
    monkeypatch.setattr(simulating, "BUDGET", -1.0)
    asked = simulating.ask(None)

    assert simulating.work() is True
    assert simulating.claim() is not None  # and whoever held that dies
    assert simulating.claim() is None
    with time_machine.travel(timezone.now() + 2 * simulating.LEASE):
        while simulating.work():
            pass

    asked.refresh_from_db()
    assert (asked.state, asked.sampled, asked.tally["judged"]) == (SimulationState.DONE, 7, 3)
    assert len(asked.tally["points"]) == 101


def test_a_draft_that_is_edited_meanwhile_ends_its_simulation():
    draft = policies.start_draft(name="Stricter", by=make_staff(), hold_at=0.5)
    asked = simulating.ask(draft)
    draft.hold_at = 0.4
    policies.change_draft(draft, seen=0)

    simulating.work()

    asked.refresh_from_db()
    assert (asked.state, asked.error) == (SimulationState.FAILED, "DraftChanged")


def test_asking_twice_runs_once():
    draft = policies.start_draft(name="Stricter", by=make_staff())

    assert simulating.ask(draft) == simulating.ask(draft)
    assert Simulation.objects.count() == 1


def test_only_a_share_drawn_by_lot_is_looked_at_where_there_are_many(monkeypatch):
    judged("One .1", "Two .6", "Three .8", author=old_hand())
    monkeypatch.setattr(sampling, "MOST", 2)

    done = run()

    assert done.keep == 4096 * 2 // 7
    tickets = [pk % 4096 for pk in Comment.objects.values_list("pk", flat=True)]
    assert done.sampled == sum(ticket < done.keep for ticket in tickets)


def test_labels_are_standing_decisions_on_the_same_words():
    rude, civil, undone = judged("A .8", "B .9", "C .85", author=old_hand())
    lead = make_staff()
    for comment, action in ((rude, "reject"), (civil, "approve"), (undone, "reject")):
        reason = {"reason_code": "abusive"} if action == "reject" else {}
        decision = services.decide(
            comment.review_items.get(), moderator=lead, action=action, **reason
        )
    services.undo(decision, moderator=lead)
    limits = facts.limits_of(set_policy())

    pasts = sampling.pasts([rude.pk, civil.pk, undone.pk], live=limits, draft=limits)

    assert [one.label for one in pasts] == [Label(True), Label(False), None]


@pytest.mark.parametrize("amount", [1, 3])
def test_query_count_of_a_slice_does_not_grow(amount, django_assert_num_queries):
    made = judged(*(f"Text {n} .8" for n in range(amount)), author=old_hand())
    live = facts.limits_of(set_policy())
    draft = facts.limits_of(set_policy(history_days=3, repeat_hours=2))

    with django_assert_num_queries(12):
        sampling.pasts([one.pk for one in made], live=live, draft=draft)
