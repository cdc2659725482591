"""Figures and their drawings in templates. The words are in moderation/insight/words."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from moderation.insight import plots, words
from moderation.insight.burning import Burning
from moderation.insight.durations import WaitClass
from moderation.presentation import age

register = template.Library()

register.filter("pace_words", words.pace_words)
register.filter("share_words", words.share_words)
register.filter("interval_words", words.interval_words)
register.filter("trend_words", words.trend_words)
register.filter("interval", plots.interval)
register.filter("place", plots.place)


@register.filter
def number(amount: int) -> str:
    """A count in full: 12,345."""
    return number_format(amount, use_l10n=True, force_grouping=True)


@register.filter
def rude_words(article: Burning) -> str:
    """ "38 % rude, usually 9 %"."""
    if not article.rude.is_telling:
        return _("%(hits)s of %(total)s rude, too few to tell") % {
            "hits": article.rude.hits,
            "total": article.rude.total,
        }
    return f"{_('%(percent)s %% rude') % {'percent': article.rude.percent}}, {usual_words(article)}"


@register.filter
def usual_words(article: Burning) -> str:
    """ "usually 9 %", or what the site has when the article is too new to have a usual share."""
    if not article.usual.is_telling:
        return _("nothing to compare with")
    values = {"percent": article.usual.percent}
    if article.is_own_usual:
        return _("usually %(percent)s %%") % values
    return _("elsewhere %(percent)s %%") % values


@register.filter
def wait_words(each: WaitClass) -> str:
    """ "under 1 min", "5 min to 10 min", "1 day or more"."""
    if each.high is None:
        return _("%(time)s or more") % {"time": age(each.low)}
    if not each.low:
        return _("under %(time)s") % {"time": age(each.high)}
    return _("%(low)s to %(high)s") % {"low": age(each.low), "high": age(each.high)}
