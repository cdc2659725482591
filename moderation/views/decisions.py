"""The log of decisions, newest first."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from comments.models import User
from moderation.filters import DecisionFilter
from moderation.models import Action, Decision
from moderation.paging import Key, read_id
from moderation.tables import DecisionTable
from moderation.views import desk
from moderation.views.answers import may_undo
from moderation.views.paged import query_without, turn_to

NEWEST = (Key("id", read_id, descending=True),)


@dataclass(frozen=True, slots=True)
class Line:
    """One decision in the log."""

    decision: Decision
    may_undo: bool

    @property
    def pk(self) -> int:
        return self.decision.pk


def log(viewer: User) -> QuerySet[Decision]:
    """What ``viewer`` may see, with what a line shows. ``is_followed``: a later decision on the
    same comment stands, which has to be taken back first."""
    later = Decision.objects.filter(
        comment=OuterRef("comment"), pk__gt=OuterRef("pk"), undone_by__isnull=True
    ).exclude(action=Action.UNDO)
    related = (
        "moderator",
        "policy",
        "revision",
        "undone_by__moderator",
        "undoes",
        "comment__author",
        "comment__article",
    )
    seen = Decision.objects.moderatable_by(viewer).select_related(*related)
    return seen.annotate(is_followed=Exists(later))


def lines(decisions: list, user: User) -> list[Line]:
    """Of decisions as `log` gives them."""
    return [Line(d, may_undo(d, user) and not d.is_followed) for d in decisions]


@desk.may()
@require_safe
def decisions(request: desk.DeskRequest) -> HttpResponse:
    narrowed = DecisionFilter(request.GET, log(request.user), request=request)
    found = turn_to(request, narrowed.qs, NEWEST)
    context = {
        "table": DecisionTable(
            lines(found.rows, request.user),
            csrf_token=get_token(request),
            here=request.get_full_path(),
        ),
        "page": found,
        "filter": narrowed,
        "is_narrowed": any(narrowed.form.cleaned_data.values()),
        "query": query_without(request.GET, "after", "before").urlencode(),
    }
    return desk.page(request, "moderation/decisions.html", context)
