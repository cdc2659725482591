"""Batches: what is in a range of scores decided at once, and what a batch did."""

import uuid
from contextlib import suppress
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comments.services import Refused
from moderation import piles, ranges, services
from moderation.forms import REASONS, BatchForm
from moderation.histogram import Histogram, histogram
from moderation.models import UNDOABLE, Action, Decision, PolicyVersion, ReviewItem
from moderation.paging import read_id
from moderation.ranges import RangeFilter, RangeForm
from moderation.rows import rows, shown
from moderation.views import desk
from moderation.views.bulk import SKIPPED, question, remember_skipped, revision_number
from moderation.views.decisions import NEWEST
from moderation.views.paged import query_without, turn_to
from moderation.views.piles import MOST
from moderation.waiting import decidable


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an address of the page by score chooses."""

    form: RangeForm
    filter: RangeFilter
    items: QuerySet[ReviewItem]  # what may be decided now, of every score

    @property
    def in_range(self) -> QuerySet[ReviewItem]:
        return ranges.in_range(self.items, *self.form.range)


def chosen(request: desk.DeskRequest) -> Chosen:
    now = timezone.now()
    # Not what a colleague is on: the count is what would be decided.
    free = Q(claimed_by=None) | Q(claim_expires_at__lte=now) | Q(claimed_by=request.user)
    narrowed = RangeFilter(request.GET, decidable(request.user).filter(free), request=request)
    return Chosen(RangeForm.from_query(request.GET), narrowed, narrowed.qs)


@desk.may()
@require_http_methods(["GET", "HEAD", "POST"])
def by_score(request: desk.DeskRequest) -> HttpResponse:
    """GET: the drawing, the range and samples of it. POST: without ``confirmed`` the preview of the
    range that the address names; with it, the decision about the items that the preview counted."""
    if request.method == "POST":
        return decide(request)
    what = chosen(request)
    low, high = what.form.range
    amounts, unscored = ranges.amounts(what.items)
    amount = what.in_range.count()
    limits = ranges.limits(PolicyVersion.current())
    context = {
        "form": what.form,
        "filter": what.filter,
        "is_narrowed": any(what.filter.form.cleaned_data.values()),
        "chart": histogram(amounts, low=low, high=high, limits=limits),
        "low": low,
        "high": high,
        "amount": amount,
        "total": sum(amounts),
        "unscored": unscored,
        "groups": sample_rows(request, ranges.samples(shown(what.in_range), amount)),
        "most": MOST,
        "at_once": min(amount, MOST),
        "query": request.GET.urlencode(),
        "rest_query": query_without(request.GET, "rude_from", "rude_to").urlencode(),
        "queue_query": queue_query(request, low, high),
    }
    return desk.page(request, "moderation/batch_by_score.html", context)


def queue_query(request: desk.DeskRequest, low: float, high: float) -> str:
    """The same items in the queue's table, one row each."""
    query = query_without(request.GET, "rude_from", "rude_to", "fold")
    query["rude_from"], query["rude_to"], query["fold"] = repr(low), repr(high), piles.OFF
    return query.urlencode()


def sample_rows(request: desk.DeskRequest, groups: list) -> list[tuple]:
    """(heading, Rows), …, with the authors' records read once."""
    now = timezone.now()
    built = {row.pk: row for row in rows([i for _h, s in groups for i in s], request.user, now)}
    return [(heading, [built[item.pk] for item in some]) for heading, some in groups]


def decide(request: desk.DeskRequest) -> HttpResponse:
    form = BatchForm(request.POST)
    if not form.is_valid() and "action" in form.errors:
        messages.warning(request, form.problem)
        return redirect(request.get_full_path())
    if "confirmed" not in request.POST:
        return preview(request, form, bind(request, form.cleaned_data["action"]))
    bound = read_bound(request.POST.get("items", ""))
    if not form.is_valid():
        return preview(request, form, bound, problem=form.problem)
    try:
        result = services.decide_many(
            ReviewItem.objects.moderatable_by(request.user).filter(pk__in=bound),
            moderator=request.user,
            seen_revisions=bound,
            **form.cleaned_data,
        )
    except Refused as error:
        return preview(request, form, bound, problem=str(error))
    if not result.decided and not result.skipped:
        return nothing_there(request)
    remember_skipped(request, result)
    return redirect("moderation:batch", batch=result.batch)


