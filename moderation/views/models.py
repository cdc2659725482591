"""The leads' page of the site's own models: what was trained, what it is worth, what scores."""

import logging
from datetime import datetime

from celery import current_app
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from comments.services import Refused
from moderation import scoring
from moderation.models import PolicyVersion, SiteModel, TrainingRun
from moderation.services import site_models
from moderation.training import shadow
from moderation.training.words import check_words, step_words
from moderation.views import desk

logger = logging.getLogger(__name__)

LEADS = "moderation.review_escalated"
MOST = 10  # models and trainings listed
TRAIN = "moderation.train"


@desk.may(LEADS)
@require_safe
def models(request: desk.DeskRequest) -> HttpResponse:
    version = PolicyVersion.objects.select_related("site_model").latest("pk")
    listed = list(SiteModel.objects.defer("weights")[:MOST])
    runs = TrainingRun.objects.select_related("model").defer("model__weights")
    context = {
        "version": version,
        "shipped": scoring.scorer_name(),
        "before": site_models.one_before(),
        "listed": [(each, checks_of(each)) for each in listed],
        "runs": [(run, lines_of(run)) for run in runs[:MOST]],
        "may_choose": request.user.section_limit is None,
        **of_the_shadow(request, version),
    }
    return desk.page(request, "moderation/models.html", context)


def checks_of(model: SiteModel) -> list[tuple[bool, str]]:
    checks = model.card.get("gate", {}).get("checks", [])
    return [(check["passed"], check_words(check)) for check in checks]


def lines_of(run: TrainingRun) -> list[tuple[datetime, str]]:
    return [(datetime.fromisoformat(at), step_words(step, values)) for at, step, values in run.log]


def of_the_shadow(request: desk.DeskRequest, version: PolicyVersion) -> dict:
    model = SiteModel.objects.defer("weights").filter(is_shadow=True).first()
    if model is None:
        return {"shadow": None}
    found = shadow.disagreements(model, request.user, hold_at=version.hold_at)
    return {
        "shadow": model,
        "outcome": shadow.outcome(model, hold_at=version.hold_at),
        "limit": shadow.limit_of(model, version.hold_at),
        "disagreements": [
            (each, shadow.verdict_of(each.verdict, each.reason))  # type: ignore[attr-defined]
            for each in found
        ],
    }


@desk.may(LEADS)
@require_POST
def train(request: desk.DeskRequest) -> HttpResponse:
    """Ask a worker for a training now."""
    try:
        current_app.send_task(TRAIN, queue="training", retry=False)
    except OperationalError as error:
        logger.warning("training not asked for: %s", type(error).__name__)
        messages.error(request, _("The broker does not answer. Nothing was started."))
    else:
        messages.success(request, _("A worker trains as soon as it is free; its log is below."))
    return redirect("moderation:models")


@desk.may(LEADS)
@require_POST
def promote(request: desk.DeskRequest, pk: int) -> HttpResponse:
    model = get_object_or_404(SiteModel.objects.defer("weights"), pk=pk)
    try:
        site_models.promote(model, by=request.user)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        words = _("%(model)s scores from the next comment on.")
        messages.success(request, words % {"model": model.scorer})
    return redirect("moderation:models")


@desk.may(LEADS)
@require_POST
def roll_back(request: desk.DeskRequest) -> HttpResponse:
    try:
        site_models.roll_back(by=request.user)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("What scored before scores again, with the limits of then."))
    return redirect("moderation:models")


@desk.may(LEADS)
@require_POST
def set_shadow(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """Let this model score in the shadow, or no longer if it does."""
    model = get_object_or_404(SiteModel.objects.defer("weights"), pk=pk)
    try:
        site_models.set_shadow(None if model.is_shadow else model, by=request.user)
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("moderation:models")
