"""The hand-written suite, held to the figures that the model card reports or better.

Floors are a little under what was measured, so that a step back shows; they are not wishes.
"""

from pathlib import Path

import pytest

from moderation.scoring import load, words
from moderation.scoring.evaluate import camouflage, fairness, functional, robustness
from moderation.scoring.evaluate.accuracy import rudeness

SUITE = Path(__file__).parent / "suite"

# kind -> least number of its 14 cases on the right side of the threshold
FLOORS = {
    "plain insult": 12,
    "aimed profanity": 12,
    "disguised": 13,
    "direct threat": 11,
    "wish of harm": 12,
    "violence reported": 11,
    "figure of speech": 12,
    "negated": 12,
    "quoted": 13,
    "reclaimed": 11,
    "about oneself": 12,
    "about a thing": 5,
    "criticism": 14,
    "sarcasm": 0,
    "implied contempt": 0,
    "homonym": 9,
    "group named": 14,
    "dehumanising": 5,
}


@pytest.fixture(scope="module")
def results():
    cases = functional.read_cases(SUITE / "functional.tsv")
    return {result.kind: result for result in functional.measure(load(), cases)}


def test_suite_has_many_cases_of_many_kinds_and_none_twice():
    cases = functional.read_cases(SUITE / "functional.tsv")

    assert len(cases) >= 200
    assert len({case.kind for case in cases}) >= 15
    assert len({case.text for case in cases}) == len(cases)


@pytest.mark.parametrize(("kind", "floor"), FLOORS.items())
def test_kind_of_speech_is_judged_as_well_as_reported(results, kind, floor):
    assert results[kind].right >= floor


def test_floors_name_every_kind(results):
    assert set(FLOORS) == set(results)


def test_at_most_one_innocent_string_in_a_hundred_is_taken_for_rude():
    innocent = (SUITE / "innocent.txt").read_text(encoding="utf-8").splitlines()

    hits = robustness.false_hits(load(), innocent)

    assert len(innocent) >= 300
    assert len(hits) <= len(innocent) // 100, hits


def test_innocent_strings_nobody_tuned_on_are_left_alone_as_well():
    innocent = (SUITE / "innocent_unseen.txt").read_text(encoding="utf-8").splitlines()

    hits = robustness.false_hits(load(), innocent)

    assert len(innocent) >= 150
    assert len(hits) <= len(innocent) // 100, hits


@pytest.mark.parametrize("name", ["listed", "unlisted"])
def test_naming_a_group_does_not_change_the_verdict(name):
    groups = fairness.read_groups(SUITE, name)
    templates = fairness.ordinary(fairness.read_templates(SUITE / "templates.tsv"))

    measured = fairness.measure(lambda texts: rudeness(load().score(texts)), groups, templates)

    assert len(groups) >= 30
    assert measured.gap.value <= 0.02
    assert measured.worst_bpsn.value >= 0.93


def test_groups_that_are_meant_to_be_unknown_are_not_on_the_list():
    groups = (SUITE / "groups_unlisted.txt").read_text(encoding="utf-8").lower().splitlines()

    assert set(groups) & words.IDENTITY == set()


RUDE = [
    "You are a stupid idiot and everybody here knows it.",
    "What a pathetic loser you are.",
    "Shut up you ignorant moron.",
    "This mayor is a disgusting liar.",
    "Only an imbecile believes such bullshit.",
    "Fucking clowns in the council again.",
    "You racist bastard should be ashamed.",
    "Typical comment of a brainless troll.",
]


@pytest.fixture(scope="module")
def kept():
    return {k.kind: k.share.value for k in robustness.disguised(load(), RUDE)}


@pytest.mark.parametrize("kind", camouflage.KINDS)
def test_disguised_insults_stay_caught(kept, kind):
    assert kept[kind] >= (0.75 if kind == "swap" else 1.0)  # "lair" is a word, too.


def test_pairs_of_disguises_stay_caught_on_average(kept):
    pairs = [share for kind, share in kept.items() if "+" in kind]

    assert len(pairs) == 45
    assert sum(pairs) / len(pairs) >= 0.92
