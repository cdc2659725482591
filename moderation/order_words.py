"""Why an item stands where it stands in the queue, and how far a reader's reports can be trusted,
in words. Numbers that only tune the order are not shown: they tell nobody anything."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.presentation import age, rudeness_word
from moderation.trust import Level, Trust

FAST_FROM = 2.0  # times its usual, from which a thread's speed is worth a word


def trust_word(trust: Trust) -> str:
    if trust.is_new:
        return _("new account")
    return {
        Level.LOW: _("low trust"),
        Level.MEDIUM: _("medium trust"),
        Level.HIGH: _("high trust"),
    }[trust.level]


def trust_reason(trust: Trust) -> str:
    """What the word rests on: "7 of 8 reports upheld"."""
    if trust.is_new:
        return _("reported within a day of signing up: weighs nothing")
    if not trust.judged:
        return _("no report judged yet")
    return ngettext(
        "%(upheld)s of %(count)s report upheld",
        "%(upheld)s of %(count)s reports upheld",
        trust.judged,
    ) % {"upheld": trust.upheld, "count": trust.judged}


def best(trusts: Sequence[Trust]) -> Trust:
    return max(trusts, key=lambda trust: trust.weight)


def why_here(
    *,
    rudeness: float | None,
    visible: bool,
    trusts: Sequence[Trust],
    escalated: bool,
    speed: float,
    waited: timedelta,
) -> list[str]:
    """The parts of an item's urgency that say something, the ones that weigh most first."""
    parts = [_("escalated to leads")] if escalated else []
    if rudeness is None:
        parts.append(_("no score"))
    else:
        parts.append(_("rudeness %(word)s") % {"word": rudeness_word(rudeness)})
    if visible:
        parts.append(_("readers see it"))
    weighty = [trust for trust in trusts if not trust.is_new]
    if weighty:
        parts.append(
            ngettext(
                "reported by %(count)s reader (%(trust)s)",
                "reported by %(count)s readers (at best %(trust)s)",
                len(weighty),
            )
            % {"count": len(weighty), "trust": trust_word(best(weighty))}
        )
    if new := len(trusts) - len(weighty):
        parts.append(
            ngettext(
                "%(count)s report by a new account, weight 0.0",
                "%(count)s reports by new accounts, weight 0.0",
                new,
            )
            % {"count": new}
        )
    if speed >= FAST_FROM:
        parts.append(_("the thread is faster than usual"))
    parts.append(_("waits %(age)s") % {"age": age(waited)})
    return parts
