"""Voting on other people's comments."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment, Status, User, Vote
from comments.ranking import rank
from comments.services.people import why_shut_out
from comments.services.refusals import CannotVote


def vote(comment: Comment, *, user: User, value: int) -> Comment:
    """Set ``user``'s vote to +1, -1 or 0 (taken back) and return the comment with fresh counts.

    The comment's row is locked, so its counts and its rank always belong to the same votes.
    Raises CannotVote for one's own comment, for one that readers do not see, and for a banned or
    suspended reader.
    """
    if value not in (-1, 0, 1):
        raise CannotVote(_("A vote is up, down or taken back."))
    if why := why_shut_out(user, timezone.now()):
        raise CannotVote(why)
    with transaction.atomic():
        comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        if comment.author_id == user.pk:
            raise CannotVote(_("You cannot vote on your own comment."))
        if comment.status != Status.VISIBLE:
            raise CannotVote(_("This comment is no longer there, so the vote was not counted."))
        earlier = Vote.objects.filter(user=user, comment=comment).first()
        before = earlier.value if earlier else 0
        if before == value:
            return comment
        if value == 0:
            Vote.objects.filter(user=user, comment=comment).delete()
        else:
            Vote.objects.update_or_create(user=user, comment=comment, defaults={"value": value})
        comment.ups += (value == 1) - (before == 1)
        comment.downs += (value == -1) - (before == -1)
        comment.rank = rank(comment.ups, comment.downs)
        comment.save(update_fields=["ups", "downs", "rank"])
    return comment
