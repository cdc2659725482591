"""The leads' page: what was decided, how right the machine was, and how fast it went."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comments.privacy.retention import last_run
from moderation.chain import digests
from moderation.insight import figures, slips
from moderation.insight.durations import at_share, wait_classes
from moderation.insight.intervals import TOO_FEW, Share
from moderation.insight.plots import lengths, uprights
from moderation.models import ChainHead, Unsealed
from moderation.views import desk

LEADS = "moderation.review_escalated"
SPANS = {"7": 7, "30": 30, "90": 90}  # days
SPAN = "30"


@desk.may(LEADS)
@require_safe
def insight(request: desk.DeskRequest) -> HttpResponse:
    chosen = request.GET.get("days", SPAN)
    days = SPANS.get(chosen, SPANS[SPAN])
    now = timezone.now()
    since = now - timedelta(days=days)
    sample = slips.slips(slips.draws(request.user, since))
    context = {
        "days": days,
        "spans": SPANS.values(),
        "since": since,
        "work": figures.work(request.user, since),
        "precision": figures.precision(request.user, since),
        "slips": sample,
        "slips_telling": sample.estimate.looked_at >= TOO_FEW,
        "agreement": figures.agreement(request.user, since),
        **of_reasons(figures.reasons(request.user, now, days)),
        **of_sections(figures.sections(request.user, since)),
        **of_waits(figures.waits(request.user, since)),
        **of_the_log(),
        "cleared": last_run(),
    }
    return desk.page(request, "moderation/insight.html", context)


def of_reasons(found: list[figures.Reason]) -> dict:
    """Rows of (reason, length of its bar, place of the mark for the span before)."""
    most = max((max(reason.now, reason.before) for reason in found), default=0)
    now = lengths([reason.now for reason in found], most)
    before = lengths([reason.before for reason in found], most)
    return {
        "reasons": list(zip(found, now, before, strict=True)),
        "rejected": sum(reason.now for reason in found),
    }


def of_sections(found: list[figures.SectionFigures]) -> dict:
    """Rows of (section, lengths of its three bars), and what was rejected in all of them."""
    most = max((max(each.came, each.reviewed) for each in found), default=0)
    return {
        "sections": [
            (each, lengths([each.came, each.reviewed, each.rejected], most)) for each in found
        ],
        "all_decided": Share(
            sum(each.rejected for each in found), sum(each.reviewed for each in found)
        ),
    }


def of_waits(waits: list[timedelta]) -> dict:
    classes = wait_classes(waits)
    return {
        "waits": list(zip(classes, uprights([each.amount for each in classes]), strict=True)),
        "waited": len(waits),
        "is_all_waits": len(waits) < figures.MOST_WAITS,
        "median_wait": at_share(waits, 0.5) if len(waits) >= TOO_FEW else None,
        "long_wait": at_share(waits, 0.9) if len(waits) >= TOO_FEW else None,
    }


def of_the_log() -> dict:
    """Where its chain ends, to be written down, and how many rows wait to be sealed."""
    head = ChainHead.objects.first()
    return {
        "head": head,
        "short_head": digests.short(head.digest) if head else "",
        "unsealed": Unsealed.objects.count(),
    }
