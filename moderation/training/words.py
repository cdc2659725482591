"""Trainings and checks in the desk's words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def step_words(step: str, values: dict) -> str:
    """A line of a training's log."""
    sentence = {
        "labels": _("%(labels)s decisions to learn from, %(rude)s of them rude."),
        "too_few": _(
            "Too few decisions to learn from: %(labels)s, at least %(needed)s are needed."
        ),
        "same": _("No decision has come or gone since the last model. Nothing was trained."),
        "read": _("All of them are read."),
        "earlier": _("Trained on the earlier ones; judged by the %(held_out)s latest."),
        "trained": _("Trained on all of them."),
        "passed": _("%(model)s passed the gate."),
        "refused": _("%(model)s did not pass the gate."),
        "shadow": _("%(model)s scores in the shadow from here on."),
        "promoted": _("%(model)s was promoted, as the settings ask."),
        "failed": _(
            "It failed (%(error)s). What is live stayed as it is; the worker’s log has more."
        ),
        "lost": _("It gave no sign of life any more. What is live stayed as it is."),
    }.get(step, step)
    return sentence % values


def check_words(check: dict) -> str:
    """What one check of the gate found."""
    figure = check.get("figure")
    values = {
        "live": value(check["live"]),
        "candidate": value(check["candidate"]),
        "low": value(figure[1]) if figure else "",
        "high": value(figure[2]) if figure else "",
        "language": check.get("of", ""),
    }
    sentence = {
        "enough": _(
            "Decisions that neither has learnt from: %(candidate)s, at least %(live)s are needed, "
            "and ten of either kind."
        ),
        "right": _(
            "Right verdicts where as many are held as now: %(candidate)s, live %(live)s "
            "(difference %(low)s to %(high)s)."
        ),
        "auc": _(
            "A rude comment above a civil one: %(candidate)s, live %(live)s (difference %(low)s "
            "to %(high)s)."
        ),
        "sure": _(
            "Numbers that are probabilities (log likelihood): %(candidate)s, live %(live)s "
            "(difference %(low)s to %(high)s)."
        ),
        "fixed": _(
            "Fixed sentences judged wrongly: %(candidate)s, live %(live)s; one more is allowed."
        ),
        "groups": _(
            "Largest gap in false alarms between groups of people: %(candidate)s, live %(live)s."
        ),
        "language": _(
            "Wrong verdicts in the language “%(language)s”: %(candidate)s, live %(live)s."
        ),
    }[check["name"]]
    return sentence % values


def value(number: float) -> str:
    return number_format(number, 0 if float(number).is_integer() else 3)
