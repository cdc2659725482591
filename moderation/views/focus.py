"""One comment at a time. The script shows the next one at once, from those that came with the page,
and sends the decision behind it; without a script the form leads to the next one."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from comments.services import Refused
from moderation import piles, services, ways
from moderation.forms import BatchForm, DecisionForm
from moderation.models import ReviewItem
from moderation.paging import read_id
from moderation.rows import Row, filled, rows
from moderation.tables import reason_buttons
from moderation.views import desk
from moderation.views.answers import fresh_row
from moderation.views.item import claim_if_free
from moderation.views.listing import PLACES, Listing, folds, in_turn, listing
from moderation.views.paged import query_without
from moderation.views.piles import decide_pile, what_was_done

PREFETCHED = 5  # comments that wait in the page
MOST_PASSED = 200  # comments that an address can say were passed over


@desk.may()
@require_safe
def focus(request: desk.DeskRequest) -> HttpResponse:
    return focus_page(request, first=id_in(request, "first"))


@desk.may()
@require_safe
def more(request: desk.DeskRequest) -> HttpResponse:
    """The next comments but for those in ``without``, as many as ``want``; with ``easy``, one that
    is easy to read."""
    listed = listing(request)
    if "easy" in request.GET:
        found = easy_one(request, listed)
    else:
        want = min(id_in(request, "want") or PREFETCHED, PREFETCHED)
        found = next_ones(request, listed, want, without=passed(request))
    context = frame(request, listed) | {"found": found, "is_rest": "easy" in request.GET}
    return render(request, "moderation/focus/_more.html", context)


@desk.may()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """GET: one comment, open or decided, as a fragment. POST: the decision about it."""
    items = ReviewItem.objects.moderatable_by(request.user)
    found = get_object_or_404(items.select_related("comment__author"), pk=pk)
    if request.method == "POST":
        return decide(request, found)
    listed = listing(request)
    context = frame(request, listed) | {"found": first_rows(request, listed, pk)}
    return render(request, "moderation/focus/_more.html", context)


def decide(request: desk.DeskRequest, found: ReviewItem) -> HttpResponse:
    if "pile" in request.POST:
        return decide_all_alike(request, found)
    form = DecisionForm.from_post(request.POST)
    if not form.is_valid():
        return refused(request, found, form, form.problem, status=422)
    try:
        decision = services.decide(found, moderator=request.user, **form.cleaned_data)
    except services.ReasonMissing as error:
        return refused(request, found, form, str(error), status=422)
    except Refused as error:
        return refused(request, found, form, str(error), status=409)
    if request.htmx:
        return toast(request, found, desk.in_words(decision), undo=decision)
    desk.report_done(request, decision)
    return redirect(desk.way_back(request, reverse("moderation:focus")))


def decide_all_alike(request: desk.DeskRequest, found: ReviewItem) -> HttpResponse:
    """The pile that the comment stood for, under one batch and one undo."""
    form = BatchForm.from_post(request.POST)
    if not form.is_valid():
        return refused(request, found, form, form.problem, status=422)
    try:
        result = decide_pile(request, form)
    except Refused as error:
        return refused(request, found, form, str(error), status=422)
    said = what_was_done(result)
    if not result.decided:
        return refused(request, found, form, said, status=409)
    if request.htmx:
        return toast(request, found, said, undo=result.decided[0], undo_batch=result.batch)
    messages.success(request, said, f"{desk.UNDO} batch {result.batch}")
    return redirect(desk.way_back(request, reverse("moderation:focus")))


def refused(
    request: desk.DeskRequest,
    found: ReviewItem,
    form: DecisionForm | BatchForm,
    problem: str,
    *,
    status: int,
) -> HttpResponse:
    """Who decided first and what, or what is missing, with the way back to the comment."""
    if request.htmx:
        return toast(request, found, problem, status=status, may_return=True)
    note = form.data.get("note", "")
    return focus_page(request, first=found.pk, note=note, problem=problem, status=status)


def toast(
    request: desk.DeskRequest, found: ReviewItem, said: str, *, status: int = 200, **context
) -> HttpResponse:
    context |= {
        "said": said,
        "item": found,
        "queue": request.GET.get("queue", ""),
        **desk.top_bar(request),
    }
    return render(request, "moderation/focus/_answer.html", context, status=status)


def focus_page(
    request: desk.DeskRequest, *, first: int | None, note: str = "", status: int = 200, **said
) -> HttpResponse:
    listed = listing(request)
    run = ways.hard_run(request.user) if ways.ways_of(request.user).rest else 0
    easy = easy_one(request, listed) if ways.ways_of(request.user).rest else []
    is_rest = first is None and run >= ways.HARD_RUN and bool(easy)
    if is_rest:
        first = easy[0].pk
    left_out = passed(request) if first is None else [*passed(request), first]
    found = [] if first is None else first_rows(request, listed, first, note=note)
    want = 1 + PREFETCHED - len(found)
    found += next_ones(request, listed, want, without=left_out)
    if found:
        claim_if_free(request, found[0].item)
    context = {
        **frame(request, listed),
        "goal": listed.goal,
        "queue": listed.queue,
        "found": found[:1],
        "waiting": found[1:],
        "easy": [] if is_rest else easy,
        "is_rest": is_rest,
        "run": 0 if is_rest else run,
        **said,
    }
    return desk.page(request, "moderation/focus.html", context, status=status)


def frame(request: desk.DeskRequest, listed: Listing) -> dict:
    """What each comment's form needs besides the comment."""
    without = ",".join(map(str, passed(request)))
    here = f"{reverse('moderation:focus')}?{listed.query}"
    return {
        "query": listed.query,
        "list_query": query_without(request.GET, *PLACES, "pile", "author").urlencode(),
        "here": f"{here}&without={without}" if without else here,
        "csrf_token": get_token(request),
        "reasons": reason_buttons(ways.keys_of(request.user)),
        "hard_run": ways.HARD_RUN,
        "passed": without,
    }


def next_ones(
    request: desk.DeskRequest, listed: Listing, want: int, *, without: list[int]
) -> list[Row]:
    """The next ``want`` comments in the list's order, folded as the list is: one for each pile, and
    of one author's flood no more at a time than the list shows. The rest of a flood comes when
    nothing else is left."""
    now = timezone.now()
    items: list[ReviewItem] = []
    if want > 0:
        items = list(turn(request, listed, listed.rows, now, without)[:want])
    if len(items) < want and listed.fold != piles.OFF:
        seen = [*without, *(item.pk for item in items)]
        rest = piles.tops(listed.filter.qs)
        items += turn(request, listed, rest, now, seen)[: want - len(items)]
    items = filled(items, request.user)
    return rows(items, request.user, now, folds=folds(listed, items))


def turn(
    request: desk.DeskRequest, listed: Listing, items: QuerySet, now, without: list[int]
) -> QuerySet:
    """Those that are this person's turn: nobody else is on them, and neither they nor another of
    their pile are in the page already."""
    mine = in_turn(listed, items, request.user, now).exclude(pk__in=without)
    if listed.fold != piles.OFF and without:
        waiting = ReviewItem.objects.moderatable_by(request.user).open().filter(pk__in=without)
        mine = mine.exclude(pile__in=waiting.values("pile"))
    return mine


def first_rows(request: desk.DeskRequest, listed: Listing, pk: int, *, note: str = "") -> list[Row]:
    """The one that was asked for, even if somebody else decided it; none for what is no item."""
    found = ReviewItem.objects.moderatable_by(request.user).filter(pk=pk).first()
    if found is None:
        return []
    stands_for = {} if found.closed_at else folds(listed, [found])
    fold = stands_for.get(pk, piles.NOTHING_FOLDED)
    return [fresh_row(request, pk, fold=fold, note=note)]


def easy_one(request: desk.DeskRequest, listed: Listing) -> list[Row]:
    """The least urgent comment that is civil, if there is one that nobody is on."""
    now = timezone.now()
    tops = listed.filter.qs if listed.fold == piles.OFF else piles.tops(listed.filter.qs)
    civil = turn(request, listed, tops, now, passed(request))
    civil = civil.filter(score__rudeness__lt=ways.EASY_BELOW).order_by("priority", "-id")
    items = filled(list(civil[:1]), request.user)
    return rows(items, request.user, now, folds=folds(listed, items))


def passed(request: desk.DeskRequest) -> list[int]:
    """The items that the address leaves out: they were passed over, or wait in the page already."""
    found = []
    for text in request.GET.get("without", "").split(",")[-MOST_PASSED:]:
        try:
            found.append(read_id(text))
        except ValueError:
            continue  # Whatever it is, it is no item.
    return found


def id_in(request: desk.DeskRequest, name: str) -> int | None:
    try:
        return read_id(request.GET.get(name, ""))
    except ValueError:
        return None
