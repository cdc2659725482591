"""Limits at once: the policy's own answer at each, and what is honest to say of what nobody saw."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.lab import sweep
from moderation.lab.goals import Goal, Kind, Proposal, propose
from moderation.lab.sweep import STEPS, Point, held_up_to, points, sweep_of
from moderation.lab.tally import Label, Past, Tally
from moderation.policy import Facts, Limits, Outcome, judge
from moderation.wordlist import WordList

SHARES = st.integers(0, 100).map(lambda hundredths: hundredths / 100)
LIMITS = st.builds(
    Limits,
    hold_at=SHARES,
    new_author_hold_at=SHARES,
    new_author_hold_all=st.booleans(),
    max_links=st.integers(0, 2),
    history_rejections=st.integers(0, 2),
    suspect_words=st.sampled_from([WordList(), WordList("bridge")]),
)
FACTS = st.builds(
    Facts,
    body=st.sampled_from(["A civil word.", "That bridge again."]),
    rudeness=st.floats(0, 1),
    links=st.sampled_from([(), ("a.example",)]),
    premoderated_article=st.booleans(),
    author_published=st.integers(0, 5),
    author_rejections=st.integers(0, 2),
)


def past(rudeness: float, *, label: Label | None = None, number: int = 1) -> Past:
    fact = Facts("Words.", rudeness, author_published=9)
    return Past(number, number, 1, "2026-11-01", 8, fact, fact, True, False, label)


def counted(*pasts: Past, limits: Limits | None = None) -> Tally:
    tally, levels = Tally(), sweep_of(limits or Limits())
    for each in pasts:
        sweep.add(tally, each, levels)
        tally.judged += 1
    return tally


@settings(max_examples=25, deadline=None)
@given(FACTS, LIMITS)
def test_a_comment_is_held_at_a_limit_when_the_policy_with_that_limit_holds_it(facts, limits):
    gap = limits.hold_at - limits.new_author_hold_at
    up_to = held_up_to(facts, sweep_of(limits))

    for step in range(0, STEPS, 7):
        new = min(1.0, max(0.0, round(step / STEPS - gap, 4)))
        there = replace(limits, hold_at=step / STEPS, new_author_hold_at=new)
        assert (judge(facts, there).outcome != Outcome.SHOW) == (step <= up_to)


@settings(max_examples=25, deadline=None)
@given(FACTS, LIMITS, SHARES, SHARES)
def test_raising_a_limit_never_holds_more(facts, limits, one, other):
    low, high = sorted((one, other))

    mild = judge(facts, replace(limits, hold_at=high)).outcome
    strict = judge(facts, replace(limits, hold_at=low)).outcome

    assert mild <= strict


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=20))
def test_a_higher_limit_is_less_work(comments):
    tally = counted(*(past(rude, label=Label(rejected)) for rude, rejected in comments))

    loads = [point.load for point in points(tally, per_day=1.0)]

    assert loads == sorted(loads, reverse=True)
    assert loads[0] == len(comments)


def test_what_moderators_decided_is_counted_and_not_estimated():
    tally = counted(
        past(0.8, label=Label(True)), past(0.8, label=Label(False)), past(0.75, label=Label(True))
    )

    found = points(tally, per_day=10.0)

    assert found[90] == Point(90, 0.0, 2 / 3, 2 / 3, 2 / 3, 0.0)
    assert found[78] == Point(78, 20.0, 1.0, 1.0, 1.0, 0.0)
    assert found[10].load == 30.0


def test_without_a_look_the_scorer_stands_in_and_the_interval_says_how_little_that_is():
    unseen = [past(0.1) for _ in range(200)]
    looked_at = [past(0.1, label=Label(number < 20, weight=2.0)) for number in range(200)]

    [blind] = points(counted(*unseen), per_day=1.0)[90:91]
    [seen] = points(counted(*looked_at), per_day=1.0)[90:91]

    assert (blind.by_score, seen.by_score) == (1.0, 0.0)
    assert abs(blind.rude - 0.1) < 0.001
    assert abs(seen.rude - 0.1) < 0.001
    assert blind.high - blind.low > 0.3
    assert seen.high - seen.low < 0.1


def test_samples_weigh_by_the_probability_they_were_drawn_with():
    often = [past(0.1, label=Label(True, weight=1.0)) for _ in range(50)]
    seldom = [past(0.1, label=Label(False, weight=9.0)) for _ in range(50)]

    [point] = points(counted(*often, *seldom), per_day=1.0)[90:91]

    assert abs(point.rude - 0.1) < 0.01


CURVE = [
    Point(0, 90.0, 0.00, 0.00, 0.00, 0.0),
    Point(1, 60.0, 0.01, 0.00, 0.02, 0.0),
    Point(2, 30.0, 0.02, 0.01, 0.05, 0.0),
    Point(3, 10.0, 0.04, 0.02, 0.08, 0.0),
    Point(4, 5.0, 0.02, 0.01, 0.03, 0.0),
]


def test_a_share_is_met_by_the_mildest_limit_below_which_all_meet_it():
    assert propose(CURVE, Goal(Kind.RUDE, 0.02)) == Proposal(CURVE[2], CURVE[1])
    assert propose(CURVE[1:], Goal(Kind.RUDE, 0.005)) == Proposal(None, None)


def test_a_load_is_met_by_the_strictest_limit_that_keeps_to_it():
    assert propose(CURVE, Goal(Kind.LOAD, 30)) == Proposal(CURVE[2])
    assert propose(CURVE, Goal(Kind.LOAD, 1)) == Proposal(None)
