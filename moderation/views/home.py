"""The desk's home: what waits where, what came in, where it burns, one's own day."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from moderation import activity
from moderation.charts import hour_chart
from moderation.insight.burning import RECENT, USUAL, where_it_burns
from moderation.insight.my_day import PAUSE, my_day
from moderation.pipeline import health
from moderation.presentation import count
from moderation.views import desk
from moderation.views.decisions import lines, log

BEHIND = 10.0  # seconds a comment may wait for its score before the desk says so


@desk.may()
@require_safe
def home(request: desk.DeskRequest) -> HttpResponse:
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = activity.hours(now)
    context = {
        "trouble": trouble(health.check(now)),
        "hours": hours,
        "chart": hour_chart(hours),
        "came": sum(hour.came for hour in hours),
        "decided": sum(hour.decided for hour in hours),
        "burning": where_it_burns(now),
        "recent_hours": RECENT // timedelta(hours=1),
        "usual_days": USUAL.days,
        "my_day": my_day(request.user, midnight),
        "pause_minutes": PAUSE // timedelta(minutes=1),
        "mine": lines(activity.decisions_of(log(), request.user), request.user),
        "my_sanctions": activity.sanctions_of(request.user),
    }
    return desk.page(request, "moderation/home.html", context)


def trouble(report: health.Health) -> tuple[str, str] | None:
    """What is wrong with the scoring, and what follows from it; None when nothing is."""
    unscored = ngettext(
        "%(count)s comment has no score yet.",
        "%(count)s comments have no score yet.",
        report.waiting,
    ) % {"count": count(report.waiting)}
    if not report.waiting:
        unscored = _("None waits for a score at this moment.")
    waits = _(
        "Readers see new comments at once only where the article publishes at once; "
        "all others wait."
    )
    if report.workers == 0:
        return _("No worker is scoring comments"), f"{unscored} {waits}"
    if report.oldest_age > BEHIND:
        return (
            _("Scoring is %(seconds)s seconds behind") % {"seconds": round(report.oldest_age)},
            f"{unscored} {waits}",
        )
    if not report.broker:
        return (
            _("The message broker does not answer"),
            _(
                "Nothing is lost: the workers look by themselves, and a score takes a second "
                "longer."
            ),
        )
    if report.unscorable:
        return (
            ngettext(
                "%(count)s comment could not be scored",
                "%(count)s comments could not be scored",
                report.unscorable,
            )
            % {"count": report.unscorable},
            _("They are held, and the queue shows them with the error."),
        )
    return None
