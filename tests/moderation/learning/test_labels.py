"""What is said of many labels."""

from datetime import UTC, datetime

from moderation.learning.labels import MOST_WEIGHT, Count, Label, digest, summary

MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def label(number, *, rude=True, at=MAY, section="politics", language="en", **more):
    return Label(number, number, f"text {number}", rude, at, section, language, **more)


def test_summary_tells_how_many_from_when_and_how_balanced():
    found = summary(
        [
            label(1),
            label(2, rude=False, at=JUNE, language="de"),
            label(3, section="sport", probability=0.5),
        ]
    )

    assert (found.whole, found.sampled) == (Count("", 3, 2), 1)
    assert (found.first, found.last) == (MAY, JUNE)
    assert found.sections == [Count("politics", 2, 1), Count("sport", 1, 1)]
    assert found.languages == [Count("en", 2, 2), Count("de", 1, 0)]


def test_summary_of_nothing():
    found = summary([])

    assert (found.whole.total, found.first, found.sections) == (0, None, [])


def test_a_sample_stands_for_what_was_not_drawn():
    weights = [label(1, probability=p).weight for p in (1.0, 0.1, 0.0001)]

    assert weights == [1.0, 10.0, MOST_WEIGHT]


def test_digest_changes_with_what_is_learnt_from_and_not_with_its_order():
    one, two = label(1), label(2)

    assert digest([one, two]) == digest([two, one])
    assert digest([one, two]) != digest([one, label(2, rude=False)])
