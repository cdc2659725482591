"""Rights are given only by somebody who shows again that it is they."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from moderation import roles
from tests.comments.accounts.test_sessions import PASSWORD, is_in, logged_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(is_staff=True, is_superuser=True)


def form_of(client, person) -> dict[str, object]:
    """What the browser would send of the page as it is."""
    form = client.get(f"/admin/comments/user/{person.pk}/change/").context["adminform"].form
    return {
        name: value
        for name, value in ((each.name, each.value()) for each in form)
        if value not in (None, False)
    }


def test_the_form_waits_for_the_password_and_then_ends_the_persons_sessions(admin):
    person = UserFactory()
    there, client = logged_in(person), logged_in(admin)
    group = Group.objects.get(name=roles.MODERATOR)
    address = f"/admin/comments/user/{person.pk}/change/"
    fields = form_of(client, person) | {"groups": [group.pk], "is_staff": "on"}

    asked = client.post(address, fields)
    before = person.groups.count()
    client.post(asked.url, {"password": PASSWORD, "next": address})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert before == 0
    assert list(person.groups.all()) == [group]
    assert not is_in(there)


def test_a_name_is_changed_without_being_asked(admin):
    person = UserFactory()
    there, client = logged_in(person), logged_in(admin)
    fields = form_of(client, person) | {"display_name": "Anna"}

    client.post(f"/admin/comments/user/{person.pk}/change/", fields)

    person.refresh_from_db()
    assert person.display_name == "Anna"
    assert is_in(there)
