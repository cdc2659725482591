"""Deciding many items at once: a list to look at first, one batch, one undo."""

import uuid
from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from comments.services import Refused
from moderation import services
from moderation.forms import REASONS, BatchForm
from moderation.models import Action, Decision, ReviewItem
from moderation.paging import SIZE, read_id
from moderation.rows import rows, shown
from moderation.services.undoing import HUMAN_ACTIONS
from moderation.views import desk

SKIPPED = "skipped"  # in the session: what the last batch of this moderator left alone, and why


@desk.may()
@require_POST
def bulk(request: desk.DeskRequest) -> HttpResponse:
    """Without ``confirmed`` show what would be decided; with it, decide."""
    chosen = chosen_items(request)
    if not chosen:
        messages.warning(request, "Nothing was checked, so nothing was decided.")
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
    """What was checked, in the order of the queue; at most one page, as nobody has read more."""
    ids = []
    for text in request.POST.getlist("item")[:SIZE]:
        with suppress(ValueError):
            ids.append(read_id(text))
    found = shown(ReviewItem.objects.filter(pk__in=ids))
    return list(found.order_by("-priority", "id"))


def seen_revisions(request: desk.DeskRequest, chosen: list[ReviewItem]) -> dict[int, int]:
    """Item id -> the number of the revision that the preview showed."""
    numbers = {item.pk: request.POST.get(f"seen-{item.pk}", "") for item in chosen}
    # A number that is missing or none is 0: no revision, so that item is left alone.
    return {
        pk: int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0
        for pk, number in numbers.items()
    }


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
        "next": desk.way_back(request),
    }
    return desk.page(request, "moderation/bulk.html", context, status=422 if problem else 200)


def remember_skipped(request: desk.DeskRequest, result: services.BatchResult) -> None:
    """For the page that follows: what was left alone is in no log."""
    request.session[SKIPPED] = {
        "batch": str(result.batch),
        "items": [[item.pk, str(item.comment.author), why] for item, why in result.skipped],
    }


@desk.may()
@require_safe
def batch(request: desk.DeskRequest, batch: uuid.UUID) -> HttpResponse:
    """What one bulk action did, what it left alone, and one button to take it back."""
    related = ("moderator", "undone_by", "comment__author", "comment__article", "revision")
    decisions = Decision.objects.filter(batch=batch).select_related(*related).order_by("pk")
    last = request.session.get(SKIPPED, {})
    skipped = last.get("items", []) if last.get("batch") == str(batch) else []
    if not decisions and not skipped:
        raise Http404
    left = [d for d in decisions if not d.is_undone and d.action in HUMAN_ACTIONS]
    mine = all(decision.moderator_id == request.user.pk for decision in decisions)
    context = {
        "batch": batch,
        "decisions": decisions,
        "first": decisions[0] if decisions else None,
        "skipped": skipped,
        "left": left,
        "may_undo": left and (mine or request.user.has_perm("moderation.review_escalated")),
        "rejected": bool(decisions) and decisions[0].action == Action.REJECT,
    }
    return desk.page(request, "moderation/batch.html", context)
