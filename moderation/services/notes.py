"""Notes that colleagues leave each other about a comment or a person."""

from django.utils.translation import gettext as _

from comments.complaints import in_words
from comments.models import Comment, User
from comments.services import Refused
from comments.text import BadText, clean
from moderation.models import Note
from moderation.services.refusals import TooLong

MAX_NOTE = Note._meta.get_field("text").max_length or 0


class NothingSaid(Refused):
    """An empty note, or one that cannot be stored or shown safely."""


def write_note(
    text: str, *, author: User, comment: Comment | None = None, person: User | None = None
) -> Note:
    """Keep a note about ``comment`` or about ``person``. Raises NothingSaid or TooLong."""
    text = text.strip()
    if not text:
        raise NothingSaid(_("The note was empty, so nothing was kept."))
    if len(text) > MAX_NOTE:
        raise TooLong(_("The note is too long: at most %(most)s characters.") % {"most": MAX_NOTE})
    try:
        text = clean(text, most=MAX_NOTE, what="note")
    except BadText as error:  # PostgreSQL stores no NUL, for one.
        raise NothingSaid(in_words(error)) from error
    return Note.objects.create(text=text, author=author, comment=comment, person=person)
