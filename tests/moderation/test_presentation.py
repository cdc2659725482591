from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from moderation import presentation
from moderation.models import FlagKind
from moderation.presentation import Chip, Record

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0.0, "low"),
        (0.299, "low"),
        (0.3, "medium"),
        (0.6, "high"),
        (0.849, "high"),
        (0.85, "very high"),
        (1.0, "very high"),
        (None, "no score"),
    ],
)
def test_rudeness_word_at_each_limit(value, word):
    assert presentation.rudeness_word(value) == word


@pytest.mark.parametrize(
    ("value", "text"), [(0.884, ".88"), (0.0, ".00"), (1.0, "1.00"), (None, "–")]
)
def test_share_is_written_without_leading_nought(value, text):
    assert presentation.share(value) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=-3), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=2, minutes=5), "2 h 05"),
        (timedelta(hours=23, minutes=59), "23 h 59"),
        (timedelta(days=1, hours=3), "1 day"),
        (timedelta(days=12), "12 days"),
    ],
)
def test_age_in_the_largest_unit(span, text):
    assert presentation.age(span) == text


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0"), (1204, "1,204"), (10_000, "10,000"), (10_001, "10,000+")]
)
def test_count_stops_at_the_cap(amount, text):
    assert presentation.count(amount) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(minutes=4), "joined 4 min ago"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=59), "59 days"),
        (timedelta(days=426), "14 months"),
        (timedelta(days=3 * 365 + 40), "3 years"),
    ],
)
def test_membership_in_words(span, text):
    assert presentation.membership(NOON - span, NOON) == text


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ("", "never reviewed"),
        ("nnn", "never reviewed"),
        ("nara", "1 of 3 rejected"),
        ("aa", "0 of 2 rejected"),
    ],
)
def test_record_keeps_unreviewed_apart_from_approved(outcomes, words):
    assert Record(tuple(outcomes)).in_words == words


def flag(kind, evidence="", revision=1):
    return SimpleNamespace(
        kind=kind,
        evidence=evidence,
        in_words=evidence,
        is_report=kind.startswith("reported_"),
        revision=SimpleNamespace(number=revision),
        get_kind_display=lambda: FlagKind(kind).label,
    )


def test_chips_count_readers_and_show_the_first_note():
    flags = [
        flag("detected_rude", ".88, limit .70"),
        flag("reported_offensive"),
        flag("reported_offensive", "personal attack on me"),
        flag("reported_spam"),
    ]

    assert presentation.chips(flags, revision=1) == [
        Chip("Offensive, 2 readers", "“personal attack on me”", by_reader=True),
        Chip("Spam, 1 reader", "no note", by_reader=True),
        Chip("Rude", ".88, limit .70"),
    ]


def test_chips_leave_out_what_was_detected_in_earlier_words():
    flags = [
        flag("detected_rude", ".81, limit .70", revision=1),
        flag("reported_offensive", "nasty", revision=1),
    ]

    assert presentation.chips(flags, revision=2) == [
        Chip("Offensive, 1 reader", "“nasty”", by_reader=True)
    ]
