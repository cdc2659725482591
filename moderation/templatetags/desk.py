"""The desk in templates. The words themselves are in moderation/presentation."""

from datetime import datetime, timedelta

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moderation import charts, marks, presentation
from moderation.histogram import Step
from moderation.models import Action

register = template.Library()

SIGNS = {
    Action.APPROVE: "i-yes",
    Action.PUBLISH: "i-yes",
    Action.REJECT: "i-no",
    Action.REMOVE: "i-no",
    Action.UNDO: "i-undo",
}
OUTCOMES = {
    "r": gettext_lazy("rejected"),
    "a": gettext_lazy("approved"),
    "n": gettext_lazy("never reviewed"),
}
JUST_NOW = timedelta(seconds=5)

register.filter("rudeness_word", presentation.rudeness_word)
register.filter("count_text", presentation.count)
register.filter("inside", presentation.inside)
register.filter("age", presentation.age)
register.filter("record_bars", charts.record_bars)


@register.filter
def share(value) -> str:
    """As presentation.share. What a template does not find, as the score of an unscored comment,
    comes in as an empty string."""
    return presentation.share(None if value == "" else value)


@register.filter
def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in the desk's words."""
    if now - moment < JUST_NOW:
        return _("just now")
    return _("%(age)s ago") % {"age": presentation.age(now - moment)}


@register.filter
def until(moment: datetime, now: datetime) -> str:
    """What is left of a claim: 1:48."""
    seconds = max(0, int((moment - now).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"


@register.filter
def sign(action: str) -> str:
    """The drawing beside a decision, by its id in templates/_icons.html."""
    return SIGNS.get(Action(action), "i-hand")


@register.filter
def outcome_words(outcome: str) -> str:
    """Of a Record's outcome."""
    return str(OUTCOMES[outcome])


@register.filter
def step_words(step: Step) -> str:
    """One bar of the histogram: ".15 to .20: 3 comments"."""
    words = ngettext(
        "%(low)s to %(high)s: %(count)s comment",
        "%(low)s to %(high)s: %(count)s comments",
        step.amount,
    )
    low, high = presentation.share(step.low), presentation.share(step.high)
    return words % {"low": low, "high": high, "count": presentation.count(step.amount)}


@register.filter
def pick_words(step: Step) -> str:
    """What pressing that bar does: "choose .15 to .40"."""
    low, high = map(presentation.share, step.pick)
    words = _("extend the range: %(low)s to %(high)s") if step.extends else _("choose it alone")
    return words % {"low": low, "high": high}


@register.filter
def plain(body: str) -> SafeString:
    """A comment without marks; what hides in it is shown."""
    return marks.html([marks.Piece(body)])


@register.filter
def get(mapping: dict, key):
    return mapping.get(key)


@register.filter
def undo_of(message) -> tuple[str, str] | None:
    """("decision" or "batch", id) when a message speaks of something that can be taken back."""
    match (message.extra_tags or "").split():
        case ["undo", what, pk]:
            return what, pk
    return None


@register.filter
def duration(span: timedelta) -> str:
    """For the datetime attribute of <time>: PT540S."""
    return f"PT{max(0, int(span.total_seconds()))}S"
