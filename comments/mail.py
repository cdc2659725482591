"""What mails to readers say. Plain text, links from settings.SITE_URL."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.text import Truncator
from django.utils.timezone import localtime

from comments.models import Comment, Follow

EXCERPT = 400  # characters


def thread_mail(following: Follow, comments: list[Comment], *, total: int) -> EmailMessage:
    """New comments under a followed article, with one-click unsubscribing (RFC 8058).

    ``comments`` may be fewer than ``total``; the mail then says how many more there are.
    """
    article = following.article
    headline = " ".join(article.headline.split())  # A header has one line.
    stop = settings.SITE_URL + following.get_unsubscribe_url()
    parts = [f"New under “{headline}”\n{settings.SITE_URL}{article.get_absolute_url()}"]
    parts += map(entry, comments)
    if total > len(comments):
        parts.append(f"And {total - len(comments)} more on the page.")
    parts.append(
        f"-- \nYou follow this thread in {settings.SITE_NAME}. Stop these mails:\n{stop}\n"
    )
    return EmailMessage(
        subject=f"{total} new comment{'' if total == 1 else 's'}: {headline}",
        body="\n\n".join(parts),
        to=[following.user.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def entry(comment: Comment) -> str:
    when = localtime(comment.published_at)
    return (
        f"{comment.author.name}, {when:%-d %B %Y, %H:%M}:\n"
        f"{Truncator(comment.body).chars(EXCERPT)}\n"
        f"{settings.SITE_URL}{comment.get_absolute_url()}"
    )
