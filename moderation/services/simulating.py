"""Running simulations, slice by slice: the row says how far it came, so any worker can go on."""

import logging
import time
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from moderation import facts
from moderation.lab import sampling, sweep, tally
from moderation.models import PolicyDraft, PolicyVersion, Simulation, SimulationState

logger = logging.getLogger(__name__)

SPAN = timedelta(days=30)
SLICE = 250  # comments; some tenths of a second
BUDGET = 1.0  # seconds of one turn: the judging of new comments shares the worker
LEASE = timedelta(seconds=60)  # far longer than a turn; then its worker is taken for dead
KEPT = 10  # simulations of one draft; older ones go when a new one is asked for


class DraftChanged(Exception):
    """The draft was edited while it was simulated."""


def ask(draft: PolicyDraft | None) -> Simulation:
    """Ask for a simulation of ``draft``, or of the live policy alone. One that is under way for the
    same rules is returned as it is."""
    live = PolicyVersion.current()
    edits = draft.edits if draft else 0
    theirs = Simulation.objects.filter(draft=draft)
    under_way = theirs.filter(
        edits=edits, live=live, state__in=(SimulationState.WAITING, SimulationState.RUNNING)
    ).first()
    if under_way:
        return under_way
    old = theirs.order_by("-pk").values_list("pk", flat=True)[KEPT - 1 :]
    Simulation.objects.filter(pk__in=list(old)).delete()
    now = timezone.now()
    return Simulation.objects.create(
        draft=draft, edits=edits, live=live, since=now - SPAN, until=now
    )


def work() -> bool:
    """Take the oldest simulation that nobody works on a little further. Whether work is left."""
    run = claim()
    if run is None:
        return False
    try:
        go_on(run)
    except Exception as error:  # Of whatever kind: its page must say so.
        # Not its message, which may quote a comment.
        logger.exception("simulation %s failed", run.pk)
        fail(run, type(error).__name__)
    return Simulation.objects.filter(
        state__in=(SimulationState.WAITING, SimulationState.RUNNING)
    ).exists()


def claim() -> Simulation | None:
    now = timezone.now()
    is_free = Q(leased_until__lte=now) | Q(leased_until__gt=now + 2 * LEASE)  # A clock set back.
    waiting = Simulation.objects.filter(
        state__in=(SimulationState.WAITING, SimulationState.RUNNING)
    )
    run = waiting.filter(is_free).select_related("draft", "live").order_by("pk").first()
    if run is None:
        return None
    mine = Simulation.objects.filter(pk=run.pk, leased_until=run.leased_until)
    run.leased_until = now + LEASE
    run.state = SimulationState.RUNNING
    if not mine.update(leased_until=run.leased_until, state=run.state):
        return None  # Another worker was faster.
    return run


def go_on(run: Simulation) -> None:
    """Slices until BUDGET is spent or none is left. Raises DraftChanged."""
    if run.draft and run.draft.edits != run.edits:
        raise DraftChanged(run.draft_id)
    end = time.monotonic() + BUDGET
    if run.population is None:
        run.population = sampling.posted(run.since, run.until).count()
        run.keep = sampling.share_of(run.population)
    live = facts.limits_of(run.live)
    draft = facts.limits_of(run.draft) if run.draft else live
    levels = None if run.draft else sweep.sweep_of(live)
    counted = tally.Tally.of(run.tally)
    while True:
        ids = sampling.next_slice(run.since, run.until, keep=run.keep, after=run.cursor, size=SLICE)
        for past in sampling.pasts(ids, live=live, draft=draft):
            tally.add(counted, past, live=live, draft=draft)
            if levels:
                sweep.add(counted, past, levels)
        if ids:
            run.cursor = ids[-1]
            run.sampled += len(ids)
        if len(ids) < SLICE:
            return finish(run, counted)
        if time.monotonic() > end:
            return store(run, counted)


def finish(run: Simulation, counted: tally.Tally) -> None:
    if run.draft is None and counted.judged:
        found = sweep.points(counted, per_day=scale(run) / SPAN.days)
        counted.points = [
            [each.step, each.load, each.rude, each.low, each.high, each.by_score] for each in found
        ]
    run.state = SimulationState.DONE
    run.ended_at = timezone.now()
    store(run, counted)


def scale(run: Simulation) -> float:
    """How many comments each one of the sample stands for."""
    return (run.population or 0) / run.sampled if run.sampled else 0.0


def store(run: Simulation, counted: tally.Tally) -> None:
    """Write down how far it came, and let go. Somebody may have deleted the row meanwhile."""
    Simulation.objects.filter(pk=run.pk).update(
        population=run.population,
        keep=run.keep,
        cursor=run.cursor,
        sampled=run.sampled,
        tally=counted.stored(),
        state=run.state,
        ended_at=run.ended_at,
        leased_until=timezone.now(),
    )


def fail(run: Simulation, error: str) -> None:
    Simulation.objects.filter(pk=run.pk).update(
        state=SimulationState.FAILED, error=error, ended_at=timezone.now()
    )
