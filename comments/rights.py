"""What somebody may do, as a record of changes tells it."""

from comments.models import User


def rights_of(person: User) -> dict[str, object]:
    """Read from the database, in JSON's types. ``sections`` is None for all of them."""
    stored = User.objects.get(pk=person.pk)
    permissions = stored.user_permissions.order_by("content_type__app_label", "codename")
    sections = stored.sections.order_by("name") if stored.is_limited else None
    return {
        "is_active": stored.is_active,
        "is_staff": stored.is_staff,
        "is_superuser": stored.is_superuser,
        "groups": list(stored.groups.order_by("name").values_list("name", flat=True)),
        "user_permissions": [
            f"{app}.{name}"
            for app, name in permissions.values_list("content_type__app_label", "codename")
        ],
        "sections": None if sections is None else list(sections.values_list("name", flat=True)),
    }
