"""What the desk says when the scoring is in trouble: what happened, what was kept, what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.pipeline.health import Health
from moderation.presentation import count

BEHIND = 10.0  # seconds a comment may wait for its score before the desk says so


@dataclass(frozen=True, slots=True)
class Trouble:
    what: str
    kept: str
    advice: str


def troubles(report: Health) -> list[Trouble]:
    """What is wrong, worst first. Empty when nothing is."""
    found = []
    if report.workers == 0:
        found.append(no_worker(report))
    elif report.oldest_age > BEHIND:
        found.append(behind(report))
    if not report.broker:
        found.append(no_broker())
    if report.unscorable:
        found.append(unscorable(report))
    return found


def waiting(report: Health) -> str:
    if not report.waiting:
        return _("No comment is lost, and none waits for a score at this moment.")
    return ngettext(
        "No comment is lost. %(count)s is stored and waits for its score; readers see it at once "
        "only where the article publishes at once.",
        "No comment is lost. %(count)s are stored and wait for their score; readers see them at "
        "once only where the article publishes at once.",
        report.waiting,
    ) % {"count": count(report.waiting)}


def no_worker(report: Health) -> Trouble:
    return Trouble(
        what=_("No worker is scoring comments"),
        kept=waiting(report),
        advice=_(
            "Tell whoever runs the site to start the worker. The comments are then scored by "
            "themselves."
        ),
    )


def behind(report: Health) -> Trouble:
    return Trouble(
        what=_("Scoring is %(seconds)s seconds behind") % {"seconds": round(report.oldest_age)},
        kept=waiting(report),
        advice=_(
            "It catches up by itself. If this number grows for some minutes, tell whoever runs the "
            "site."
        ),
    )


def no_broker() -> Trouble:
    return Trouble(
        what=_("The message broker does not answer"),
        kept=_(
            "Nothing is lost: the workers look by themselves, and a score takes a second longer. "
            "Mails may come some minutes late."
        ),
        advice=_("You can go on working. Tell whoever runs the site."),
    )


def unscorable(report: Health) -> Trouble:
    return Trouble(
        what=ngettext(
            "%(count)s comment could not be scored",
            "%(count)s comments could not be scored",
            report.unscorable,
        )
        % {"count": count(report.unscorable)},
        kept=ngettext(
            "It is held, and no reader sees it.",
            "They are held, and no reader sees them.",
            report.unscorable,
        ),
        advice=_("Decide by reading: the queue shows the error under “Could not be scored”."),
    )
