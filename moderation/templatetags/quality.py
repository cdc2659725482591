"""Figures of quality in templates, in the desk's words."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.presentation import share
from moderation.quality.agreement import Agreement
from moderation.quality.estimates import Estimate

register = template.Library()
register.filter("decimal", share)


@register.filter
def percent(value: float) -> str:
    """ "1.3 %": with a decimal where a whole number would hide too much."""
    return f"{number_format(100 * value, 1 if value < 0.1 else 0)} %"


@register.filter
def estimate_words(found: Estimate) -> str:
    """ "between 0.6 and 2.1 %"."""
    ends = {"low": number_format(100 * found.low, 1), "high": number_format(100 * found.high, 1)}
    return _("between %(low)s and %(high)s %%") % ends


@register.filter
def between(found: tuple[float, float, float]) -> str:
    """ "80 %, between 71 and 88 %", of (value, low, high)."""
    value, low, high = (round(100 * each) for each in found)
    words = {"value": value, "low": low, "high": high}
    return _("%(value)s %%, between %(low)s and %(high)s %%") % words


@register.filter
def agreement_words(found: Agreement) -> str:
    """ ".72, between .51 and .88", or that there are too few."""
    if not found.is_telling or found.value is None:
        return ngettext(
            "%(count)s pair, too few to tell", "%(count)s pairs, too few to tell", found.pairs
        ) % {"count": found.pairs}
    words = {name: signed(getattr(found, name)) for name in ("value", "low", "high")}
    return _("%(value)s, between %(low)s and %(high)s") % words


def signed(value: float) -> str:
    """.72, 1.00 or −.10."""
    rounded = round(value, 2)
    return f"−{share(-rounded)}" if rounded < 0 else share(rounded)
