"""What passwords must have."""

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

STAFF_LENGTH = 12  # characters


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