def nothing_there(request: desk.DeskRequest) -> HttpResponse:
    messages.warning(request, _("Nothing lies in this range now, so nothing was decided."))
    return redirect(request.get_full_path())


def bind(request: desk.DeskRequest, action: str) -> dict[int, int]:
    """Item id -> revision of what would be decided now, at most MOST: to approve the least rude of
    the range, to reject the rudest. What is opened or edited later is not among them."""
    items = chosen(request).in_range
    if action == Action.REJECT:
        items = items.reverse()
    return dict(items.values_list("pk", "comment__revision")[:MOST])


def read_bound(text: str) -> dict[int, int]:
    """Back from the preview's form. What is no number is left out."""
    bound = {}
    for pair in text.split()[:MOST]:
        pk, _colon, revision = pair.partition(":")
        with suppress(ValueError):
            bound[read_id(pk)] = revision_number(revision)
    return bound


def preview(
    request: desk.DeskRequest, form: BatchForm, bound: dict[int, int], *, problem: str = ""
) -> HttpResponse:
    if not bound:
        return nothing_there(request)
    theirs = ReviewItem.objects.moderatable_by(request.user)
    items = shown(theirs.filter(pk__in=bound)).order_by("rudeness", "pk")
    in_range = chosen(request).in_range.count()
    context = {
        "action": form.cleaned_data["action"],
        "form": form,
        "problem": problem,
        "question": question(form.cleaned_data["action"], len(bound)),
        "amount": len(bound),
        "left_out": max(0, in_range - len(bound)) if len(bound) == MOST else 0,
        "most": MOST,
        "items": " ".join(f"{pk}:{revision}" for pk, revision in bound.items()),
        "groups": sample_rows(request, ranges.samples(items, len(bound))),
        "reasons": REASONS,
        "address": request.get_full_path(),
        "back": request.get_full_path(),
        "section": "batch",
        "queue_query": queue_query(request, *RangeForm.from_query(request.GET).range),
    }
    status = 422 if problem else 200
    return desk.page(request, "moderation/batch_preview.html", context, status=status)


@desk.may()
@require_safe
def batch(request: desk.DeskRequest, batch: uuid.UUID) -> HttpResponse:
    """What one bulk action did, what it left alone, and one button to take it back."""
    done = Decision.objects.moderatable_by(request.user).filter(batch=batch)
    last = request.session.get(SKIPPED, {})
    skipped = last.get("items", []) if last.get("batch") == str(batch) else []
    amounts = done.aggregate(
        total=Count("pk"),
        left=Count("pk", filter=Q(undone_by=None, action__in=UNDOABLE)),
        others=Count("pk", filter=~Q(moderator=request.user)),
    )
    if not amounts["total"] and not skipped:
        raise Http404
    related = ("moderator", "undone_by", "comment__author", "comment__article", "revision")
    found = turn_to(request, done.select_related(*related, "item__score"), NEWEST)
    is_mine_to_undo = not amounts["others"] or request.user.has_perm("moderation.review_escalated")
    context = {
        "batch": batch,
        "page": found,
        "first": found.rows[0] if found.rows else None,
        "said": desk.in_words(found.rows[0]) if found.rows else "",
        "amount": amounts["total"],
        "undone": amounts["total"] - amounts["left"],
        "chart": drawn(request, done) if amounts["total"] else None,
        "skipped": skipped,
        "may_undo": amounts["left"] and is_mine_to_undo,
        "query": "",
        "here": reverse("moderation:batch", args=[batch]),
    }
    return desk.page(request, "moderation/batch.html", context)


def drawn(request: desk.DeskRequest, done: QuerySet[Decision]) -> Histogram:
    """How rude what was decided is."""
    theirs = ReviewItem.objects.moderatable_by(request.user)
    items = theirs.filter(pk__in=done.values("item"))
    amounts, _unscored = ranges.amounts(items)
    return histogram(amounts, low=0.0, high=1.0, limits=ranges.limits(PolicyVersion.current()))
