"""Figures in the desk's words, honest about how little a few of them tell. Pure but for gettext."""

from math import isinf

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from moderation.insight.intervals import Share, Times

TRENDS_FROM = 3  # times; below, a tenth matters


def pace_words(pace: Times) -> str:
    """ "4 times its usual". For what is not far from it "as usual"."""
    if isinf(pace.value):
        return _("usually none")
    if pace.low > 1:
        return _("%(times)s times its usual") % {"times": times_text(pace.value)}
    return _("less than usual") if pace.high < 1 else _("as usual")


def times_text(value: float) -> str:
    return number_format(value, 0 if value >= TRENDS_FROM else 1)


def share_words(share: Share) -> str:
    """ "38 % of 214", or what is not enough to be a share: "3 of 4, too few to tell"."""
    if not share.total:
        return _("none")
    values = {"percent": share.percent, "hits": share.hits, "total": share.total}
    if not share.is_telling:
        return _("%(hits)s of %(total)s, too few to tell") % values
    return _("%(percent)s %% of %(total)s") % values


def interval_words(share: Share) -> str:
    """ "between 31 and 45 %": where the true share lies in 19 of 20 cases."""
    if not share.is_telling:
        return _("too few to tell")
    values = {"low": share.low_percent, "high": share.high_percent}
    return _("between %(low)s and %(high)s %%") % values


def trend_words(trend: str) -> str:
    return {
        "more": _("more than before"),
        "fewer": _("fewer than before"),
        "same": _("about as many as before"),
        "few": _("too few to tell"),
    }[trend]
