import pytest

from moderation.heat.signs import LIMITS, Sign, Voice, is_hot, level, longest_duel, signs

CALM = [Voice(at=60.0 * n, author=n, answers=None, depth=0, rudeness=0.1) for n in range(1, 9)]


def changed(**fields) -> list[Voice]:
    return [
        Voice(
            **{"at": v.at, "author": v.author, "answers": None, "depth": 0, "rudeness": 0.1}
            | fields
        )
        for v in CALM
    ]


def names(voices, now=480.0, usual=60.0) -> list[str]:
    return [sign.name for sign in signs(voices, now, usual=usual)]


def test_a_calm_thread_shows_none():
    assert names(CALM) == []


@pytest.mark.parametrize(
    ("voices", "usual", "expected"),
    [
        (changed(rudeness=0.5), 60.0, "rude"),
        (changed(reports=1), 60.0, "reports"),
        (changed(depth=3), 60.0, "depth"),
        (changed(ups=5, downs=4), 60.0, "split"),
        (CALM * 6, 5.0, "pace"),
    ],
)
def test_each_sign_alone(voices, usual, expected):
    assert names(voices, usual=usual) == [expected]


def test_two_who_answer_each_other_are_a_duel_and_one_who_answers_alone_is_none():
    def say(author, answers, at):
        return Voice(at=at, author=author, answers=answers, depth=1, rudeness=0.1)

    both = [say(1, 2, 60.0), say(2, 1, 70.0), say(1, 2, 80.0)]

    assert longest_duel(both) == 3
    assert longest_duel([say(1, 2, 60.0), say(1, 2, 70.0), say(1, 1, 80.0)]) == 0
    assert names([*CALM, *both]) == ["duel"]


def test_the_latest_words_weigh_most_in_the_mean_rudeness():
    scores = [0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
    cooling = [Voice(v.at, v.author, None, 0, s) for v, s in zip(CALM, scores, strict=True)]
    heating = [Voice(v.at, v.author, None, 0, s) for v, s in zip(CALM, scores[::-1], strict=True)]

    assert [names(cooling), names(heating)] == [[], ["rude"]]


def test_what_is_older_than_an_hour_or_yet_to_come_does_not_count():
    assert names(changed(rudeness=0.9), now=480.0 + 3600) == []
    assert names(changed(rudeness=0.9), now=200.0) == []


@pytest.mark.parametrize(
    ("found", "hot"),
    [
        (("rude",), False),
        (("pace", "depth", "split"), False),
        (("rude", "pace"), True),
        (("duel", "reports"), True),
    ],
)
def test_a_warning_needs_two_signs_and_one_about_people(found, hot):
    assert is_hot([Sign(name, LIMITS[name], LIMITS[name]) for name in found]) is hot


def test_the_level_counts_each_sign_three_times_at_most():
    assert level([Sign("rude", 0.6, 0.3), Sign("pace", 90.0, 3.0)]) == 5.0
