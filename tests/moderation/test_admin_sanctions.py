"""Sanctions in the admin: through the services, by those who may."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Standing
from moderation import roles, services
from moderation.models import Sanction
from tests.factories import UserFactory, make_staff

pytestmark = pytest.mark.django_db

ADD = reverse("admin:moderation_sanction_add")
LIST = reverse("admin:moderation_sanction_changelist")


def test_imposing_writes_the_row_and_the_standing(lead_client, lead):
    user = UserFactory()
    until = (timezone.now() + timedelta(days=3)).replace(microsecond=0)

    response = lead_client.post(
        ADD,
        {
            "user": user.pk,
            "kind": "suspension",
            "reason": "Threats after two warnings",
            "until_0": until.strftime("%Y-%m-%d"),
            "until_1": until.strftime("%H:%M:%S"),
        },
    )

    assert response.status_code == 302
    sanction = Sanction.objects.get()
    user.refresh_from_db()
    assert (sanction.user, sanction.imposed_by, sanction.until) == (user, lead, until)
    assert (user.standing, user.standing_until) == (Standing.SUSPENDED, until)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"kind": "suspension"}, "A suspension needs a date on which it ends."),
        ({"reason": "   "}, "This field is required."),
        ({"until_0": "2020-01-01", "until_1": "00:00"}, "The end lies in the past."),
        ({"user": 10**9}, "That choice is not one of the available choices."),
    ],
)
def test_refusals_are_shown_and_nothing_is_written(lead_client, data, error):
    user = UserFactory()

    response = lead_client.post(ADD, {"user": user.pk, "kind": "ban", "reason": "Threats", **data})

    assert error in response.content.decode()
    assert not Sanction.objects.exists()


def test_colleagues_are_not_sanctioned(lead_client, moderator):
    data = {"user": moderator.pk, "kind": "ban", "reason": "Rivalry"}

    response = lead_client.post(ADD, data)

    assert "Colleagues are not sanctioned here." in response.content.decode()
    assert not Sanction.objects.exists()


def test_lifting_gives_the_standing_back(lead_client, lead):
    user = UserFactory()
    sanction = services.impose(user, kind="ban", reason="Threats", moderator=lead)

    lead_client.post(LIST, {"action": "lift_selected", "_selected_action": [sanction.pk]})

    user.refresh_from_db()
    sanction.refresh_from_db()
    assert user.standing == Standing.GOOD
    assert sanction.lifted_by == lead


def test_moderator_neither_imposes_nor_lifts(moderator_client, lead):
    user = UserFactory()
    sanction = services.impose(user, kind="ban", reason="Threats", moderator=lead)

    added = moderator_client.post(ADD, {"user": user.pk, "kind": "warning", "reason": "x"})
    moderator_client.post(LIST, {"action": "lift_selected", "_selected_action": [sanction.pk]})

    sanction.refresh_from_db()
    assert added.status_code == 403
    assert Sanction.objects.get() == sanction
    assert sanction.lifted_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_list_does_not_grow(lead_client, count, django_assert_num_queries):
    for _ in range(count):
        by = make_staff(roles.LEAD)
        sanction = services.impose(UserFactory(), kind="ban", reason="Threats", moderator=by)
        services.lift(sanction, moderator=by)

    with django_assert_num_queries(6):
        response = lead_client.get(LIST)

    assert response.context["cl"].result_count == count
