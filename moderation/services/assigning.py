"""Who looks after which section or article."""

from typing import cast

from django.utils.translation import gettext as _

from comments.models import Article, Section, User
from comments.services import Refused
from moderation.models import Assignment


class CannotAssign(Refused):
    """Not a section or an article, or nobody who works at the desk."""


def assign(
    moderator: User,
    *,
    assigned_by: User,
    section: Section | None = None,
    article: Article | None = None,
) -> Assignment:
    """Give ``moderator`` a section or an article to look after; twice is once. Raises CannotAssign.

    It opens no door and closes none: what somebody may work on is for `limiting` to say, and
    nobody is given what they may not see.
    """
    if (section is None) == (article is None):
        raise CannotAssign(_("Choose a section or an article."))
    if not moderator.has_perm("moderation.review"):
        raise CannotAssign(_("Only those who work at this desk look after areas."))
    place = section or cast(Article, article).section
    for who in (moderator, assigned_by):
        if not Section.objects.in_sections_of(who).filter(pk=place.pk).exists():
            words = _("%(name)s does not work in the section %(section)s.")
            raise CannotAssign(words % {"name": who.name, "section": place})
    found, _made = Assignment.objects.get_or_create(
        moderator=moderator,
        section=section,
        article=article,
        defaults={"assigned_by": assigned_by},
    )
    return found


def unassign(assignment: Assignment) -> None:
    Assignment.objects.filter(pk=assignment.pk).delete()
