"""An article for moderators: how hot its thread is, and cooling it down."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comments.models import Article, Cooling
from comments.services import Refused
from comments.services.cooling import cooling_words, until_words
from moderation import services
from moderation.heat.words import sign_words
from moderation.models import CoolDown, HeatWarning, ReviewItem
from moderation.views import desk

TIMES = {
    "15": gettext_lazy("15 minutes"),
    "30": gettext_lazy("30 minutes"),
    "60": gettext_lazy("an hour"),
    "180": gettext_lazy("3 hours"),
}
USUAL_TIME = "30"
MOST = 20  # rows of the record


class CoolForm(forms.Form):
    kind = forms.ChoiceField(choices=Cooling)
    minutes = forms.ChoiceField(choices=list(TIMES.items()))


@desk.may()
@require_safe
def article(request: desk.DeskRequest, pk: int) -> HttpResponse:
    found = article_or_404(request, pk)
    now = timezone.now()
    downs = CoolDown.objects.moderatable_by(request.user).filter(article=found)
    warnings = HeatWarning.objects.moderatable_by(request.user).filter(article=found)
    past = list(warnings[:MOST])
    standing = next((each for each in past if each.ended_at is None), None)
    waiting = ReviewItem.objects.moderatable_by(request.user).open()
    rows = list(downs.select_related("started_by", "ended_by")[:MOST])
    context = {
        "article": found,
        "cooling": cooling_words(found, now),
        "running": next(
            (each for each in rows if each.ended_at is None and each.until > now), None
        ),
        "warning": standing,
        "signs": sign_words(standing.signs) if standing else [],
        "past": [(each, sign_words(each.signs)) for each in past if each.ended_at is not None],
        "downs": rows,
        "waiting": waiting.filter(comment__article=found).count(),
        "kinds": Cooling.choices,
        "times": TIMES.items(),
        "usual_time": USUAL_TIME,
    }
    return desk.page(request, "moderation/article.html", context)


def article_or_404(request: desk.DeskRequest, pk: int) -> Article:
    articles = Article.objects.moderatable_by(request.user).select_related("section")
    return get_object_or_404(articles, pk=pk)


@desk.may()
@require_POST
def cool(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """POST ``kind`` and ``minutes``."""
    found = article_or_404(request, pk)
    form = CoolForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("The form could not be read, so nothing was changed."))
        return redirect("moderation:article", pk)
    time = timedelta(minutes=int(form.cleaned_data["minutes"]))
    kind = Cooling(form.cleaned_data["kind"])
    try:
        started = services.cool_down(found, kind=kind, time=time, moderator=request.user)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        said = _("%(kind)s until %(time)s, then it ends by itself.")
        values = {"kind": started.get_kind_display(), "time": until_words(started.until)}
        messages.success(request, said % values)
    return redirect("moderation:article", pk)


@desk.may()
@require_POST
def end(request: desk.DeskRequest, pk: int) -> HttpResponse:
    downs = CoolDown.objects.moderatable_by(request.user)
    started = get_object_or_404(downs, pk=pk)
    try:
        services.end_cool_down(started, moderator=request.user)
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Taken back: readers write here as before."))
    return redirect("moderation:article", started.article_id)
