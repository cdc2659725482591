"""Telling the language of what was scored before languages were told."""

from collections.abc import Sequence

from django.db.models import QuerySet

from moderation.models import Score
from moderation.scoring.tongues import language


def untold() -> QuerySet[Score]:
    """Scores whose words nobody has looked at, by id. Index moderation_score_untold."""
    return Score.objects.filter(language="").select_related("revision").order_by("pk")


def tell_languages(scores: Sequence[Score]) -> None:
    """Write what the words that each is about are written in. One statement; a score is about one
    revision for good, so whoever does it twice writes the same."""
    for score in scores:
        score.language = language(score.revision.body)
    Score.objects.bulk_update(scores, ["language"])
