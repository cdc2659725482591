"""Voting on other people's comments."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment, Status, User, Vote
from comments.newcomers import is_newcomer
from comments.ranking import rank
from comments.services.people import why_shut_out
from comments.services.refusals import CannotVote
from comments.signals import votes_surged

SURGE = 50  # votes on one comment
SURGE_TIME = timedelta(minutes=10)


def vote(comment: Comment, *, user: User, value: int) -> Comment:
    """Set ``user``'s vote to +1, -1 or 0 (taken back) and return the comment with fresh counts.

    A newcomer's vote is stored and shown, and weighs nothing in "best first". No number of votes
    changes what readers see; many at once are announced.

    The comment's row is locked, so its counts and its rank always belong to the same votes.
    Raises CannotVote for one's own comment, for one that readers do not see, and for a banned or
    suspended reader.
    """
    if value not in (-1, 0, 1):
        raise CannotVote(_("A vote is up, down or taken back."))
    now = timezone.now()
    if why := why_shut_out(user, now):
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
        if earlier:
            count(comment, earlier, -1)
        if value == 0:
            Vote.objects.filter(user=user, comment=comment).delete()
        else:
            given, _made = Vote.objects.update_or_create(
                user=user,
                comment=comment,
                defaults={"value": value, "weighs": not is_newcomer(user, now)},
            )
            count(comment, given, 1)
        comment.rank = rank(comment.ups - comment.light_ups, comment.downs - comment.light_downs)
        comment.save(update_fields=["ups", "downs", "light_ups", "light_downs", "rank"])
        if value and is_round(comment.ups + comment.downs):
            tell_of_surge(comment, now)
    return comment


def count(comment: Comment, given: Vote, step: int) -> None:
    """Add (1) or take away (-1) a vote in the comment's counts."""
    if given.value == 1:
        comment.ups += step
        comment.light_ups += step * (not given.weighs)
    else:
        comment.downs += step
        comment.light_downs += step * (not given.weighs)


def is_round(votes: int) -> bool:
    """Whether to look for a surge at so many votes: 50, 100, 200, 400 … so that a comment many like
    is looked at a few times and not with each vote."""
    return votes % SURGE == 0 and (votes // SURGE).bit_count() == 1


def tell_of_surge(comment: Comment, now: datetime) -> None:
    """Announce that SURGE votes came within SURGE_TIME, if they did."""
    recent = Vote.objects.filter(comment=comment, voted_at__gte=now - SURGE_TIME)
    light = list(recent.values_list("weighs", flat=True))
    if len(light) >= SURGE:
        votes_surged.send(
            sender=Comment, comment=comment, votes=len(light), newcomers=light.count(False)
        )
