"""What was kept long enough goes, and nothing before its time."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from comments.models import (
    AddressKey,
    AuthorNotice,
    Comment,
    CommentRevision,
    NoticeKind,
    PostingNetwork,
    RetentionRun,
    SignIn,
    Status,
)
from comments.privacy import addresses, retention
from comments.services import WordsGone, withdraw_comment
from comments.tasks import clear_away
from config.retention import days
from moderation import services
from moderation.models import Action, Decision, Flag, Score
from tests.factories import UserFactory, make_comment, make_item, make_staff
from tests.moderation.chain.tampering import faults

pytestmark = pytest.mark.django_db

# The first moment of a period: a key in use from now on.
START = addresses.began_at(700)


# What `kept` makes, of which the notices are of a ban and of a rejection.
ALL = {each.name: 1 for each in retention.CLASSES} | {"notices": 2}


@pytest.fixture
def kept():
    """One row of each class, begun at START."""
    with time_machine.travel(START, tick=False):
        person, moderator = UserFactory(), make_staff()
        addresses.note_posting(person, "203.0.113.7", timezone.now())
        SignIn.objects.create(user=person, session_key="k")
        session = SessionStore()
        session.set_expiry(timedelta(days=14))
        session.save()
        for kind in (NoticeKind.BANNED, NoticeKind.WARNED):
            AuthorNotice.objects.create(
                recipient=person, kind=kind, words="Why.", due_at=START, decided_at=START
            )
        item = make_item(make_comment("Vile words.", author=person, status=Status.HELD))
        services.decide(
            item, moderator=moderator, action=Action.REJECT, reason_code="abusive", note="Mean."
        )
        withdraw_comment(make_comment("Never mind.", author=person), author=person)
        make_comment("Stays.", author=person)


def met_after(amount: float) -> dict[str, int]:
    """What is over so many days after START, without what is not."""
    counted = retention.count(START + timedelta(days=amount))
    return {name: rows for name, rows in counted.items() if rows}


def test_each_class_is_over_at_its_time_and_not_before(kept):
    times = {
        "sessions": 14,
        "withdrawn": 30,
        "sign_ins": 90,
        "address_keys": 90,
        "networks": 90,
        "removed": 180,
        "notices": 365,
    }

    assert times.keys() == {each.name for each in retention.CLASSES}
    for name, after in times.items():
        assert name not in met_after(after - 0.001)
        assert met_after(after + 0.01)[name] == ALL[name]


def test_dry_run_counts_and_changes_nothing(kept, capsys):
    with time_machine.travel(START + timedelta(days=400), tick=False):
        call_command("retention", "--dry-run", verbosity=0)

    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"{name}: {rows}" for name, rows in ALL.items()]
    assert Comment.objects.exclude(body="").count() == 3
    assert not RetentionRun.objects.exists()


def test_after_all_its_time_only_places_and_what_was_decided_are_left(kept, capsys):
    with time_machine.travel(START + timedelta(days=400), tick=False):
        call_command("retention", verbosity=0)
        again = retention.count(timezone.now())

    assert set(again.values()) == {0}
    assert [str(each.ended_at.date()) for each in RetentionRun.objects.all()] == [
        str((START + timedelta(days=400)).date())
    ]
    assert RetentionRun.objects.get().counts == ALL
    assert set(CommentRevision.objects.values_list("body", flat=True)) == {"", "Stays."}
    assert not Comment.objects.exclude(body__in=("", "Stays.")).exists()
    gone = (AddressKey, PostingNetwork, SignIn, Session)
    assert [model for model in gone if model.objects.exists()] == []
    assert AuthorNotice.objects.get().kind == NoticeKind.WARNED  # Nobody has confirmed it.
    assert (Score.objects.get().spans, Score.objects.get().rudeness) == ([], 0.8)
    assert Flag.objects.get().evidence == ""
    assert Decision.objects.get().note == "Mean."  # A colleague's reason, in their words.
    assert faults()[0] == []


def test_a_comment_without_its_words_cannot_come_back(kept):
    with time_machine.travel(START + timedelta(days=400), tick=False):
        clear_away()
        removed = Comment.objects.get(status=Status.REMOVED)
        decision = Decision.objects.get()

        with pytest.raises(WordsGone, match="it cannot come back"):
            services.undo(decision, moderator=decision.moderator)

    removed.refresh_from_db()
    assert (removed.status, removed.body) == (Status.REMOVED, "")


def test_a_comment_that_came_back_keeps_its_words(kept):
    with time_machine.travel(START + timedelta(days=100), tick=False):
        decision = Decision.objects.get()
        services.undo(decision, moderator=decision.moderator)

    assert "removed" not in met_after(200)
    assert Comment.objects.get(body="Vile words.").gone_at is None


def test_leads_see_what_the_last_run_met(lead_client):
    before = lead_client.get(reverse("moderation:insight")).text
    clear_away()

    after = lead_client.get(reverse("moderation:insight")).text

    assert "a worker looks once a day" in before
    assert "Words of removed comments" in after
    assert f"{timezone.localtime(RetentionRun.objects.get().ended_at):%-d %B %Y}" in after


def test_batches_are_small_and_all_are_done(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    now = timezone.now()
    for number in range(5):
        SignIn.objects.create(
            user=UserFactory(), session_key=str(number), seen_at=now - timedelta(days=91)
        )
    steps: list[int] = []

    assert retention.run(now, step=steps.append).counts["sign_ins"] == 5
    assert steps == [2, 2, 1]


@pytest.mark.parametrize("value", ["", "0", "-3", "ninety", "²", "40000"])
def test_a_time_that_makes_no_sense_stops_the_start(value):
    with pytest.raises(ImproperlyConfigured, match="KEEP_NOTICES must be days, at least 1"):
        days("notices", value)


def test_a_key_in_use_is_never_destroyed():
    with pytest.raises(ImproperlyConfigured, match="KEEP_ADDRESS_KEYS must be days, at least 30"):
        days("address_keys", "29")
