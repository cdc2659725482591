"""For cron or Nagios: says what is wrong with the pipeline, one line each, and exits with 2."""

import sys
from collections.abc import Iterator

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError

from moderation.pipeline import health
from moderation.pipeline.health import Health

PROBLEM = 2  # exit code; what Nagios calls critical


class Command(BaseCommand):
    help = "Check that comments are being judged. Exits with 0 when they are, else with 2."

    def add_arguments(self, parser):
        def limit(name, default, meaning, kind=float):
            text = f"{meaning} (default: {default:g})"
            parser.add_argument(name, type=kind, default=default, metavar="N", help=text)

        limit("--max-age", 60, "seconds the oldest comment may wait for its verdict")
        limit("--max-waiting", 1000, "comments that may wait for their verdict", int)
        limit("--max-unscorable", 10, "open items that may have failed to get a score", int)
        limit("--max-worker-age", 20, "seconds since the last sign of life of a worker")
        limit("--max-sweep-age", 30, "seconds since a worker last looked for work by itself")
        parser.add_argument(
            "--without-broker", action="store_true", help="a broker that does not answer is fine"
        )

    def handle(self, **options):
        try:
            report = health.check()
        except (OperationalError, InterfaceError) as error:
            self.stdout.write(f"PROBLEM database: cannot be reached ({type(error).__name__})")
            sys.exit(PROBLEM)
        found = list(problems(report, options))
        for line in found:
            self.stdout.write(f"PROBLEM {line}")
        if found:
            sys.exit(PROBLEM)
        self.stdout.write(
            f"OK {report.workers} workers, {report.waiting} comments waiting, the oldest for "
            f"{report.oldest_age:.0f} s"
        )


def problems(report: Health, limits: dict) -> Iterator[str]:
    """What is over its limit, with what to do about it."""
    if report.worker_age is None:
        yield "worker: there was never a sign of life; start the worker"
    elif report.worker_age > limits["max_worker_age"]:
        yield f"worker: {over(report.worker_age, limits['max_worker_age'])}; start the worker"
    if report.sweep_age is None:
        yield "sweep: no worker ever looked for work by itself; start the worker"
    elif report.sweep_age > limits["max_sweep_age"]:
        yield f"sweep: {over(report.sweep_age, limits['max_sweep_age'])}; restart the worker"
    if report.oldest_age > limits["max_age"]:
        waits = over(report.oldest_age, limits["max_age"], "waits for")
        yield f"oldest: a comment {waits}; see the worker's log"
    if report.waiting > limits["max_waiting"]:
        yield (
            f"waiting: {report.waiting} comments have no verdict (limit {limits['max_waiting']}); "
            "add workers if this lasts"
        )
    if report.unscorable > limits["max_unscorable"]:
        yield (
            f"unscorable: {report.unscorable} open items could not be scored (limit "
            f"{limits['max_unscorable']}); see the worker's log for the error"
        )
    if not report.broker and not limits["without_broker"]:
        yield "broker: it takes no commands; verdicts take a second longer; see to Redis or Valkey"


def over(age: float, limit: float, before: str = "silent for") -> str:
    return f"{before} {age:.0f} s (limit {limit:g} s)"
