"""Hiding what several trusted readers report, until a moderator has looked."""

from comments.models import Comment, Status
from comments.services import change_status
from moderation.explanations import SENTENCES
from moderation.models import Action, Decision, Flag, PolicyVersion, ReviewItem
from moderation.models.decision import HUMAN_ACTIONS
from moderation.policy import enough_to_hide
from moderation.reporters import trust_of, with_trust
from moderation.trust import Level

KEEPING = (Action.APPROVE, Action.DISMISS)


def hide_for_trusted(item: ReviewItem) -> bool:
    """Hold the visible comment of ``item`` when enough independent readers of high trust report its
    present words, and their reports together weigh enough. Whether that was done.

    What a moderator has let stand needs twice as much, and what staff and writers say is never
    hidden so. Call it inside a transaction that has locked the comment.
    """
    policy = PolicyVersion.current()
    comment = Comment.objects.select_related("author", "article").get(pk=item.comment_id)
    author = comment.author
    if comment.status != Status.VISIBLE or author.is_staff or author.is_writer:
        return False
    flags = reports_of_present_words(item, comment)
    if not enough_to_hide(
        trusted=independent(flags),
        weight=sum(trust_of(flag).weight for flag in flags),
        approved=was_approved(comment),
        reports_needed=policy.hide_reports,
        weight_needed=policy.hide_weight,
    ):
        return False
    told = SENTENCES["reported"]
    change_status(comment, Status.HELD, explanation=told)
    Decision.objects.create(
        comment=comment,
        revision=flags[0].revision,
        action=Action.HOLD,
        policy=policy,
        note=told,
        status_before=Status.VISIBLE,
        status_after=Status.HELD,
    )
    return True


def reports_of_present_words(item: ReviewItem, comment: Comment) -> list[Flag]:
    """The open reports that weigh, with who made them and how their earlier ones ended."""
    flags = Flag.objects.filter(
        item=item,
        revision__number=comment.revision,
        report__outcome="open",
        report__weighs=True,
    )
    return list(with_trust(flags).select_related("report__reporter", "revision"))


def independent(flags: list[Flag]) -> int:
    """How many readers of high trust complain on their own: accounts that were made within the same
    hour count as one, because whoever farms accounts makes them in batches."""
    trusted = [flag.report for flag in flags if trust_of(flag).level == Level.HIGH]
    return len({report.reporter.date_joined.strftime("%Y%m%d%H") for report in trusted if report})


def was_approved(comment: Comment) -> bool:
    """Whether a moderator's last standing word on these very words was that they may stay."""
    words = Decision.objects.filter(
        comment=comment,
        revision__number=comment.revision,
        action__in=HUMAN_ACTIONS,
        undone_by__isnull=True,
    )
    last = words.order_by("-pk").first()
    return last is not None and last.action in KEEPING
