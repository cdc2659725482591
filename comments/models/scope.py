"""Which rows somebody may work on at the moderators' desk: the only doors of its pages.

A person may be limited to sections. What lies outside does not exist for them: no page, no count,
no deed. Readers' pages have a door of their own, `visible_to`.
"""

from typing import Self

from django.db import models

# Named and not imported: the permission itself belongs to the desk, which stands above this app.
MODERATE = "moderation.review"


class ScopedQuerySet(models.QuerySet):
    """Rows that lie in sections. ``section`` is the way from a row to its section's id."""

    section = "section"

    def moderatable_by(self, user) -> Self:
        """What ``user`` may read and decide at the desk: nothing without the right to work there,
        and of the rest what lies in their sections. No query, but for one per user object of those
        who are limited."""
        return self.in_sections_of(user) if user.has_perm(MODERATE) else self.none()

    def in_sections_of(self, user) -> Self:
        """As `moderatable_by`, for callers that have asked for the right already: the admin, which
        has rights of its own, and services."""
        limit = user.section_limit
        return self.all() if limit is None else self.filter(self.inside(limit, user))

    def inside(self, limit: frozenset[int], user) -> models.Q:
        """The condition for those sections."""
        return models.Q(**{f"{self.section}__in": sorted(limit)})


class OfArticle(ScopedQuerySet):
    section = "article__section"


class OfComment(ScopedQuerySet):
    section = "comment__article__section"
