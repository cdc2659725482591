"""One decision for all of a pile: at once where the text is the same, else after its list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.services import Refused
from moderation import piles, services
from moderation.forms import BatchForm
from moderation.models import ReviewItem
from moderation.paging import read_id
from moderation.services import BatchResult
from moderation.views import desk
from moderation.views.answers import row_answer
from moderation.views.listing import listing_of_way_back

MOST = 500  # items that one batch decides


def items_of_pile(request: desk.DeskRequest) -> list[ReviewItem]:
    """What the row counted and still waits in its list, most urgent first: nothing that was opened
    since, and with ``same`` nothing that says anything else by now."""
    try:
        upto = read_id(request.POST.get("upto", ""))
    except ValueError:
        return []
    chosen = listing_of_way_back(request).filter.qs.filter(pile=request.POST["pile"], pk__lte=upto)
    if "same" in request.POST:
        chosen = chosen.filter(comment__fingerprint=request.POST["same"])
    return list(chosen.select_related("comment").order_by("-priority", "id")[:MOST])


def decide_at_once(request: desk.DeskRequest) -> HttpResponse:
    """Of one text, that was before the moderator's eyes: there is no list to read."""
    form = BatchForm.from_post(request.POST)
    if not form.is_valid():
        return refused(request, form.problem)
    try:
        result = decide_pile(request, form)
    except Refused as error:
        return refused(request, str(error))
    said = what_was_done(result)
    if request.htmx and "row" in request.POST:
        pile = piles.Pile(request.POST["pile"], len(result.decided), same=True, upto=0)
        return row_answer(
            request,
            row_of(request),
            said,
            batch=result.batch if result.decided else None,
            fold=piles.Fold(pile=pile),
        )
    level = messages.SUCCESS if result.decided else messages.WARNING
    undo = f"{desk.UNDO} batch {result.batch}" if result.decided else ""
    messages.add_message(request, level, said, undo)
    return redirect(desk.way_back(request))


def decide_pile(request: desk.DeskRequest, form: BatchForm) -> BatchResult:
    """All that the form's pile still holds, under one batch. Raises Refused."""
    items = items_of_pile(request)
    return services.decide_many(
        items,
        moderator=request.user,
        seen_revisions={item.pk: item.comment.revision for item in items},
        **form.cleaned_data,
    )


def row_of(request: desk.DeskRequest) -> int:
    """The row that stands for the pile. 404 for none."""
    pk = request.POST.get("row", "")
    number = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 19 else 0
    return get_object_or_404(ReviewItem.objects.moderatable_by(request.user), pk=number).pk


def refused(request: desk.DeskRequest, problem: str) -> HttpResponse:
    if request.htmx and "row" in request.POST:
        note = request.POST.get("note", "")
        return row_of_pile(
            request, row_of(request), problem, status=422, problem=problem, note=note
        )
    messages.warning(request, problem)
    return redirect(desk.way_back(request))


def row_of_pile(request: desk.DeskRequest, pk: int, said: str, **outcome) -> HttpResponse:
    """The row that stands for a pile, as its list has it now."""
    listed = listing_of_way_back(request)
    items = ReviewItem.objects.moderatable_by(request.user)
    item = get_object_or_404(items.select_related("comment"), pk=pk)
    folds = piles.folds([item], listed.filter.qs, listed.fold)
    fold = folds.get(pk, piles.NOTHING_FOLDED)
    return row_answer(request, pk, said, fold=fold, **outcome)


def what_was_done(result: BatchResult) -> str:
    """Such as: Rejected: spam, 14 comments. Left alone: 2 (Sanna is on this one.)"""
    parts = []
    if result.decided:
        amount = len(result.decided)
        done = ngettext("%(deed)s, %(count)s comment.", "%(deed)s, %(count)s comments.", amount)
        parts.append(done % {"deed": desk.in_words(result.decided[0]), "count": amount})
    if result.skipped:
        reasons = " ".join(dict.fromkeys(why for _item, why in result.skipped))
        words = _("Left alone: %(count)s. %(why)s")
        parts.append(words % {"count": len(result.skipped), "why": reasons})
    return " ".join(parts) or _("Nothing of it waits any more, so nothing was decided.")
