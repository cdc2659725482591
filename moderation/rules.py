"""What the policy says behind each flag, in words, with the limits of the version that judged."""

from moderation.models import FlagKind, PolicyVersion
from moderation.policy import number

READERS = "Every report brings a comment here."


def rude(policy: PolicyVersion) -> str:
    limits = (
        f"holds from {number(policy.hold_at)}, of new authors from "
        f"{number(policy.new_author_hold_at)}"
    )
    if policy.remove_at is not None:
        limits += f", removes from {number(policy.remove_at)}"
    return limits


def link(policy: PolicyVersion) -> str:
    limits = f"holds more than {policy.max_links} links"
    return limits + ", any link of a new author" * policy.new_author_hold_links


def repeat(policy: PolicyVersion) -> str:
    return (
        f"holds a text posted {policy.repeats_same_author} times before by its author, or "
        f"{policy.repeats_any_author} times by anybody, in {policy.repeat_hours} hours"
    )


def history(policy: PolicyVersion) -> str:
    return f"holds from {policy.history_rejections} rejections in {policy.history_days} days"


def new_author(policy: PolicyVersion) -> str:
    return f"holds everything until {policy.new_author_comments} comments were published"


SENTENCES = {
    FlagKind.DETECTED_RUDE: rude,
    FlagKind.DETECTED_BANNED_WORD: lambda policy: "removes a comment with a banned word",
    FlagKind.DETECTED_SUSPECT_WORD: lambda policy: "holds a comment with a suspect word",
    FlagKind.DETECTED_LINK: link,
    FlagKind.DETECTED_REPEAT: repeat,
    FlagKind.DETECTED_LENGTH: lambda policy: f"holds more than {policy.max_length:,} characters",
    FlagKind.DETECTED_LATE: lambda policy: "holds what came in after closing",
    FlagKind.NEW_AUTHOR: new_author,
    FlagKind.AUTHOR_HISTORY: history,
    FlagKind.PREMODERATED: lambda policy: "holds where article or author are set to wait",
    FlagKind.UNSCORABLE: lambda policy: "never publishes unscored: three tries, then a moderator",
}


def rule(kind: str, policy: PolicyVersion | None) -> str:
    """One sentence; "" where no rule stands behind the flag or its policy is not known."""
    if kind.startswith("reported_"):
        return READERS
    if policy is None or kind not in SENTENCES:
        return ""
    return f"Policy {policy} {SENTENCES[FlagKind(kind)](policy)}."
