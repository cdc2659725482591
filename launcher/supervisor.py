"""Keeps services running: starts them in order, restarts what dies, ends them in order."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from launcher import processes
from launcher.processes import Program
from launcher.terminal import Problem, last_lines, say, step

FIRST_PAUSE, LONGEST_PAUSE = 1, 30  # seconds before a restart, doubled each time
STEADY = 60  # seconds; a service that ran this long starts again with the first pause
LOOK = 0.2  # seconds between two looks at the services


@dataclass
class Service:
    """A program that shall always run, and how to see that it answers.

    ``answers`` is told how many seconds ago it started; it returns "" if all is well, else what is
    missing, in words.
    """

    program: Program
    answers: Callable[[float], str]
    start_limit: float = 90  # seconds; a small machine may be busy
    started_at: float = 0
    pause: float = FIRST_PAUSE
    restart_at: float | None = None
    answered: bool = False

    def start(self) -> None:
        self.program.start()
        self.started_at = time.monotonic()
        self.restart_at = None
        self.answered = False

    def age(self) -> float:
        """Seconds since its last start."""
        return time.monotonic() - self.started_at

    def missing(self) -> str:
        return self.answers(self.age())


class Supervisor:
    """The services of one run, in groups that start and end together."""

    def __init__(self) -> None:
        self.groups: list[tuple[Service, ...]] = []

    @property
    def services(self) -> list[Service]:
        return [service for group in self.groups for service in group]

    def start(self, *services: Service) -> None:
        """Start ``services`` together and wait until each answers.

        Raises Problem with the end of the log of one that ends or takes longer than its limit.
        """
        self.groups.append(services)
        for service in services:
            service.start()
        with step(", ".join(service.program.name for service in services)):
            for service in services:
                self._wait_for(service)

    def _wait_for(self, service: Service) -> None:
        while missing := service.missing():
            code = service.program.ended()
            if code is not None:
                raise Problem(processes.failure(service.program, code))
            if service.age() > service.start_limit:
                raise Problem(_too_late(service, missing))
            time.sleep(0.05)
        service.answered = True

    def run(self) -> NoReturn:
        """Watch the services for ever. Only an exception ends this."""
        while True:
            for service in self.services:
                self._look_at(service)
            time.sleep(LOOK)

    def _look_at(self, service: Service) -> None:
        now = time.monotonic()
        name = service.program.name
        if service.restart_at is not None:
            if now >= service.restart_at:
                service.start()
        elif (code := service.program.ended()) is not None:
            if service.age() > STEADY:
                service.pause = FIRST_PAUSE
            processes.end_strays(each.program for each in self.services)
            why = processes.reason(code)
            say(f"{name} ended ({why}). Starting it again in {service.pause:.0f} s.")
            service.restart_at = now + service.pause
            service.pause = min(2 * service.pause, LONGEST_PAUSE)
        elif not service.answered and not service.missing():
            service.answered = True
            say(f"{name} works again.")

    def stop(self) -> None:
        """End the services, the group started last first: it uses the ones before."""
        for group in reversed(self.groups):
            for service in group:
                service.program.ask_to_stop()
            for service in group:
                service.program.stop()


def _too_late(service: Service, missing: str) -> str:
    log = service.program.log
    assert log is not None  # noqa: S101  # Every service has one.
    return (
        f"{service.program.name} does not answer after {service.start_limit:.0f} s: {missing}\n"
        f"The end of its log:\n{last_lines(log)}"
    )
