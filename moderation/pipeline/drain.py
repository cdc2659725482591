"""Judging what waits: claim a batch, score it outside any transaction, write what still holds.

A claim is a lease: a token and the time it ends. Tries are counted in the row before the attempt,
so that a comment that kills its process is counted too. The write looks for rows that still carry
the token, which an edit, a withdrawal or a human decision has voided: a late verdict is dropped.
"""

import faulthandler
import logging
import math
import sys
import threading
import time
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from comments.models import Comment
from moderation import engines, facts, policy
from moderation.models import PolicyVersion
from moderation.pipeline.bell import LINGER
from moderation.services import shadowing, verdicts
from moderation.training import live, shadow

logger = logging.getLogger(__name__)

BATCH = 64  # comments; 256 is 12 % faster and triples the 99th percentile of posting
BATCH_LIMIT = 5  # seconds; then the process is ended and a new one goes on
LEASE = timedelta(seconds=8)  # longer than BATCH_LIMIT; three of them stay under 30 s
BUDGET = 5.0  # seconds of one drain, so that a long backlog does not keep a worker from stopping
MAX_TRIES = 3
STDERR = sys.__stderr__ or 2  # Celery's sys.stderr has no file descriptor.
# Nothing waits that long on purpose: a time further ahead is from a clock that was set back since.
AHEAD = 2 * LEASE
RETRY_STEP = timedelta(seconds=0.25)  # times the square of the tries

stopping = threading.Event()
# The task and the sweeper of one process take turns; faulthandler has one timer per process.
one_drain = threading.Lock()


class BadScore(Exception):
    """The scorer's answer is not one result in [0, 1] for each text."""


def judge_waiting() -> bool:
    """Judge what waits until nothing does or BUDGET is spent. Whether work is left.

    Raises ModelFileError or EngineNotFound when the scorer cannot be loaded; nothing is claimed
    then.
    """
    engines.load()  # Before the first claim: a scorer that cannot load must cost no try.
    end = time.monotonic() + BUDGET
    lingered = retry_turn = False
    with one_drain:
        while not stopping.is_set():
            retry_turn = not retry_turn
            token, comments = claim(BATCH, retry_turn=retry_turn)
            if token is None:
                if lingered:
                    return False
                lingered = True
                time.sleep(LINGER)
                continue
            lingered = False
            if comments:
                judge(token, comments)
            if time.monotonic() > end:
                return True
    return True


def claim(size: int, *, retry_turn: bool) -> tuple[uuid.UUID | None, list[Comment]]:
    """Lease waiting comments, oldest first: (token, comments), or (None, []) when none waits.

    Fresh ones come in full batches; a second try in eighths and a third alone, so that one that
    kills its batch is found without parking its neighbours. The two kinds take turns. A comment
    past its last try is parked; the answer is then (token, []).
    """
    now = timezone.now()
    is_time = Q(not_before__lte=now) | Q(not_before__gt=now + AHEAD)
    waiting = Comment.objects.unjudged().filter(is_time)
    if not waiting.exists():  # No write lock on SQLite just to look.
        return None, []
    token = uuid.uuid4()
    with transaction.atomic():
        # PostgreSQL skips what another worker has locked; SQLite's IMMEDIATE lets one in at a time.
        free = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))
        free = free.select_related("article", "author").order_by("id")
        comments = pick(free, size, retry_turn=retry_turn)
        if not comments:
            return None, []
        if comments[0].tries >= MAX_TRIES:
            verdicts.park(comments)
            logger.error("parked after %s tries: comment %s", MAX_TRIES, comments[0].pk)
            return token, []
        Comment.objects.filter(pk__in=[comment.pk for comment in comments]).update(
            lease_token=token, not_before=now + LEASE, tries=F("tries") + 1
        )
    return token, comments


def pick(free: QuerySet[Comment], size: int, *, retry_turn: bool) -> list[Comment]:
    def fresh():
        return list(free.filter(tries=0)[:size])

    def again():
        first = free.filter(tries__gt=0).first()
        if first is None:
            return []
        return list(free.filter(tries=first.tries)[: size // 8 if first.tries == 1 else 1])

    return (again() or fresh()) if retry_turn else (fresh() or again())


def judge(token: uuid.UUID, comments: list[Comment]) -> int:
    """Score leased comments and write the verdicts that still hold. Returns how many."""
    try:
        local = live.scorer()  # Before the clock runs: a new model takes a moment to load.
        # The process ends when the scorer hangs.
        faulthandler.dump_traceback_later(BATCH_LIMIT, exit=True, file=STDERR)
        results = engines.score([comment.body for comment in comments], local=local)
        check(results, comments)
        written = write(token, comments, results)
    except Exception as error:
        logger.exception("no verdict for %s comments", len(comments))
        release(token, error)
        return 0
    finally:
        faulthandler.cancel_dump_traceback_later()
    shadow.score(comments, results)
    return written


def check(results, comments) -> None:
    """Raise BadScore for an answer that must never become a verdict."""
    if len(results) != len(comments):
        raise BadScore(f"{len(results)} results for {len(comments)} comments")
    for result in results:
        if not (math.isfinite(result.rudeness) and 0 <= result.rudeness <= 1):
            raise BadScore(f"rudeness {result.rudeness} is not in [0, 1]")


def release(token: uuid.UUID, error: Exception) -> None:
    """Give leased comments back for another try a little later, with the error in the row."""
    ours = Comment.objects.filter(lease_token=token)
    now = timezone.now()
    for tries in ours.values_list("tries", flat=True).distinct():
        ours.filter(tries=tries).update(
            lease_token=None,
            not_before=now + RETRY_STEP * tries**2,
            last_error=f"{type(error).__name__}: {error}"[:300],
        )


def write(token: uuid.UUID, comments: list[Comment], results) -> int:
    """Apply the policy to the comments that still wait under this lease. Returns how many."""
    by_id = {comment.pk: result for comment, result in zip(comments, results, strict=True)}
    with transaction.atomic():
        ours = verdicts.lock_ours(list(by_id), token)
        if ours:
            version = PolicyVersion.current()
            limits = facts.limits_of(version)
            scores = [by_id[comment.pk] for comment in ours]
            known = facts.gather(ours, [s.rudeness for s in scores], limits, now=timezone.now())
            judged = [policy.judge(fact, limits) for fact in known]
            decisions = verdicts.apply_verdicts(ours, scores, judged, policy=version, known=known)
    if ours:
        shadowing.judge_beside(ours, decisions, known, live=version)
    if fenced := len(comments) - len(ours):
        logger.info("%s late verdicts dropped", fenced)
    return len(ours)
