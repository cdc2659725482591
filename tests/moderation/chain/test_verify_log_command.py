"""The command says what is wrong, and its exit code says that something is."""

import pytest
from django.core.management import CommandError, call_command

from moderation.chain import digests
from moderation.models import ChainHead
from tests.moderation.chain.tampering import sealed_decisions, tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(moderator):
    return sealed_decisions(3, moderator)


def run(capsys, *arguments, verbosity=0):
    """(what it said, the error it ended with or None)"""
    error = None
    try:
        call_command("verify_log", *arguments, verbosity=verbosity)
    except CommandError as raised:
        error = str(raised)
    return capsys.readouterr().out, error


def test_a_sound_log_ends_well_and_names_its_head(log, capsys):
    head = ChainHead.objects.get()

    expected = "4 entries verified, 0 of them with erased words; "
    expected += f"head 4: {digests.short(head.digest)} ({head.digest})\n"
    assert run(capsys) == (expected, None)


def test_each_fault_has_a_line_and_the_end_is_an_error(log, capsys):
    tamper("UPDATE moderation_decision SET note = 'x' WHERE id = %s", [log[0].pk])
    tamper("DELETE FROM moderation_decision WHERE id = %s", [log[2].pk])

    out, error = run(capsys)
    assert out.splitlines() == [
        f"changed: decision {log[0].pk} (entry 2)",
        f"removed: decision {log[2].pk} (entry 4)",
    ]
    assert error == (
        "The log is not as it was written: 2 faults in 4 entries. "
        "Keep this database as it is, and compare it with your last backup."
    )


def test_a_head_written_down_is_met_in_full_and_short(log, capsys):
    head = ChainHead.objects.get().digest

    for written in (head, digests.short(head), digests.short(head).upper()):
        assert run(capsys, "--head", written)[1] is None


def test_a_head_that_never_was_is_a_fault(log, capsys):
    out, error = run(capsys, "--head", "ab" * 32)

    assert out == "the head given was never the head of this log: it was rewritten\n"
    assert error.startswith("The log is not as it was written: 1 faults")


@pytest.mark.parametrize("head", ["abcd", "not hex at all, but long", "a" * 65])
def test_what_is_no_head_is_refused(log, capsys, head):
    assert run(capsys, "--head", head) == ("", f"--head takes 20 to 64 hex digits, not {head!r}")


def test_a_missing_head_is_told_of(log, capsys):
    tamper("DELETE FROM moderation_chainhead")

    out, error = run(capsys)

    assert out == "the head of the chain is missing\n"
    assert error is not None


def test_progress_goes_to_the_error_stream(log, capsys):
    call_command("verify_log", verbosity=1)

    printed = capsys.readouterr()
    assert "4/4" in printed.err
    assert printed.out.startswith("4 entries verified")
