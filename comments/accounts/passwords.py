"""What passwords must have."""

import string

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.names import RESERVED

STAFF_LENGTH = 12  # characters
AROUND = string.digits + string.punctuation + string.whitespace


class LongerForStaff:
    """Whoever works at the desk or in the admin needs more characters than a reader."""

    def validate(self, password: str, user=None) -> None:
        if user is not None and user.is_staff and len(password) < STAFF_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return ngettext(
            "Passwords of people who moderate have at least %(count)s character.",
            "Passwords of people who moderate have at least %(count)s characters.",
            STAFF_LENGTH,
        ) % {"count": STAFF_LENGTH}


class NotObvious(CommonPasswordValidator):
    """Refuses common passwords and words of this site, also with digits and signs around them: of
    the common ones alone few are long enough to be taken at all."""

    def validate(self, password: str, user=None) -> None:
        word = "".join(password.casefold().strip(AROUND).split())
        if word in self.passwords or word in words_of_the_site():
            raise ValidationError(self.get_error_message(), code="password_too_common")
        super().validate(password, user)

    def get_error_message(self) -> str:
        return _(
            "This is a common password or a word of this site, perhaps with digits or signs "
            "around it. Choose one that nobody would try."
        )

    def get_help_text(self) -> str:
        return _(
            "No common password and no word of this site, not with digits or signs around it "
            "either."
        )


def words_of_the_site() -> set[str]:
    """What people who know where they are would try first, in small letters without blanks."""
    name = settings.SITE_NAME.casefold().split()
    return {*RESERVED, "moderation", "comments", "decorum", *name, "".join(name)}
