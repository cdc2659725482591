"""Comments and flags as the admin's lists show them: the desk's words in the admin's markup."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments.admin.words import EXCERPT
from comments.models import Status
from moderation import marks, presentation
from moderation.models import ReviewItem


def spans_of(item: ReviewItem) -> list:
    """What moved the score; nothing where the score is of words that the author changed since."""
    if item.score is None or item.score.revision.number != item.comment.revision:
        return []
    return item.score.spans


def excerpt(body: str, spans: list) -> SafeString:
    """The beginning of a comment with its marks."""
    found, left, _ = marks.excerpt(marks.pieces(body, spans), EXCERPT)
    more = "…" if left else ""
    return format_html('<bdi class="words">{}{}</bdi>', marks.html(found), more)


def paragraphs(body: str, spans: list) -> SafeString:
    """The whole comment with its marks; the style sheet keeps its line breaks."""
    return marks.html(marks.pieces(body, spans))


def flag_chips(item: ReviewItem) -> SafeString:
    """One line per reason: what it is, and its evidence."""
    chips = presentation.chips(item.flags.all(), item.comment.revision)
    rows = ((chip.name, chip.evidence) for chip in chips)
    return format_html_join("", '<span class="flag"><b>{}</b> <bdi>{}</bdi></span>', rows)


def queue_name(item: ReviewItem) -> str:
    """Where the item waits: derived from the comment and the item's times, as the queues are."""
    if item.closed_at is not None:
        return _("Closed")
    if item.escalated_at is not None:
        return _("Escalated")
    return _("Reported") if item.comment.status == Status.VISIBLE else _("Held")
