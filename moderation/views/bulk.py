"""Deciding many items at once: a list to look at first, one batch, one undo."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comments.services import Refused
from moderation import services
from moderation.forms import REASONS, BatchForm
from moderation.models import Action, ReviewItem
from moderation.paging import read_id
from moderation.rows import rows, shown
from moderation.views import desk
from moderation.views.piles import MOST, decide_at_once, items_of_pile

SKIPPED = "skipped"  # in the session: what the last batch of this moderator left alone, and why


@desk.may()
@require_POST
def bulk(request: desk.DeskRequest) -> HttpResponse:
    """Without ``confirmed`` show what would be decided; with it, decide. Of a pile whose texts are
    the ``same`` there is nothing to show."""
    if "pile" in request.POST and "same" in request.POST:
        return decide_at_once(request)
    chosen = chosen_items(request)
    if not chosen:
        messages.warning(request, _("Nothing was checked, so nothing was decided."))
        return redirect(desk.way_back(request))
    form = BatchForm(request.POST)
    if not form.is_valid() and "action" in form.errors:
        messages.warning(request, form.problem)
        return redirect(desk.way_back(request))
    if "confirmed" not in request.POST:
        return preview(request, chosen, form)
    if not form.is_valid():
        return preview(request, chosen, form, problem=form.problem)
    try:
        result = services.decide_many(
            chosen,
            moderator=request.user,
            seen_revisions=seen_revisions(request, chosen),
            **form.cleaned_data,
        )
    except Refused as error:
        return preview(request, chosen, form, problem=str(error))
    remember_skipped(request, result)
    return redirect("moderation:batch", batch=result.batch)


def chosen_items(request: desk.DeskRequest) -> list[ReviewItem]:
    """What was checked or lies in the pile, in the order of the queue; at most what one batch
    decides."""
    if "pile" in request.POST:
        ids = [item.pk for item in items_of_pile(request)]
    else:
        ids = []
        for text in request.POST.getlist("item")[:MOST]:
            with suppress(ValueError):
                ids.append(read_id(text))
    found = shown(ReviewItem.objects.moderatable_by(request.user).filter(pk__in=ids))
    return list(found.order_by("-priority", "id"))


def seen_revisions(request: desk.DeskRequest, chosen: list[ReviewItem]) -> dict[int, int]:
    """Item id -> the number of the revision that the preview showed."""
    numbers = {item.pk: request.POST.get(f"seen-{item.pk}", "") for item in chosen}
    # A number that is missing or none is 0: no revision, so that item is left alone.
    return {pk: revision_number(text) for pk, text in numbers.items()}


def revision_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def preview(
    request: desk.DeskRequest, chosen: list[ReviewItem], form: BatchForm, *, problem: str = ""
) -> HttpResponse:
    top = desk.top_bar(request)
    context = {
        "rows": rows(chosen, request.user, top["now"]),
        "action": form.cleaned_data["action"],
        "form": form,
        "problem": problem,
        "reasons": REASONS,
        "question": question(form.cleaned_data["action"], len(chosen)),
        "address": reverse("moderation:bulk"),
        "back": desk.way_back(request),
        "section": "bulk",
    }
    return desk.page(request, "moderation/bulk.html", context, status=422 if problem else 200)


def question(action: str, amount: int) -> str:
    if action == Action.REJECT:
        words = ngettext("Reject %(count)s comment?", "Reject %(count)s comments?", amount)
    else:
        words = ngettext("Approve %(count)s comment?", "Approve %(count)s comments?", amount)
    return words % {"count": amount}


def remember_skipped(request: desk.DeskRequest, result: services.BatchResult) -> None:
    """For the page that follows: what was left alone is in no log."""
    request.session[SKIPPED] = {
        "batch": str(result.batch),
        "items": [[item.pk, str(item.comment.author), why] for item, why in result.skipped],
    }
