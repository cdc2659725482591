"""What a heated thread asks of those who write in it, for a time."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments.models import Article, Comment, Cooling, User
from comments.services.refusals import CommentingClosed, NotAllowed

PACE = timedelta(minutes=5)  # between two comments of one reader under a slow article


def until_words(moment: datetime) -> str:
    """ "14:30", with the day where that is another one."""
    there = localtime(moment)
    same_day = there.date() == localtime().date()
    return date_format(there, "H:i" if same_day else "j F, H:i")


def cooling_words(article: Article, now: datetime) -> str:
    """What readers are told above the thread; "" while it is not cooled down."""
    kind = article.cooling_at(now)
    if not kind or article.cooling_until is None:
        return ""
    sentence = {
        Cooling.SLOW: _("Slow mode: one comment in five minutes each, until %(time)s."),
        Cooling.HOLD: _("Comments here are checked first until %(time)s."),
        Cooling.CLOSE: _("Comments here are closed until %(time)s."),
    }[Cooling(kind)]
    return sentence % {"time": until_words(article.cooling_until)}


def check_cooling(article: Article, author: User, now: datetime) -> None:
    """Raise CommentingClosed while the article is closed to cool down, and NotAllowed for a second
    comment of ``author`` within PACE in slow mode. One query more in slow mode alone; two posts at
    the very same moment may both pass, which cools no less."""
    kind = article.cooling_at(now)
    if kind == Cooling.CLOSE and article.cooling_until is not None:
        raise CommentingClosed(
            _("Comments here are closed until %(time)s. Nothing was posted.")
            % {"time": until_words(article.cooling_until)}
        )
    if kind != Cooling.SLOW:
        return
    # Index comments_by_author; an id holds its time, so the newest come first.
    theirs = Comment.objects.filter(author=author).order_by("-id")
    for where, posted_at in theirs.values_list("article", "posted_at")[:20]:
        if where == article.pk and posted_at > now - PACE:
            raise NotAllowed(
                _(
                    "Slow mode: one comment in five minutes each. You can post here again at "
                    "%(time)s. Nothing was posted."
                )
                % {"time": date_format(localtime(posted_at + PACE), "H:i")}
            )
