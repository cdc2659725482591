"""The desk's home: what waits where, what came in, where it burns."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation import activity
from moderation.charts import hour_chart
from moderation.pipeline import health
from moderation.presentation import plural
from moderation.views import desk
from moderation.views.decisions import lines, log

BEHIND = 10.0  # seconds a comment may wait for its score before the desk says so


@desk.may()
@require_safe
def home(request: desk.DeskRequest) -> HttpResponse:
    now = timezone.now()
    hours = activity.hours(now)
    context = {
        "trouble": trouble(health.check(now)),
        "hours": hours,
        "chart": hour_chart(hours),
        "came": sum(hour.came for hour in hours),
        "decided": sum(hour.decided for hour in hours),
        "burning": activity.where_it_burns(now),
        "recent_hours": int(activity.RECENT.total_seconds() // 3600),
        "mine": lines(activity.decisions_of(log(), request.user), request.user),
    }
    return desk.page(request, "moderation/home.html", context)


def trouble(report: health.Health) -> tuple[str, str] | None:
    """What is wrong with the scoring, and what follows from it; None when nothing is."""
    unscored = plural(report.waiting, "comment has", "comments have") + " no score yet."
    if not report.waiting:
        unscored = "None waits for a score at this moment."
    waits = (
        "Readers see new comments at once only where the article publishes at once; "
        "all others wait."
    )
    if report.workers == 0:
        return "No worker is scoring comments", f"{unscored} {waits}"
    if report.oldest_age > BEHIND:
        return f"Scoring is {report.oldest_age:.0f} seconds behind", f"{unscored} {waits}"
    if not report.broker:
        return (
            "The message broker does not answer",
            "Nothing is lost: the workers look by themselves, and a score takes a second longer.",
        )
    if report.unscorable:
        return (
            f"{plural(report.unscorable, 'comment')} could not be scored",
            "They are held, and the queue shows them with the error.",
        )
    return None
