"""People in the admin: who changes whom, and that nobody takes rights they were not given."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from comments.models import Follow, Standing, User
from moderation import roles
from tests.factories import ArticleFactory, UserFactory, make_staff

pytestmark = pytest.mark.django_db

LIST = reverse("admin:comments_user_changelist")
ADD = reverse("admin:comments_user_add")
RIGHTS = {"is_staff", "is_superuser", "groups", "user_permissions"}


def page_of(user: User) -> str:
    return reverse("admin:comments_user_change", args=[user.pk])


def password_page_of(user: User) -> str:
    return reverse("admin:auth_user_password_change", args=[user.pk])


def fields(client, user: User) -> set[str]:
    """What the form lets the browser change."""
    return set(client.get(page_of(user)).context["adminform"].form.fields)


def forged_rights() -> dict:
    return {
        "is_superuser": "on",
        "is_staff": "on",
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)[:5]),
    }


def rights(user: User) -> tuple:
    user = User.objects.get(pk=user.pk)
    groups = set(user.groups.values_list("name", flat=True))
    return user.is_superuser, user.is_staff, groups, user.user_permissions.count()


@pytest.fixture
def administrator(client) -> User:
    user = make_staff(roles.ADMINISTRATOR, username="alex")
    client.force_login(user)
    return user


def test_administrator_changes_a_reader_and_gives_no_rights(client, administrator):
    reader = UserFactory(username="robin")
    data = {"username": "robin", "display_name": "Robin R.", "is_active": "on", **forged_rights()}

    response = client.post(page_of(reader), data)

    assert response.status_code == 302
    reader.refresh_from_db()
    assert reader.display_name == "Robin R."
    assert rights(reader) == (False, False, set(), 0)


def test_administrator_is_not_shown_rights(client, administrator):
    assert fields(client, UserFactory()) & RIGHTS == set()


@pytest.mark.parametrize("role", [roles.MODERATOR, roles.LEAD, roles.ADMINISTRATOR])
def test_nobody_gives_themselves_rights(client, role):
    user = make_staff(role)
    client.force_login(user)
    before = rights(user)

    response = client.post(page_of(user), {"username": user.username, **forged_rights()})

    assert response.status_code == 403
    assert rights(user) == before


@pytest.mark.parametrize("role", [roles.MODERATOR, roles.LEAD])
def test_moderators_and_leads_change_nobody(client, role):
    client.force_login(make_staff(role))
    reader = UserFactory()

    answers = [
        client.post(page_of(reader), {"username": "taken", **forged_rights()}),
        client.post(password_page_of(reader), {"password1": "x", "password2": "x"}),
        client.post(ADD, {"username": "new"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert User.objects.get(pk=reader.pk).username == reader.username


def colleagues() -> dict[str, User]:
    """Everybody whose password is worth having, however they came to their rights."""
    member, holder, former = UserFactory(), UserFactory(), UserFactory(is_active=False)
    member.groups.add(Group.objects.get(name=roles.LEAD))
    holder.user_permissions.add(Permission.objects.get(codename="review"))
    former.groups.add(Group.objects.get(name=roles.MODERATOR))
    return {
        "moderator": make_staff(roles.MODERATOR),
        "administrator": make_staff(roles.ADMINISTRATOR),
        "superuser": UserFactory(is_superuser=True),
        "member of a group": member,
        "holder of a permission": holder,
        "former moderator": former,
    }


def test_administrator_cannot_take_over_a_colleague(client, administrator):
    password = {"password1": "a new long password", "password2": "a new long password"}

    for who, colleague in colleagues().items():
        hashed = colleague.password

        changed = client.post(page_of(colleague), {"username": "mine", "email": "me@example.org"})
        set_password = client.post(password_page_of(colleague), password)

        assert (changed.status_code, set_password.status_code) == (403, 403), who
        colleague.refresh_from_db()
        assert (colleague.password, colleague.username == "mine") == (hashed, False), who


def test_administrator_sets_a_readers_password(client, administrator):
    reader = UserFactory()
    password = {
        "usable_password": "true",
        "password1": "a new long password",
        "password2": "a new long password",
    }

    client.post(password_page_of(reader), password)

    reader.refresh_from_db()
    assert reader.check_password("a new long password")


def test_a_group_without_permissions_makes_no_colleague(client, administrator):
    reader = UserFactory()
    roles.give(reader, roles.READER)

    assert client.get(page_of(reader)).context["has_change_permission"]


def test_superuser_gives_rights_to_others_and_not_to_themselves(admin_client, admin_user):
    assert fields(admin_client, UserFactory()) >= RIGHTS
    assert fields(admin_client, admin_user) & {*RIGHTS, "is_active"} == set()

    admin_client.post(page_of(admin_user), {"username": "admin"})

    admin_user.refresh_from_db()
    assert (admin_user.is_superuser, admin_user.is_staff, admin_user.is_active) == (True,) * 3


def test_superuser_makes_a_moderator(admin_client):
    reader = UserFactory()
    admin_client.post(reverse("account_reauthenticate"), {"password": "password"})
    group = Group.objects.get(name=roles.MODERATOR)
    data = {"username": reader.username, "is_active": "on", "is_staff": "on", "groups": [group.pk]}

    admin_client.post(page_of(reader), data)

    assert rights(reader) == (False, True, {"moderator"}, 0)


def test_superuser_adds_a_person(admin_client):
    data = {
        "username": "newcomer",
        "usable_password": "true",
        "password1": "a new long password",
        "password2": "a new long password",
    }

    admin_client.post(ADD, data)

    assert User.objects.get(username="newcomer").check_password("a new long password")


def test_name_that_differs_in_case_alone_is_refused(admin_client):
    UserFactory(username="Anna")
    reader = UserFactory()

    response = admin_client.post(page_of(reader), {"username": "anna", "is_active": "on"})

    assert response.status_code == 200
    assert "username" in str(response.context["adminform"].form.errors)


def test_standing_is_shown_and_never_set(client, administrator):
    reader = UserFactory()

    data = {"username": reader.username, "is_active": "on", "standing": "banned"}
    client.post(page_of(reader), data)

    reader.refresh_from_db()
    assert reader.standing == Standing.GOOD


def test_saving_does_not_undo_a_sanction_imposed_meanwhile(client, administrator, monkeypatch):
    """Only what the form changed is written: the standing here was read before it changed."""
    reader = UserFactory()
    read = User.objects.get(pk=reader.pk)
    User.objects.filter(pk=reader.pk).update(standing=Standing.BANNED)
    monkeypatch.setattr(
        "comments.admin.people.PersonAdmin.get_object", lambda *args, **kwargs: read
    )

    data = {"username": reader.username, "display_name": "New name", "is_active": "on"}
    client.post(page_of(reader), data)

    reader.refresh_from_db()
    assert (reader.display_name, reader.standing) == ("New name", Standing.BANNED)


def test_moderator_reads_no_address(moderator_client):
    reader = UserFactory(email="robin@example.org", last_name="Private")

    page = moderator_client.get(page_of(reader)).content.decode()
    listed = moderator_client.get(LIST).content.decode()

    assert "robin@example.org" not in page + listed
    assert "Private" not in page + listed


def test_moderator_cannot_guess_an_address_by_filter_or_search(moderator_client):
    reader = UserFactory(email="robin@example.org")

    filtered = moderator_client.get(LIST, {"email__startswith": "robin"})
    found = moderator_client.get(LIST, {"q": "robin@example.org"}).context["cl"].result_list

    assert filtered.status_code == 400
    assert reader not in found


@pytest.mark.parametrize("lookup", ["password__startswith", "password", "is_superuser", "groups"])
def test_administrator_cannot_filter_by_hashes_or_rights(client, administrator, lookup):
    assert client.get(LIST, {lookup: "1"}).status_code == 400


def test_administrator_searches_addresses(client, administrator):
    reader = UserFactory(email="robin@example.org")

    found = client.get(LIST, {"q": "robin@example.org"}).context["cl"].result_list

    assert list(found) == [reader]


def test_token_of_a_follow_is_never_shown(client, administrator):
    follow = Follow.objects.create(user=UserFactory(), article=ArticleFactory())

    html = client.get(reverse("admin:comments_follow_change", args=[follow.pk])).content.decode()

    assert follow.token not in html


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_list_does_not_grow(
    client, administrator, count, django_assert_num_queries
):
    UserFactory.create_batch(count)

    with django_assert_num_queries(6):
        response = client.get(LIST)

    assert response.context["cl"].result_count == count + 1


@pytest.mark.parametrize("in_bulk", [False, True])
def test_nobody_is_deleted_even_without_a_trace(admin_client, in_bulk):
    person = UserFactory()
    data = {"post": "yes", "action": "delete_selected", "_selected_action": [person.pk]}

    one = reverse("admin:comments_user_delete", args=[person.pk])
    admin_client.post(LIST if in_bulk else one, data)

    assert User.objects.filter(pk=person.pk).exists()
