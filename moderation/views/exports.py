"""The log of decisions as a file, for leads."""

from collections.abc import Iterator
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moderation import spreadsheets
from moderation.filters import DecisionFilter
from moderation.models import Decision
from moderation.views import desk
from moderation.views.decisions import log

CHUNK = 500  # rows
# Names of columns are for programs: they stay as they are in every language.
COLUMNS = (
    *("id", "decided_at", "action", "by", "reason", "note", "status_before", "status_after"),
    *("undoes", "batch", "comment", "author", "article", "words"),
)


@desk.may("moderation.review_escalated")
@require_POST
def export_decisions(request: desk.DeskRequest) -> HttpResponseBase:
    """What the list shows under the same filters, all of it, as CSV. Who took what is logged, and
    shows first that it is they: the file holds more than a screen does."""
    if is_reauthentication_required(request, app=""):
        messages.info(request, _("Show that it is you, then download the file again."))
        back = f"{reverse('moderation:decisions')}?{request.GET.urlencode()}"
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
    narrowed = DecisionFilter(request.GET, log(request.user), request=request)
    found = narrowed.qs.order_by("-pk")
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(Decision),
        action_flag=CHANGE,
        object_repr="decisions as CSV",
        change_message=f"Exported {found.count()} decisions, filters: {request.GET.urlencode()}",
    )
    name = f"decisions-{timezone.now():%Y-%m-%d-%H%M}.csv"
    return StreamingHttpResponse(
        spreadsheets.lines(rows(found)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def rows(decisions: QuerySet[Decision]) -> Iterator[tuple]:
    yield COLUMNS
    for decision in decisions.iterator(CHUNK):
        yield (
            decision.pk,
            decision.decided_at.isoformat(),
            decision.action,
            decision.moderator.username if decision.moderator else "policy",
            decision.reason_code,
            decision.note,
            decision.status_before,
            decision.status_after,
            decision.undoes_id,
            decision.batch,
            decision.comment_id,
            decision.comment.author.username,
            decision.comment.article.headline,
            decision.revision.body,
        )
