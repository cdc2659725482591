"""Why a score is what it is, in words for moderators, and where it stands among the limits. Pure
but for the language of whoever reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from moderation.policy import number

MOST_QUOTED = 3
LONGEST_QUOTE = 40  # characters
NAMED_FROM = 0.5  # an attribute below is not worth a word
UNSURE_FROM = 0.3  # a lower score needs no reason
WIDTH = 400  # of the scale's box

ATTRIBUTES = {
    "insult": gettext_lazy("insult"),
    "profanity": gettext_lazy("swearing"),
    "threat": gettext_lazy("threat"),
    "identity_attack": gettext_lazy("attack on a group"),
    "sexual": gettext_lazy("sexual language"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of the policy on the scale of the score."""

    value: float
    label: str
    x: float


def attribute_name(name: str) -> str:
    """The name of an attribute for people; another engine's own names stay as they are."""
    return str(ATTRIBUTES.get(name, name.replace("_", " ")))


def why(rudeness: float, body: str, spans: Sequence, attributes: Mapping[str, float]) -> list[str]:
    """Whole sentences: which words weigh most, and what it reads like. Empty for a low score that
    nothing explains. ``spans`` as in Score.spans: [start, end, weight, read_as] in code points."""
    said = []
    if words := heaviest(body, spans):
        said.append(
            ngettext(
                "%(words)s weighs most in this score.",
                "%(words)s weigh most in this score.",
                len(words),
            )
            % {"words": ", ".join(words)}
        )
    elif rudeness >= UNSURE_FROM:
        said.append(
            _("No single word stands out: the score comes from how the words stand together.")
        )
    named = sorted((-value, name) for name, value in attributes.items() if value >= NAMED_FROM)
    if named and rudeness >= UNSURE_FROM:
        kinds = ", ".join(attribute_name(name) for _value, name in named)
        said.append(_("It reads like: %(kinds)s.") % {"kinds": kinds})
    return said


def heaviest(body: str, spans: Sequence) -> list[str]:
    """The words that weigh most, quoted, in the order of the text, each once."""
    most = sorted(spans, key=lambda span: -span[2])[:MOST_QUOTED]
    quotes = []
    for start, end, _weight, *read_as in sorted(most, key=lambda span: span[0]):
        words = " ".join(body[start:end].split())
        if not words or len(words) > LONGEST_QUOTE:
            continue
        if read_as and read_as[0]:
            quotes.append(
                _("“%(words)s”, read as “%(read_as)s”") % {"words": words, "read_as": read_as[0]}
            )
        else:
            quotes.append(_("“%(words)s”") % {"words": words})
    return list(dict.fromkeys(quotes))


def limits(hold_at: float, new_author_hold_at: float, remove_at: float | None) -> list[Limit]:
    """The limits from low to high, with their places on the scale."""
    values = [
        (new_author_hold_at, _("holds new authors from %(limit)s")),
        (hold_at, _("holds from %(limit)s")),
    ]
    if remove_at is not None:
        values.append((remove_at, _("removes from %(limit)s")))
    return [
        Limit(value, label % {"limit": number(value)}, scale_x(value))
        for value, label in sorted(values)
    ]


def scale_x(rudeness: float) -> float:
    """Where a value in [0, 1] stands on the scale."""
    return round(min(1.0, max(0.0, rudeness)) * WIDTH, 1)
