"""Cooling a heated thread down, for a time that ends by itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Article, Cooling, User
from moderation.models import CoolDown, HeatWarning
from moderation.services.refusals import CannotUndo, NotYours

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)


def cool_down(article: Article, *, kind: Cooling, time: timedelta, moderator: User) -> CoolDown:
    """Slow the thread, hold everything in it, or close it, for ``time``. It takes the place of what
    was in force. Raises NotYours outside the moderator's sections, ValueError for a time out of
    bounds."""
    if not SHORTEST <= time <= LONGEST:
        raise ValueError(f"{time} is not between {SHORTEST} and {LONGEST}")
    now = timezone.now()
    with transaction.atomic():
        article = locked(article.pk, moderator)
        end_running(article, moderator, now)
        standing = HeatWarning.objects.filter(article=article, ended_at=None).first()
        started = CoolDown.objects.create(
            article=article,
            kind=kind,
            until=now + time,
            started_by=moderator,
            started_at=now,
            signs=standing.signs if standing else [],
        )
        Article.objects.filter(pk=article.pk).update(cooling=kind, cooling_until=now + time)
    return started


def end_cool_down(started: CoolDown, *, moderator: User) -> None:
    """Take it back before its time. Raises NotYours, or CannotUndo when it is over already."""
    now = timezone.now()
    with transaction.atomic():
        article = locked(started.article_id, moderator)
        running = CoolDown.objects.filter(pk=started.pk, ended_at=None, until__gt=now)
        if not running.update(ended_at=now, ended_by=moderator):
            raise CannotUndo(_("This is over already."))
        Article.objects.filter(pk=article.pk).update(cooling="", cooling_until=None)


def locked(article: int, moderator: User) -> Article:
    mine = Article.objects.in_sections_of(moderator).select_for_update(no_key=True, of=("self",))
    found = mine.filter(pk=article).first()
    if found is None:
        raise NotYours(_("This lies outside your sections. Nothing was changed."))
    return found


def end_running(article: Article, moderator: User, now: datetime) -> None:
    """What ran out is ended at its time, by nobody; what runs still, now."""
    rows = CoolDown.objects.filter(article=article, ended_at=None)
    rows.filter(Q(until__gt=now)).update(ended_at=now, ended_by=moderator)
    for over in rows.filter(until__lte=now):
        over.ended_at = over.until
        over.save(update_fields=["ended_at"])
