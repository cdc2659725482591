"""The policy lab's figures in templates."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from moderation.lab.findings import Both
from moderation.lab.results import stopped as stopped_by
from moderation.policy import Outcome, number

register = template.Library()


@register.filter
def outcome_name(digit: str | int) -> str:
    return {
        Outcome.SHOW: _("Published"),
        Outcome.HOLD: _("Held"),
        Outcome.REMOVE: _("Removed"),
    }[Outcome(int(digit))]


@register.filter
def signed(amount: int) -> str:
    """ "+12", "−3" or "±0"."""
    words = number_format(abs(amount), use_l10n=True, force_grouping=True)
    return f"+{words}" if amount > 0 else f"−{words}" if amount < 0 else "±0"


@register.filter
def daily(amount: float) -> str:
    """Comments a day: below ten a tenth matters."""
    return number_format(amount, 1 if amount < 10 else 0, use_l10n=True, force_grouping=True)


@register.filter
def stopped(both: Both) -> tuple[int, int]:
    """What live and draft hold or remove."""
    return stopped_by(both)


@register.filter
def limit(value: float) -> str:
    """ ".62", as everywhere at the desk."""
    return number(round(value, 4))


@register.filter
def percent(share: float) -> str:
    """A share in percent, with a tenth where it is small."""
    return number_format(100 * share, 1 if share < 0.1 else 0)
