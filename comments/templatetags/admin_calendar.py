"""The admin's hierarchy of dates, for tables of a million rows.

Django's own looks at every row to list only the days that have some: 5 to 20 s for half a million.
This asks for the first and the last and lists all between, so that a day may turn out empty.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django import template
from django.db.models import Max, Min
from django.utils import formats, timezone
from django.utils.text import capfirst

register = template.Library()

UNITS = ("year", "month", "day")
TITLES = {"month": "YEAR_MONTH_FORMAT", "day": "MONTH_DAY_FORMAT"}


@register.inclusion_tag("admin/date_hierarchy.html")
def calendar(cl) -> dict:
    """The years, months or days between which the rows lie, each with its link, and the way up."""
    name = cl.date_hierarchy
    chosen = [unit for unit in UNITS if f"{name}__{unit}" in cl.params]
    span = cl.queryset.aggregate(first=Min(name), last=Max(name))
    found = periods(span["first"], span["last"]) if span["first"] else ()

    def link(unit: str, day: date) -> str:
        """To the rows of the year, month or day that ``day`` is in."""
        depth = UNITS.index(unit) + 1
        wanted = {f"{name}__{part}": getattr(day, part) for part in UNITS[:depth]}
        return cl.get_query_string(wanted, [f"{name}__"])

    choices = [
        {"title": title(unit, day), "link": "" if "day" in chosen else link(unit, day)}
        for unit, day in found
    ]
    back = None
    if chosen:
        back = {"title": "All dates", "link": cl.get_query_string({}, [f"{name}__"])}
        if len(chosen) > 1 and span["first"]:
            unit, day = UNITS[len(chosen) - 2], timezone.localtime(span["first"]).date()
            back = {"title": title(unit, day), "link": link(unit, day)}
    return {"show": bool(choices or back), "back": back, "choices": choices}


def periods(first: datetime, last: datetime) -> Iterator[tuple[str, date]]:
    """From ``first`` to ``last`` by the largest unit in which they differ: (unit, day in it)."""
    start, end = timezone.localtime(first).date(), timezone.localtime(last).date()
    if start.year != end.year:
        yield from (("year", date(year, 1, 1)) for year in range(start.year, end.year + 1))
    elif start.month != end.month:
        months = range(start.month, end.month + 1)
        yield from (("month", date(start.year, month, 1)) for month in months)
    else:
        yield from (("day", start.replace(day=day)) for day in range(start.day, end.day + 1))


def title(unit: str, day: date) -> str:
    return str(day.year) if unit == "year" else capfirst(formats.date_format(day, TITLES[unit]))
