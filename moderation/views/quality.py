"""The leads' page of quality: what slips through, how right the automation is, and how far
moderators agree."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from moderation.insight import quality_plots, readings, slips
from moderation.insight.intervals import TOO_FEW
from moderation.views import desk
from moderation.views.insight import LEADS, SPAN, SPANS


@desk.may(LEADS)
@require_safe
def quality(request: desk.DeskRequest) -> HttpResponse:
    days = SPANS.get(request.GET.get("days", SPAN), SPANS[SPAN])
    now = timezone.now()
    since = now - timedelta(days=days)
    drawn = slips.draws(request.user, since)
    context = {
        "days": days,
        "spans": SPANS.values(),
        **of_slips(drawn),
        **over_time(slips.steps(request.user, drawn, since=since, now=now), now),
        **of_readings(readings.readings(readings.read(request.user, since))),
        "disputes": readings.disputes(request.user),
    }
    return desk.page(request, "moderation/quality.html", context)


def of_slips(drawn: list[slips.Drawn]) -> dict:
    found = slips.slips(drawn)
    top = quality_plots.scale_top(found.estimate)
    return {
        "slips": found,
        "is_telling": found.estimate.looked_at >= TOO_FEW,
        "slips_drawn": quality_plots.of_estimate(found.estimate, top),
        "slips_top": round(100 * top),
    }


def over_time(steps: list[slips.Step], now: datetime) -> dict:
    """Two drawings: precision, and recall where the sample of that time says enough."""
    precise = quality_plots.points(
        [
            (step.precision.value, step.precision.low, step.precision.high)
            if step.precision.is_telling
            else None
            for step in steps
        ]
    )
    caught = quality_plots.points(
        [
            step.recall if step.looked_at >= TOO_FEW and step.precision.is_telling else None
            for step in steps
        ]
    )
    return {
        "steps": list(zip(steps, precise, caught, strict=True)),
        "precision_line": quality_plots.line(precise),
        "recall_line": quality_plots.line(caught),
        "has_precision": any(precise),
        "has_recall": any(caught),
    }


def of_readings(found: readings.Readings) -> dict:
    def drawn(lines: list[readings.Line]) -> list:
        return [(each, quality_plots.of_agreement(each.agreement)) for each in lines]

    return {
        "readings": found,
        "coefficients": [
            (each, quality_plots.of_agreement(each))
            for each in (found.kappa, found.alpha, found.with_reasons)
        ],
        "by_reason": drawn(found.reasons),
        "by_section": drawn(found.sections),
    }
