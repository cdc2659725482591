"""One person: facts, comments, what was decided about them, and what leads may do."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from comments.models import User
from comments.services import Refused
from moderation import services, surroundings
from moderation.charts import spark, spark_y
from moderation.forms import SanctionForm
from moderation.models import Decision, PolicyVersion, ReviewItem, Sanction
from moderation.models.decision import POLICY_ACTIONS
from moderation.paging import Key, read_id
from moderation.records import records, with_review, with_rudeness
from moderation.views import desk
from moderation.views.decisions import lines, log
from moderation.views.paged import query_without, turn_to

NEWEST = (Key("id", read_id, descending=True),)
IMPOSE = "moderation.impose"
MOST_DECISIONS = 20
MOST_REPORTS = 20


@desk.may()
@require_safe
def person(request: desk.DeskRequest, pk: int) -> HttpResponse:
    return person_page(request, get_object_or_404(User, pk=pk), SanctionForm())


def person_page(
    request: desk.DeskRequest, user: User, form: SanctionForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    comments = with_rudeness(with_review(user.comments.select_related("article")))
    found = turn_to(request, comments, NEWEST)
    about = log().filter(comment__author=user).exclude(action__in=POLICY_ACTIONS)
    context = {
        "person": user,
        "standing": user.standing_at(now),
        "record": records([user.pk])[user.pk],
        "rejected_lately": surroundings.rejected_since(user, now - surroundings.MONTH),
        "dots": spark(surroundings.last_comments(user.comments.all())),
        "limit_y": spark_y(PolicyVersion.current().hold_at),
        "page": found,
        "open_items": open_items(found.rows),
        "query": query_without(request.GET, "after", "before").urlencode(),
        "lines": lines(list(about.order_by("-pk")[:MOST_DECISIONS]), request.user),
        "reports": user.reports.select_related("comment__author").order_by("-pk")[:MOST_REPORTS],
        "outcomes": user.reports.values_list("outcome").annotate(Count("pk")).order_by("outcome"),
        "sanctions": [
            (sanction, sanction.in_force_at(now))
            for sanction in user.sanctions.select_related("imposed_by", "lifted_by")
        ],
        "form": form,
        "is_colleague": user.has_perm(desk.REVIEW),
        "decided": Decision.objects.filter(moderator=user).count(),
    }
    return desk.page(request, "moderation/person.html", context, status=status)


def open_items(comments) -> dict[int, int]:
    """Comment id -> its open item."""
    waiting = ReviewItem.objects.open().filter(comment__in=[comment.pk for comment in comments])
    return dict(waiting.values_list("comment", "pk"))


@desk.may(IMPOSE)
@require_POST
def impose(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """Warn, premoderate, suspend or ban. A refusal keeps what was typed."""
    user = get_object_or_404(User, pk=pk)
    form = SanctionForm(request.POST)
    if not form.is_valid():
        return person_page(request, user, form, status=422)
    try:
        sanction = services.impose(user, moderator=request.user, **form.cleaned_data)
    except Refused as error:
        form.add_error(None, str(error))
        return person_page(request, user, form, status=422)
    messages.success(request, f"Done: {sanction.get_kind_display().lower()}.")
    return redirect(reverse("moderation:person", args=[user.pk]) + "#sanctions")


@desk.may(IMPOSE)
@require_POST
def lift(request: desk.DeskRequest, pk: int) -> HttpResponse:
    sanction = get_object_or_404(Sanction.objects.select_related("user"), pk=pk)
    services.lift(sanction, moderator=request.user)
    messages.success(request, f"Lifted: {sanction.get_kind_display().lower()}.")
    return redirect(reverse("moderation:person", args=[sanction.user_id]) + "#sanctions")
