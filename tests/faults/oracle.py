"""What must hold after every fault, once it is over.

Every comment that was accepted is there and has its verdict, exactly one per revision that was
judged; counters agree with their rows; the log of decisions agrees with its chain.
"""

from collections import Counter
from collections.abc import Iterable

from django.core.management import call_command
from django.db.models import F

from comments.models import Comment, Status
from moderation.models import HUMAN_ACTIONS, Decision
from tests.processes import wait_until

LIMIT = 30  # seconds after the end of a fault


def all_judged() -> bool:
    return not Comment.objects.unjudged().exists()


def assert_nothing_lost(accepted: Iterable[int], *, within: float = LIMIT) -> None:
    """``accepted`` are the ids of the comments whose authors were told that they are stored."""
    ids = set(accepted)
    wait_until(all_judged, timeout=within, what="verdicts after the fault")
    assert ids - set(Comment.objects.values_list("pk", flat=True)) == set()
    assert Comment.objects.filter(status=Status.PENDING).count() == 0
    assert_judged_once(ids)
    call_command("recount", "--check", verbosity=0)  # Either exits with 1 when
    call_command("verify_log", verbosity=0)  # it finds anything wrong.


def assert_judged_once(ids: set[int]) -> None:
    """One verdict of the policy on the present words of each, and never two on the same words."""
    by_policy = Decision.objects.filter(moderator__isnull=True)
    verdicts = Counter(by_policy.values_list("revision", flat=True))
    assert {count for count in verdicts.values() if count != 1} == set()
    # A person may have been faster, and an author may have taken it back.
    by_people = Decision.objects.filter(action__in=HUMAN_ACTIONS)
    present = Comment.objects.filter(pk__in=ids, revisions__number=F("revision"))
    present = present.exclude(status=Status.WITHDRAWN)
    present = present.exclude(pk__in=by_people.values("comment"))
    wanted = set(present.values_list("revisions", flat=True))
    assert wanted - set(verdicts) == set()
