"""Replaying threads comment by comment: how early the warning comes, and how often for nothing.
Pure.

A thread boils over with the comment that makes three of its last ten bad, where bad is what
somebody had to act on: rejected, removed, held as rude or reported. A warning at that comment or
later warns nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from moderation.heat.signs import WINDOW, Voice, is_hot, signs

BAD, OF_LAST = 3, 10


@dataclass(frozen=True, slots=True)
class Told:
    """A thread to replay: its voices in the order of time, and which of them were bad."""

    voices: Sequence[Voice]
    bad: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one thread; times in seconds on its own clock, None where that never came."""

    boiled_at: float | None
    warned_at: float | None

    @property
    def lead(self) -> float | None:
        """Seconds between warning and boiling over; None unless it was warned in time."""
        if self.boiled_at is None or self.warned_at is None or self.warned_at >= self.boiled_at:
            return None
        return self.boiled_at - self.warned_at


def boils_at(told: Told) -> float | None:
    for place, voice in enumerate(told.voices):
        if sum(told.bad[max(0, place + 1 - OF_LAST) : place + 1]) >= BAD:
            return voice.at
    return None


def warns_at(told: Told, *, every: float) -> float | None:
    """The first look, ``every`` so many seconds after the first comment, that finds it hot."""
    if not told.voices:
        return None
    begin, end = told.voices[0].at, told.voices[-1].at
    look, first, last = begin, 0, 0
    while look <= end + every:
        while last < len(told.voices) and told.voices[last].at <= look:
            last += 1
        while first < last and told.voices[first].at <= look - WINDOW:
            first += 1
        hours = max((look - begin - WINDOW) / 3600, 1.0)
        if is_hot(signs(told.voices[first:last], look, usual=first / hours)):
            return look
        look += every
    return None


def replay(threads: Iterable[Told], *, every: float = 60.0) -> list[Outcome]:
    return [Outcome(boils_at(told), warns_at(told, every=every)) for told in threads]


def figures(outcomes: Sequence[Outcome]) -> dict:
    """What the outcomes come to. Lead times in minutes; None where nothing is to be told."""
    boiled = [each for each in outcomes if each.boiled_at is not None]
    calm = [each for each in outcomes if each.boiled_at is None]
    leads = sorted(each.lead / 60 for each in boiled if each.lead is not None)
    false = sum(each.warned_at is not None for each in calm)
    return {
        "threads": len(outcomes),
        "boiled_over": len(boiled),
        "warned_before": len(leads),
        "warned_late": sum(each.warned_at is not None and each.lead is None for each in boiled),
        "not_warned": sum(each.warned_at is None for each in boiled),
        "median_lead_minutes": round(median(leads), 1) if leads else None,
        "shortest_lead_minutes": round(leads[0], 1) if leads else None,
        "calm": len(calm),
        "false_alarms": false,
        "false_alarm_rate": round(false / len(calm), 4) if calm else None,
    }


def without_later_votes(voice: Voice) -> Voice:
    """Votes are known as they stood in the end and not when: the replay must not look ahead."""
    return replace(voice, ups=0, downs=0)
