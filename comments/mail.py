"""What mails to readers say. Plain text, links from settings.SITE_URL."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment, Follow

EXCERPT = 400  # characters


def message_id(*parts) -> str:
    """The same for the same parts: a mail that is sent again can be told from a new one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(map(str, parts)))}@{host}>"


def thread_mail(following: Follow, comments: list[Comment], *, total: int) -> EmailMessage:
    """New comments under a followed article, with one-click unsubscribing (RFC 8058).

    ``comments`` may be fewer than ``total``; the mail then says how many more there are.
    """
    article = following.article
    headline = " ".join(article.headline.split())  # A header has one line.
    stop = settings.SITE_URL + following.get_unsubscribe_url()
    parts = [
        _("New under “%(headline)s”") % {"headline": headline}
        + f"\n{settings.SITE_URL}{article.get_absolute_url()}"
    ]
    parts += map(entry, comments)
    if total > len(comments):
        parts.append(_("And %(count)s more on the page.") % {"count": total - len(comments)})
    parts.append(
        "-- \n"
        + _("You follow this thread in %(site)s. Stop these mails:") % {"site": settings.SITE_NAME}
        + f"\n{stop}\n"
    )
    return EmailMessage(
        subject=ngettext(
            "%(count)s new comment: %(headline)s", "%(count)s new comments: %(headline)s", total
        )
        % {"count": total, "headline": headline},
        body="\n\n".join(parts),
        to=[following.user.email],
        headers={
            "Message-ID": message_id(
                "thread", following.pk, following.mailed_until, total, comments[-1].pk
            ),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def entry(comment: Comment) -> str:
    when = localtime(comment.published_at)
    return (
        f"{comment.author.name}, {date_format(when, 'j F Y, H:i')}:\n"
        f"{Truncator(comment.body).chars(EXCERPT)}\n"
        f"{settings.SITE_URL}{comment.get_absolute_url()}"
    )
