"""How those who work here want the desk, and what it does for them on its own account: the count of
the abuse they read, an easy comment after a run of hard ones."""

from datetime import datetime

from comments.models import User
from moderation.keys import LAYOUTS, Layout
from moderation.models import HUMAN_ACTIONS, Decision, DeskSettings

HARD_FROM = 0.85  # rudeness: "very high", as presentation.RUDENESS_WORDS has it
EASY_BELOW = 0.3  # rudeness: "low"
HARD_RUN = 5  # decisions
MOST_A_DAY = 2_000  # decisions of one person that are looked through


def ways_of(user: User) -> DeskSettings:
    """The settings of ``user``, or the defaults. Asked for once per user object, so per request."""
    return getattr(user, "desk_settings", None) or DeskSettings(user=user)


def keys_of(user: User) -> Layout:
    return LAYOUTS[ways_of(user).keys]


def exposure(user: User, since: datetime) -> int:
    """How many very rude comments ``user`` decided from ``since`` on. One query, by index: it reads
    the last MOST_A_DAY decisions at most."""
    theirs = Decision.objects.filter(moderator=user, action__in=HUMAN_ACTIONS)
    latest = theirs.order_by("-pk").values("pk")[:MOST_A_DAY]
    rude = Decision.objects.filter(pk__in=latest, decided_at__gte=since)
    return rude.filter(item__score__rudeness__gte=HARD_FROM).values("comment").distinct().count()


def hard_run(user: User) -> int:
    """How many very rude comments ``user`` decided in a row, up to now; at most HARD_RUN."""
    theirs = Decision.objects.filter(moderator=user, action__in=HUMAN_ACTIONS).order_by("-pk")
    latest = theirs.values_list("item__score__rudeness", flat=True)[:HARD_RUN]
    run = 0
    for rudeness in latest:
        if rudeness is None or rudeness < HARD_FROM:
            break
        run += 1
    return run
