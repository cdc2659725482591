"""Search over all comments, in every status."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comments.models import Comment, Status, User
from moderation.models import Page
from moderation.paging import BadCursor
from moderation.search.filters import (
    MOST_NAMED,
    NOBODY,
    SearchFilter,
    articles_named,
    bounds,
    people_named,
)
from moderation.search.finding import (
    LOOKED,
    RANKED,
    Found,
    find_newest,
    find_relevant,
)
from moderation.search.language import Wanted, read
from moderation.search.matches import Matches
from moderation.search.question import MARKED, Asked
from moderation.search.rows import results
from moderation.search.tables import SearchTable
from moderation.views import desk
from moderation.views.paged import LOST, query_without


@dataclass(frozen=True, slots=True)
class Order:
    name: str
    label: str | Promise
    find: Callable[..., Found]


RELEVANT = Order("relevance", gettext_lazy("Best match first"), find_relevant)
NEWEST = Order("newest", gettext_lazy("Newest first"), find_newest)
ORDERS = {order.name: order for order in (RELEVANT, NEWEST)}


@desk.may()
@require_safe
def search(request: desk.DeskRequest) -> HttpResponse:
    narrowed = SearchFilter(request.GET, request=request)
    narrowed.form.full_clean()  # What makes no sense is named on the page and left out.
    chosen = narrowed.form.cleaned_data
    typed = chosen.get("q") or ""
    wanted = read(typed)
    problem = why_nothing(typed, wanted)
    order = order_of(request, wanted)
    asked, notes = asked_of(chosen, wanted, request.user)
    found = Found([]) if problem else look(request, narrowed, asked, order)
    now = timezone.now()
    table = SearchTable(
        results(found.ids, wanted.terms, request.user, now),
        viewer=request.user,
        csrf_token=get_token(request),
        here=request.get_full_path(),
    )
    context = {
        "filter": narrowed,
        "table": table,
        "found": found,
        "page": found,
        "is_narrowed": any(value for name, value in chosen.items() if name != "q"),
        "problem": problem,
        "notes": notes,
        "order": order,
        "orders": ORDERS.values() if wanted else [NEWEST],
        "wanted": wanted,
        "looked": LOOKED,
        "ranked": RANKED,
        "query": query_without(request.GET, "after", "before").urlencode(),
        "saves": Page.SEARCH,
    }
    return desk.page(request, "moderation/search.html", context)


def why_nothing(typed: str, wanted: Wanted) -> str:
    """What is wrong with words that nothing can be looked for with; "" when nothing is."""
    if wanted or not typed.strip():
        return ""
    if wanted.without:
        return _("A minus only leaves comments out. Write a word to look for beside it.")
    return _("Only letters and digits can be looked for, and there are none in this.")


def order_of(request: desk.DeskRequest, wanted: Wanted) -> Order:
    """Without words nothing is more relevant than anything else."""
    return ORDERS.get(request.GET.get("order", ""), RELEVANT) if wanted else NEWEST


def asked_of(chosen: dict, wanted: Wanted, viewer: User) -> tuple[Asked, list[str]]:
    """What the index is asked for, and what has to be said about it."""
    notes = []
    authors = people_named(chosen["author"], viewer) if chosen.get("author") else []
    articles = articles_named(chosen["article"], viewer) if chosen.get("article") else []
    if authors == [NOBODY]:
        notes.append(_("Nobody here has a name like this author’s."))
    elif len(authors) > MOST_NAMED:
        notes.append(_("Many people have names like this author’s: only the newest 50 count."))
    if articles == [NOBODY]:
        notes.append(_("No article has a headline like this."))
    elif len(articles) > MOST_NAMED:
        notes.append(_("Many articles have headlines like this: only the newest 50 count."))
    status = chosen.get("status")
    asked = Asked(
        wanted,
        authors=tuple(authors[:MOST_NAMED]),
        articles=tuple(articles[:MOST_NAMED]),
        statuses=(status,) if status in MARKED else (),
        without_statuses=MARKED if status in (Status.VISIBLE, Status.PENDING) else (),
    )
    return asked, notes


def narrowing(narrowed: SearchFilter, viewer: User) -> Callable[[QuerySet], QuerySet] | None:
    """What is asked of a match that the index cannot tell: the filters' questions, and of whoever
    is limited also whether it lies in their sections."""
    if viewer.section_limit is None:
        return narrowed.filter_queryset if narrowed.is_narrowed else None
    inside = Exists(Comment.objects.moderatable_by(viewer).filter(pk=OuterRef("pk")))
    return lambda rows: narrowed.filter_queryset(rows.filter(inside))


def look(request: desk.DeskRequest, narrowed: SearchFilter, asked: Asked, order: Order) -> Found:
    """The page that the link asks for; the first when the link is broken."""
    chosen = narrowed.form.cleaned_data
    first, last = bounds(chosen.get("since"), chosen.get("until"))
    status = chosen.get("status")
    matches = Matches(
        asked,
        first=first,
        last=last,
        status=Status(status) if status in (Status.VISIBLE, Status.PENDING) else None,
        narrow=narrowing(narrowed, request.user),
    )
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        return order.find(matches, after=after, before=before)
    except BadCursor:
        messages.warning(request, LOST)
        return order.find(matches)
