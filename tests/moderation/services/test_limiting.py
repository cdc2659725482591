import pytest
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import RequestFactory
from django.urls import reverse

from comments.models import User
from moderation import roles
from moderation.models import RightsChange
from moderation.services.limiting import CannotLimit, limit
from tests.factories import SectionFactory, UserFactory, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def sport():
    return SectionFactory(name="Sport", slug="sport")


def stored(person):
    return User.objects.get(pk=person.pk)


def changes(person):
    return [
        (change.changed_by, change.differences)
        for change in RightsChange.objects.filter(person=person).order_by("pk")
    ]


def test_a_limit_holds_until_it_is_lifted_and_both_are_recorded(moderator, lead, sport):
    given = len(changes(moderator))

    limit(moderator, sections=[sport], by=lead)
    assert stored(moderator).section_limit == {sport.pk}
    limit(moderator, sections=None, by=lead)

    assert stored(moderator).section_limit is None
    assert changes(moderator)[given:] == [
        (lead, {"sections": (None, ["Sport"])}),
        (lead, {"sections": (["Sport"], None)}),
    ]


def test_the_same_limit_again_is_no_change(moderator, lead, sport):
    limit(moderator, sections=[sport], by=lead)
    amount = RightsChange.objects.count()

    limit(moderator, sections=[sport], by=lead)

    assert RightsChange.objects.count() == amount


def test_superusers_are_never_limited(sport):
    boss = UserFactory(is_superuser=True, is_limited=True)
    boss.sections.add(sport)

    assert stored(boss).section_limit is None


@pytest.mark.parametrize(
    ("role", "by", "sections", "why"),
    [
        (roles.MODERATOR, roles.MODERATOR, None, "Leads limit moderators to sections."),
        (roles.READER, roles.LEAD, None, "Only moderators and leads can be limited to sections."),
        (
            roles.ADMINISTRATOR,
            roles.LEAD,
            None,
            "An administrator’s limit is set by another administrator.",
        ),
        (roles.MODERATOR, roles.LEAD, [], "Choose at least one section, or all of them."),
    ],
)
def test_a_limit_is_refused(role, by, sections, why):
    person, setter = make_staff(role), make_staff(by)

    with pytest.raises(CannotLimit, match=why):
        limit(person, sections=sections, by=setter)

    assert not stored(person).is_limited


def test_nobody_limits_themselves_or_while_limited(moderator, lead, sport):
    with pytest.raises(CannotLimit, match="own limit"):
        limit(lead, sections=None, by=lead)
    limit(lead, sections=[sport], by=make_staff(roles.LEAD))

    with pytest.raises(CannotLimit, match="set no limits"):
        limit(moderator, sections=None, by=stored(lead))


def test_a_lead_sets_the_limit_on_the_persons_page(lead_client, lead, moderator, sport):
    data = {"where": "some", "sections": [sport.pk]}

    answer = lead_client.post(reverse("moderation:limit", args=[moderator.pk]), data, follow=True)

    assert "works in these sections alone: Sport." in answer.content.decode()
    assert stored(moderator).section_limit == {sport.pk}
    assert f'value="{sport.pk}" checked' in answer.content.decode()


def test_a_moderator_sees_the_limit_and_sets_none(moderator_client, lead, sport):
    url = reverse("moderation:limit", args=[lead.pk])

    assert moderator_client.post(url, {"where": "all"}).status_code == 403
    page = moderator_client.get(reverse("moderation:person", args=[lead.pk])).content.decode()
    assert "All sections" in page
    assert url not in page


def test_a_lead_sets_the_limit_in_the_admin_and_nothing_else(lead_client, lead, moderator, sport):
    url = reverse("admin:moderation_colleague_change", args=[moderator.pk])
    assert lead_client.get(url).status_code == 200
    data = {"is_limited": "on", "sections": [sport.pk], "username": "other"}
    forged = {"is_superuser": "on", "is_staff": "on", "groups": "1", "password": "x"}

    answer = lead_client.post(url, data | forged)

    assert answer.status_code == 302
    person = stored(moderator)
    assert person.section_limit == {sport.pk}
    assert (person.username, person.is_superuser) == (moderator.username, False)
    assert person.password == moderator.password
    assert list(person.groups.values_list("name", flat=True)) == [roles.MODERATOR]


def test_nobody_sets_their_own_limit_in_the_admin(lead_client, lead, sport):
    limit(lead, sections=[sport], by=make_staff(roles.LEAD))

    page = lead_client.post(reverse("admin:moderation_colleague_change", args=[lead.pk]), {})

    assert "Nobody sets their own limit." in page.content.decode()
    assert stored(lead).section_limit == {sport.pk}


def test_rights_given_by_a_superuser_are_recorded_with_who_did_it(client, moderator):
    boss = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(boss)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    given = len(changes(moderator))
    url = reverse("admin:comments_user_change", args=[moderator.pk])
    form = client.get(url).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, False)}
    groups = [group.pk for group in form.initial["groups"]]

    data |= {"groups": groups, "user_permissions": [], "is_superuser": "on", "is_active": "on"}
    answer = client.post(url, data | {"is_staff": "on"})

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert changes(moderator)[given:] == [(boss, {"is_superuser": (False, True)})]


def test_a_record_of_rights_cannot_be_changed_or_deleted(moderator):
    change = RightsChange.objects.filter(person=moderator).first()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RightsChange.objects.filter(pk=change.pk).update(changed_by=moderator)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change.delete()

    assert RightsChange.objects.get(pk=change.pk).changed_by is None


def test_a_superuser_who_lost_the_right_meanwhile_takes_none_from_others():
    boss = UserFactory(is_superuser=True, is_staff=True)
    UserFactory(is_superuser=True, is_staff=True)
    admin_page = site.get_model_admin(User)
    request = RequestFactory().post("/")
    request.user = stored(boss)
    User.objects.filter(pk=boss.pk).update(is_superuser=False)

    with pytest.raises(PermissionDenied), transaction.atomic():
        admin_page.check_still_superuser(request)
