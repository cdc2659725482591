"""Taking the words of a person out of the log without breaking its chain."""

from django.db import transaction
from django.db.models import QuerySet

from moderation.chain import sealing
from moderation.models import Decision, PolicyVersion


def erase_words(chosen: QuerySet[Decision] | QuerySet[PolicyVersion]) -> int:
    """Delete the note of these rows for ever, and the salt of its commitment. Returns how many.

    The triggers allow this one change. `verify_log` counts such rows as erased; that they were
    once written, by whom and with what outcome stays proven. Sealed first, because a row without
    its words cannot be committed to them any more.
    """
    sealing.seal_waiting(using=chosen.db)
    with transaction.atomic(using=chosen.db):
        return chosen.exclude(salt="").update(note="", salt="")
