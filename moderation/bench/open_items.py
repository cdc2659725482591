"""The site that the desk is measured on: a moderator, and what waits for them."""

import sys

from django.utils import timezone

from comments.models import User
from moderation import roles
from moderation.models import HUMAN_ACTIONS, Decision
from moderation.seeding.load import load

NAME = PASSWORD = "bench"  # noqa: S105  # Of a site that lives as long as the measurement.
COMMENTS_EACH = 2  # comments for one that waits


def make_site(count: int, *, seed: int) -> None:
    """A moderator, and ``count`` items for them."""
    roles.give(User.objects.create_user(NAME, password=PASSWORD), roles.MODERATOR)
    load(comments=COMMENTS_EACH * count, open_items=count, seed=seed, until=timezone.now())


def tell_decisions() -> None:
    """Write how many decisions of theirs stand."""
    made = Decision.objects.filter(
        moderator__username=NAME, action__in=HUMAN_ACTIONS, undone_by=None
    )
    sys.stdout.write(f"{made.count()}\n")
