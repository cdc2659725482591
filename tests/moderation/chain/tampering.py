"""Writing past the application, as somebody with the database's password could."""

from contextlib import contextmanager

from django.db import connection, transaction

from moderation import append_only
from moderation.chain import sealing, verifying
from moderation.models import ChainHead, Decision, LogEntry
from moderation.services import decide
from tests.factories import make_item


def sealed_decisions(amount, moderator):
    """So many decisions in a chain that begins with the first version of the policy."""
    for number in range(amount):
        decide(make_item(), moderator=moderator, action="approve", note=f"Note {number}.")
    sealing.seal_waiting()
    assert LogEntry.objects.count() == ChainHead.objects.get().number == amount + 1
    return list(Decision.objects.order_by("pk"))


def execute(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def without_triggers():
    connection.check_constraints()  # PostgreSQL alters no table while keys are to be checked.
    append_only.remove(connection)
    yield
    connection.check_constraints()
    append_only.install(connection)


def tamper(statement, values=()):
    with without_triggers():
        execute(statement, values)


@contextmanager
def undone_after():
    """What happens inside leaves no trace, so that one set-up serves many examples."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def faults(wanted=""):
    """What the check finds, in words, and what it counted."""
    tally = verifying.Tally()
    return [str(fault) for fault in verifying.verify(tally=tally, wanted=wanted)], tally
