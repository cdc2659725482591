"""`manage.py check_pipeline`: what cron or Nagios reads, and the exit code."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from comments.models import Comment, Status
from moderation.models import Turn, WorkerHeartbeat
from moderation.pipeline import bell, health, sweeper
from tests.factories import make_comment, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def works(monkeypatch):
    """A worker that lives and sweeps, and a broker."""
    monkeypatch.setattr(bell, "answers", lambda: True)
    sweeper.beat()
    Turn.objects.note(sweeper.TURN, by="here:1")


def check(capsys, *options):
    """(exit code, lines)"""
    try:
        call_command("check_pipeline", *options)
        code = 0
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out.splitlines()


def test_pipeline_that_works_is_one_line_and_0(capsys):
    assert check(capsys) == (0, ["OK 1 workers, 0 comments waiting, the oldest for 0 s"])


def test_each_problem_is_a_line_and_the_code_is_2(capsys, monkeypatch):
    monkeypatch.setattr(bell, "answers", lambda: False)
    now = timezone.now()
    WorkerHeartbeat.objects.update(seen_at=now - timedelta(seconds=100))
    Turn.objects.update(began_at=now - timedelta(seconds=200))
    make_comment(status=Status.PENDING)
    Comment.objects.update(unjudged_since=now - timedelta(seconds=300))
    make_item(kind="unscorable", evidence="3 tries: the worker died")

    code, lines = check(capsys, "--max-waiting=0", "--max-unscorable=0")

    assert code == 2
    assert lines == [
        "PROBLEM worker: silent for 100 s (limit 20 s); start the worker",
        "PROBLEM sweep: silent for 200 s (limit 30 s); restart the worker",
        "PROBLEM oldest: a comment waits for 300 s (limit 60 s); see the worker's log",
        "PROBLEM waiting: 1 comments have no verdict (limit 0); add workers if this lasts",
        (
            "PROBLEM unscorable: 1 open items could not be scored (limit 0); see the worker's log "
            "for the error"
        ),
        (
            "PROBLEM broker: it takes no commands; verdicts take a second longer; see to Redis or "
            "Valkey"
        ),
    ]


def test_limits_can_be_widened(capsys, monkeypatch):
    monkeypatch.setattr(bell, "answers", lambda: False)
    WorkerHeartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=100))

    code, _lines = check(capsys, "--max-worker-age=500", "--without-broker")

    assert code == 0


def test_site_that_never_had_a_worker(capsys):
    WorkerHeartbeat.objects.all().delete()
    Turn.objects.all().delete()

    assert check(capsys) == (
        2,
        [
            "PROBLEM worker: there was never a sign of life; start the worker",
            "PROBLEM sweep: no worker ever looked for work by itself; start the worker",
        ],
    )


def test_database_that_is_away_is_a_line_without_a_trace(capsys, monkeypatch):
    def away():
        raise OperationalError("no route to database.internal")

    monkeypatch.setattr(health, "check", away)

    assert check(capsys) == (
        2,
        ["PROBLEM database: cannot be reached (OperationalError)"],
    )
