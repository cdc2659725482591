"""What a mail about moderators' decisions says. Plain text, links from settings.SITE_URL."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.mail import message_id
from comments.models import AuthorNotice, User

EXCERPT = 300  # characters
SHOWN = 20  # notices in one mail; the rest is a number and a link


def notice_mail(reader: User, notices: Sequence[AuthorNotice]) -> EmailMessage:
    """One mail about all of ``notices``, with one-click unsubscribing (RFC 8058). It names no
    moderator."""
    stop = settings.SITE_URL + reader.notice_mails.get_unsubscribe_url()
    mine = settings.SITE_URL + reverse("comments:me")
    parts = [entry(notice) for notice in notices[:SHOWN]]
    if len(notices) > SHOWN:
        more = len(notices) - SHOWN
        parts.append(
            ngettext("And %(count)s more on your page.", "And %(count)s more on your page.", more)
            % {"count": more}
        )
    parts.append(_("All of it, and your comments: %(link)s") % {"link": mine})
    parts.append(
        "-- \n"
        + _("You asked %(site)s to tell you this by mail. Stop these mails:")
        % {"site": settings.SITE_NAME}
        + f"\n{stop}\n"
    )
    return EmailMessage(
        subject=subject(notices),
        body="\n\n".join(parts),
        to=[reader.email],
        headers={
            "Message-ID": message_id("notices", *(notice.pk for notice in notices)),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def subject(notices: Sequence[AuthorNotice]) -> str:
    if len(notices) == 1:
        return str(notices[0].get_kind_display())
    return ngettext(
        "%(count)s decision of the moderators",
        "%(count)s decisions of the moderators",
        len(notices),
    ) % {"count": len(notices)}


def entry(notice: AuthorNotice) -> str:
    """One notice: what was done and why, then the words it is about."""
    lines = [notice.in_words]
    if notice.comment is not None:
        lines.append(f"“{Truncator(notice.comment.body).chars(EXCERPT)}”")
        lines.append(settings.SITE_URL + notice.comment.get_absolute_url())
    elif notice.words:
        lines.append(f"“{notice.words}”")
    return "\n".join(lines)
