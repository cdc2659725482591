"""Two policies on the same comments, counted."""

import json
from dataclasses import replace

from moderation.insight.intervals import Share
from moderation.lab import findings, tally
from moderation.lab.tally import EXAMPLES, MILDER, STRICTER, Label, Past, Tally
from moderation.policy import Facts, Limits
from moderation.wordlist import WordList

LIVE = Limits(hold_at=0.7)
DRAFT = Limits(hold_at=0.5, banned_words=WordList("blast"))


def past(number: int, rudeness: float, body: str = "Words.", **fields) -> Past:
    fact = Facts(body, rudeness, author_published=9)
    plain = Past(number, number + 1000, 7, "2026-11-01", 8, fact, fact, True, False)
    return replace(plain, **fields)


def counted(*pasts: Past) -> Tally:
    found = Tally()
    for each in pasts:
        tally.add(found, each, live=LIVE, draft=DRAFT)
    return found


def test_every_comment_is_counted_once_in_each_table():
    found = counted(
        past(1, 0.1),
        past(2, 0.6, section=8, hour=23),
        past(3, 0.9, "What a blast.", is_recorded=False),
    )

    assert found.moves == {"00": 1, "01": 1, "12": 1}
    assert found.sections == {"7:00": 1, "8:01": 1, "7:12": 1}
    assert found.hours == {"8:00": 1, "23:01": 1, "8:12": 1}
    assert (found.judged, found.rebuilt) == (3, 1)
    assert findings.both(found) == findings.Both(
        {"0": 2, "1": 1, "2": 0}, {"0": 1, "1": 1, "2": 1}, stricter=2, milder=0
    )


def test_moderators_see_what_is_held_and_what_is_shown_and_reported():
    found = counted(
        past(1, 0.1, is_reported=True), past(2, 0.6), past(3, 0.9, "blast"), past(4, 0.1)
    )

    assert found.days == {"2026-11-01:live": 2, "2026-11-01:draft": 2}
    load = findings.load(found, "draft", scale=3.0, days=2)
    assert load == findings.Load(mean=3.0, most=6.0)


def test_precision_and_recall_count_what_moderators_decided():
    found = counted(
        past(1, 0.9, label=Label(True)),
        past(2, 0.6, label=Label(True)),
        past(3, 0.6, label=Label(False)),
        past(4, 0.1, label=Label(True)),
        past(5, 0.9),
    )

    live, draft = findings.quality(found, 0), findings.quality(found, 1)

    assert (live.precision, live.recall) == (Share(1, 1), Share(1, 3))
    assert (draft.precision, draft.recall) == (Share(2, 3), Share(2, 3))


def test_unequal_weights_are_worth_fewer_labels():
    found = counted(
        *(past(n, 0.9, label=Label(True, 1.0)) for n in range(10)),
        past(11, 0.1, label=Label(True, 10.0)),
    )

    recall = findings.quality(found, 0).recall

    assert recall == Share(2, 4)  # half of the weight, and (10 + 10)² / (10 + 100) labels


def test_examples_are_drawn_from_the_whole_time_and_the_same_in_every_run():
    pasts = [past(number, 0.6) for number in range(1, 401)]

    forth, back = counted(*pasts), counted(*reversed(pasts))

    assert forth.examples == back.examples
    kept = [row[1] for row in forth.examples[STRICTER]]
    assert len(kept) == EXAMPLES
    assert min(kept) < 100 < 300 < max(kept)
    assert forth.examples[MILDER] == []


def test_a_tally_survives_being_stored():
    found = counted(past(1, 0.6, label=Label(True, 2.5)), past(2, 0.1))

    again = Tally.of(json.loads(json.dumps(found.stored())))

    assert again == found
    assert again.moves["nothing"] == 0
