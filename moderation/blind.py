"""What whoever reads an item must not know yet.

A second reader sees the comment as the first one found it; see docs/decisions/0011-quality.md.
"""

from collections.abc import Iterable

from moderation.models import ReviewItem


def as_told(items: Iterable[ReviewItem]) -> None:
    """Give the comments of ``items`` the status that their reader is told. In memory alone: rows
    loaded to be shown, never to be written."""
    for item in items:
        item.comment.status = item.status_told
