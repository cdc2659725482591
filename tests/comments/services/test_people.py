"""What a person may do under articles."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import Standing, User
from comments.services import change_standing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_standing_is_stored_and_on_the_instance():
    user, bystander = UserFactory(), UserFactory()
    until = timezone.now() + timedelta(days=3)

    change_standing(user, Standing.SUSPENDED, until=until)

    stored = User.objects.get(pk=user.pk)
    assert (stored.standing, stored.standing_until) == (Standing.SUSPENDED, until)
    assert (user.standing, user.standing_until) == (Standing.SUSPENDED, until)
    assert User.objects.get(pk=bystander.pk).standing == Standing.GOOD


def test_a_new_standing_ends_the_old_ones_time():
    user = UserFactory()
    change_standing(user, Standing.SUSPENDED, until=timezone.now() + timedelta(days=3))

    change_standing(user, Standing.BANNED)

    stored = User.objects.get(pk=user.pk)
    assert (stored.standing, stored.standing_until) == (Standing.BANNED, None)


def test_a_suspension_without_end_is_refused():
    user = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        change_standing(user, Standing.SUSPENDED)

    assert User.objects.get(pk=user.pk).standing == Standing.GOOD
    assert user.standing == Standing.GOOD
