"""The desk's home: what waits where, what came in, where it burns, one's own day."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation import activity
from moderation.charts import hour_chart
from moderation.insight.burning import RECENT, USUAL, where_it_burns
from moderation.insight.heated import heated
from moderation.insight.my_day import PAUSE, my_day
from moderation.pipeline import health
from moderation.troubles import troubles
from moderation.views import desk
from moderation.views.decisions import lines, log


@desk.may()
@require_safe
def home(request: desk.DeskRequest) -> HttpResponse:
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = activity.hours(request.user, now)
    context = {
        "troubles": troubles(health.check(now)),
        "hours": hours,
        "chart": hour_chart(hours),
        "came": sum(hour.came for hour in hours),
        "decided": sum(hour.decided for hour in hours),
        "heated": heated(request.user, now),
        "burning": where_it_burns(request.user, now),
        "recent_hours": RECENT // timedelta(hours=1),
        "usual_days": USUAL.days,
        "my_day": my_day(request.user, midnight),
        "pause_minutes": PAUSE // timedelta(minutes=1),
        "mine": lines(activity.decisions_of(log(request.user), request.user), request.user),
        "my_sanctions": activity.sanctions_of(request.user),
    }
    return desk.page(request, "moderation/home.html", context)
