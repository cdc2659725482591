"""Filters that people keep under a name: the address of a page, for themselves alone."""

from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comments.models import User
from comments.services import Refused
from moderation.models import SavedFilter
from moderation.models.desk import MAX_QUERY

MOST_SAVED = 50  # of one person for one page
PLACES = ("after", "before")  # no part of a filter


class CannotSave(Refused):
    """Too many are saved, or the address is too long."""


def saved_by(owner: User, page: str) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(owner=owner, page=page).order_by("name")


def save_filter(owner: User, *, page: str, name: str, query: str) -> SavedFilter:
    """Keep ``query`` under ``name``; of the same name, the newer one stays. Raises CannotSave."""
    query = tidy(query)
    if len(query) > MAX_QUERY:
        raise CannotSave(_("This filter is too long to be saved. Choose less."))
    with transaction.atomic():
        others = saved_by(owner, page).exclude(name=name)
        if others.count() >= MOST_SAVED:
            raise CannotSave(_("50 filters are saved. Delete one to save another."))
        saved, _is_new = SavedFilter.objects.update_or_create(
            owner=owner, page=page, name=name, defaults={"query": query}
        )
    return saved


def forget_filter(saved: SavedFilter) -> None:
    saved.delete()


def tidy(query: str) -> str:
    """The address without the place in the list, and without what is not chosen."""
    chosen = parse_qsl(query, max_num_fields=MAX_QUERY, separator="&")
    return urlencode([(name, value) for name, value in chosen if name not in PLACES])
