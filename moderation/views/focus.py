"""One comment at a time. The script shows the next one at once, from those that came with the page,
and sends the decision behind it; without a script the form leads to the next one."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from comments.services import Refused
from moderation import services, ways
from moderation.forms import REASONS, DecisionForm
from moderation.models import ReviewItem
from moderation.paging import read_id
from moderation.rows import Row, rows, shown
from moderation.views import desk
from moderation.views.answers import fresh_row
from moderation.views.item import claim_if_free
from moderation.views.listing import Listing, in_turn, listing

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
    found = get_object_or_404(ReviewItem.objects.select_related("comment__author"), pk=pk)
    if request.method == "POST":
        return decide(request, found)
    context = frame(request, listing(request)) | {"found": [fresh_row(request, pk)]}
    return render(request, "moderation/focus/_more.html", context)


def decide(request: desk.DeskRequest, found: ReviewItem) -> HttpResponse:
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


def refused(
    request: desk.DeskRequest, found: ReviewItem, form: DecisionForm, problem: str, *, status: int
) -> HttpResponse:
    """Who decided first and what, or what is missing, with the way back to the comment."""
    if request.htmx:
        return toast(request, found, problem, status=status, may_return=True)
    note = form.data.get("note", "")
    return focus_page(request, first=found.pk, problem=problem, note=note, status=status)


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
    request: desk.DeskRequest, *, first: int | None, status: int = 200, **said
) -> HttpResponse:
    listed = listing(request)
    run = ways.hard_run(request.user) if ways.ways_of(request.user).rest else 0
    easy = easy_one(request, listed) if ways.ways_of(request.user).rest else []
    is_rest = first is None and run >= ways.HARD_RUN and bool(easy)
    if is_rest:
        first = easy[0].pk
    found = next_ones(request, listed, 1 + PREFETCHED, without=passed(request), first=first)
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
    return {
        "query": listed.query,
        "csrf_token": get_token(request),
        "reasons": REASONS,
        "hard_run": ways.HARD_RUN,
        "passed": ",".join(map(str, passed(request))),
    }


def next_ones(
    request: desk.DeskRequest,
    listed: Listing,
    want: int,
    *,
    without: list[int],
    first: int | None = None,
) -> list[Row]:
    """The next ``want`` comments in the list's order; ``first`` before all others, even one that
    somebody else decided: it is what was asked for."""
    now = timezone.now()
    left_out = without if first is None else [*without, first]
    turn = in_turn(listed, request.user, now).exclude(pk__in=left_out)
    items = list(shown(turn)[:want])
    if first is not None:
        return [*rows_of_first(request, first), *rows(items, request.user, now)][:want]
    return rows(items, request.user, now)


def rows_of_first(request: desk.DeskRequest, pk: int) -> list[Row]:
    return [fresh_row(request, pk)] if ReviewItem.objects.filter(pk=pk).exists() else []


def easy_one(request: desk.DeskRequest, listed: Listing) -> list[Row]:
    """The least urgent comment that is civil, if there is one that nobody is on."""
    now = timezone.now()
    civil = in_turn(listed, request.user, now).filter(score__rudeness__lt=ways.EASY_BELOW)
    civil = civil.exclude(pk__in=passed(request)).order_by("priority", "-id")
    return rows(list(shown(civil)[:1]), request.user, now)


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
