"""Turning the pages of a list by the links in its address."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy

from moderation.paging import BadCursor, Key, Page, page

LOST = gettext_lazy("That link led to no place in this list, so here is its beginning.")


def turn_to(request: HttpRequest, rows: QuerySet, keys: Sequence[Key]) -> Page:
    """The page that the link asks for; the first when the link is broken or its page is empty."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        found = page(rows, keys, after=after, before=before)
    except BadCursor:
        messages.warning(request, LOST)
        return page(rows, keys)
    if not found.rows and (after or before):
        return page(rows, keys)
    return found


def query_without(query: QueryDict, *names: str) -> QueryDict:
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept
