"""The threads that run hot now, for the desk's home."""

from dataclasses import dataclass
from datetime import datetime

from comments.models import User
from comments.services.cooling import cooling_words
from moderation.heat.words import sign_words
from moderation.models import HeatWarning

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Heated:
    pk: int
    headline: str
    since: datetime
    signs: list[str]
    cooling: str  # what is done about it, as readers are told; "" for nothing


def heated(viewer: User, now: datetime) -> list[Heated]:
    """The hottest first. One query."""
    standing = HeatWarning.objects.moderatable_by(viewer).filter(ended_at=None)
    rows = standing.select_related("article").order_by("-level", "pk")[:SHOWN]
    return [
        Heated(
            pk=each.article_id,
            headline=each.article.headline,
            since=each.warned_at,
            signs=sign_words(each.signs),
            cooling=cooling_words(each.article, now),
        )
        for each in rows
    ]
