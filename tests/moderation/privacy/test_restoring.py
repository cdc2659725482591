"""A backup is older than an erasure: restoring it erases again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments.models import Comment, Erasure, User
from comments.privacy import erasing
from moderation.backup import postgres
from tests.factories import UserFactory
from tests.moderation.backup.places import drop, with_programs
from tests.moderation.chain.tampering import faults
from tests.moderation.privacy.people import NAME, found, make_person, shape

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_was_erased_since_the_backup_is_erased_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", with_programs())
    monkeypatch.setattr(postgres, "LEAVE", 1.0)
    person = make_person()
    before = shape()
    call_command("backup", str(tmp_path / "backup"), verbosity=0)
    erasing.erase(person)
    assert found() == set()

    call_command("restore", str(tmp_path / "backup"), "--replace", verbosity=0)

    said = capsys.readouterr().out
    drop(said.split("is kept as ")[1].split(":")[0])
    assert "erasures: 1 applied again" in said
    assert found() == set()
    assert shape() == before
    assert User.objects.get(pk=person.pk).is_erased
    assert [each.person_id for each in Erasure.objects.all()] == [person.pk]
    assert faults()[0] == []
    # Somebody who signs up after that, under the number of somebody else, is not meant.
    Erasure.objects.create(person_id=10**6, erased_at=timezone.now() - timedelta(hours=1))
    later = UserFactory(pk=10**6, username=NAME, date_joined=timezone.now())
    assert erasing.again("default", erasing.listed("default")) == 0
    assert User.objects.get(pk=later.pk).username == NAME
    assert Comment.objects.filter(author=person).count() == 4
