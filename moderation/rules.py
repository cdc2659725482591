"""What the policy says behind each flag, in words, with the limits of the version that judged."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.models import FlagKind, PolicyVersion
from moderation.policy import number

READERS = gettext_lazy("Every report brings a comment here.")


def rude(policy: PolicyVersion) -> str:
    limits = {
        "limit": number(policy.hold_at),
        "new": number(policy.new_author_hold_at),
        "remove": "" if policy.remove_at is None else number(policy.remove_at),
    }
    if policy.remove_at is None:
        return _("holds from %(limit)s, of new authors from %(new)s") % limits
    return _("holds from %(limit)s, of new authors from %(new)s, removes from %(remove)s") % limits


def link(policy: PolicyVersion) -> str:
    limits = {"limit": policy.max_links}
    if policy.new_author_hold_links:
        return _("holds more than %(limit)s links, any link of a new author") % limits
    return _("holds more than %(limit)s links") % limits


def repeat(policy: PolicyVersion) -> str:
    return _(
        "holds a text posted %(same)s times before by its author, or %(any)s times by anybody, "
        "in %(hours)s hours"
    ) % {
        "same": policy.repeats_same_author,
        "any": policy.repeats_any_author,
        "hours": policy.repeat_hours,
    }


def history(policy: PolicyVersion) -> str:
    return _("holds from %(count)s rejections in %(days)s days") % {
        "count": policy.history_rejections,
        "days": policy.history_days,
    }


def new_author(policy: PolicyVersion) -> str:
    return _("holds everything until %(count)s comments were published") % {
        "count": policy.new_author_comments
    }


def length(policy: PolicyVersion) -> str:
    return _("holds more than %(limit)s characters") % {"limit": f"{policy.max_length:,}"}


SENTENCES = {
    FlagKind.DETECTED_RUDE: rude,
    FlagKind.DETECTED_BANNED_WORD: lambda policy: _("removes a comment with a banned word"),
    FlagKind.DETECTED_SUSPECT_WORD: lambda policy: _("holds a comment with a suspect word"),
    FlagKind.DETECTED_LINK: link,
    FlagKind.DETECTED_REPEAT: repeat,
    FlagKind.DETECTED_LENGTH: length,
    FlagKind.DETECTED_LATE: lambda policy: _("holds what came in after closing"),
    FlagKind.NEW_AUTHOR: new_author,
    FlagKind.AUTHOR_HISTORY: history,
    FlagKind.PREMODERATED: lambda policy: _("holds where article or author are set to wait"),
    FlagKind.UNSCORABLE: lambda policy: _(
        "never publishes unscored: three tries, then a moderator"
    ),
}


def rule(kind: str, policy: PolicyVersion | None) -> str:
    """One sentence; "" where no rule stands behind the flag or its policy is not known."""
    if kind.startswith("reported_"):
        return str(READERS)
    if policy is None or kind not in SENTENCES:
        return ""
    return _("Policy %(version)s %(rule)s.") % {
        "version": policy,
        "rule": SENTENCES[FlagKind(kind)](policy),
    }
