from moderation.heat.replay import Outcome, Told, boils_at, figures, replay
from moderation.heat.signs import Voice


def thread(*, rude_from: int, bad_from: int, length: int = 40) -> Told:
    """A comment a minute; from one place on rude, of two to each other, from another bad."""
    voices = [
        Voice(
            60.0 * n,
            n % 2,
            (n + 1) % 2 if n > rude_from else None,
            0,
            0.6 if n > rude_from else 0.1,
        )
        for n in range(length)
    ]
    return Told(voices, [n >= bad_from for n in range(length)])


def test_it_boils_over_with_the_third_bad_comment_of_ten():
    assert boils_at(thread(rude_from=99, bad_from=10)) == 12 * 60.0
    assert boils_at(thread(rude_from=99, bad_from=99)) is None


def test_a_thread_that_turns_rude_is_warned_of_before_it_boils_over():
    [outcome] = replay([thread(rude_from=10, bad_from=30)])

    assert outcome.boiled_at == 32 * 60.0
    assert outcome.warned_at < outcome.boiled_at


def test_a_look_knows_nothing_of_later_comments():
    """The whole thread and its first half warn at the same moment."""
    whole = thread(rude_from=10, bad_from=99)
    half = Told(whole.voices[:20], whole.bad[:20])

    assert [each.warned_at for each in replay([whole])] == [
        each.warned_at for each in replay([half])
    ]


def test_the_figures_by_hand():
    found = figures(
        [
            Outcome(boiled_at=1200.0, warned_at=600.0),
            Outcome(boiled_at=1200.0, warned_at=0.0),
            Outcome(boiled_at=1200.0, warned_at=1200.0),
            Outcome(boiled_at=1200.0, warned_at=None),
            Outcome(boiled_at=None, warned_at=60.0),
            Outcome(boiled_at=None, warned_at=None),
        ]
    )

    assert found == {
        "threads": 6,
        "boiled_over": 4,
        "warned_before": 2,
        "warned_late": 1,
        "not_warned": 1,
        "median_lead_minutes": 15.0,
        "shortest_lead_minutes": 10.0,
        "calm": 2,
        "false_alarms": 1,
        "false_alarm_rate": 0.5,
    }
