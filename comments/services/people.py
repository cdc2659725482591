"""What a person may do under articles."""

from datetime import datetime

from comments.models import Standing, User


def change_standing(user: User, standing: Standing, *, until: datetime | None = None) -> None:
    """Set what ``user`` may do from the next request on; ``until`` ends it by itself."""
    User.objects.filter(pk=user.pk).update(standing=standing, standing_until=until)
    user.standing = standing
    user.standing_until = until
