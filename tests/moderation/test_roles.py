"""The groups, what they may do, and giving somebody a role."""

import pytest
from django.contrib.auth.models import Group, Permission

from comments.models import User
from moderation import roles
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def granted(role: str) -> set[str]:
    rows = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


@pytest.mark.parametrize("role", roles.PERMISSIONS)
def test_group_after_migration_has_exactly_its_permissions(role):
    assert granted(role) == roles.PERMISSIONS[role]


def test_administrator_writes_nothing_that_services_write_and_gives_no_rights():
    writes = {name for name in granted(roles.ADMINISTRATOR) if ".view_" not in name}

    articles = {
        f"comments.{deed}_{model}"
        for deed in ("add", "change", "delete")
        for model in ("article", "section", "tag", "sitenotice", "noticename")
    }
    assert writes == articles | {
        "comments.change_user",
        "moderation.add_policyversion",
        "moderation.impose",
        "moderation.limit",
        "moderation.review",
        "moderation.review_escalated",
    }


def test_install_gives_back_what_is_missing_and_takes_what_is_too_much():
    group = Group.objects.get(name=roles.MODERATOR)
    group.permissions.remove(Permission.objects.get(codename="review"))
    group.permissions.add(Permission.objects.get(codename="change_user"))

    roles.install()

    assert granted(roles.MODERATOR) == roles.MODERATOR_PERMISSIONS


def test_install_makes_groups_and_permissions_that_are_gone():
    Group.objects.all().delete()
    Permission.objects.filter(codename="review").delete()

    roles.install()

    assert {role: granted(role) for role in roles.PERMISSIONS} == roles.PERMISSIONS


def test_install_leaves_other_groups_alone():
    other = Group.objects.create(name="newsletter")
    other.permissions.add(Permission.objects.get(codename="change_user"))

    roles.install()

    assert granted("newsletter") == {"comments.change_user"}


@pytest.mark.parametrize(
    ("role", "is_staff"),
    [("reader", False), ("moderator", True), ("lead", True), ("administrator", True)],
)
def test_give_sets_group_permissions_and_entry_to_the_admin(role, is_staff):
    user = UserFactory()

    roles.give(user, role)

    user = User.objects.get(pk=user.pk)
    assert user.is_staff == is_staff
    assert user.get_all_permissions() == set(roles.PERMISSIONS[role])


def test_give_takes_the_role_before_and_leaves_other_groups():
    user = UserFactory()
    user.groups.add(Group.objects.create(name="newsletter"))
    roles.give(user, roles.ADMINISTRATOR)

    roles.give(user, roles.READER)

    user = User.objects.get(pk=user.pk)
    assert set(user.groups.values_list("name", flat=True)) == {"newsletter", "reader"}
    assert not user.is_staff


def test_give_leaves_a_superuser_in_the_admin(admin_user):
    roles.give(admin_user, roles.READER)

    admin_user.refresh_from_db()
    assert (admin_user.is_superuser, admin_user.is_staff) == (True, True)


def test_give_refuses_a_role_that_does_not_exist():
    user = UserFactory()
    roles.give(user, roles.LEAD)

    with pytest.raises(ValueError, match="no such role: 'king'"):
        roles.give(user, "king")

    assert list(user.groups.values_list("name", flat=True)) == ["lead"]
