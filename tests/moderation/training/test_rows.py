"""Which decisions are labels, and which never are."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments import services as readers
from comments.models import Status
from comments.privacy.erasing import erase
from comments.reasons import ReasonCode
from moderation import services
from moderation.learning import sources
from moderation.learning.sources import Ruling
from moderation.models import Action, AuditDraw, FlagKind
from moderation.training import rows
from tests.factories import make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def mika(moderator):
    return moderator


def decided(moderator, action, *, reason=None, item=None, body="Some words."):
    item = item or make_item(make_comment(body, status=Status.HELD))
    note = "why" if reason == ReasonCode.OTHER else ""
    return services.decide(item, moderator=moderator, action=action, reason_code=reason, note=note)


def found():
    return [(label.text, label.rude) for label in rows.labels()]


def test_explicit_decisions_are_labels(mika):
    decided(mika, Action.APPROVE, body="Fine.")
    decided(mika, Action.REJECT, reason=ReasonCode.ABUSIVE, body="Fool.")

    [fine, fool] = rows.labels()

    assert (fine.text, fine.rude, fool.text, fool.rude) == ("Fine.", False, "Fool.", True)
    assert (fine.section, fine.language, fine.weight) == ("politics", "en", 1.0)


def test_reports_dismissed_on_what_readers_see_say_that_it_may_stay(mika):
    seen = make_item(make_comment("Seen.", status=Status.VISIBLE), kind=FlagKind.DETECTED_RUDE)
    decided(mika, Action.DISMISS, item=seen)
    decided(mika, Action.DISMISS, body="Held.")

    assert found() == [("Seen.", False)]


def test_what_nobody_decided_is_no_label(mika):
    make_comment("Published by the policy.", status=Status.VISIBLE)
    make_item(make_comment("Waiting.", status=Status.HELD))
    decided(mika, Action.ESCALATE, body="Passed on.")

    assert found() == []


@pytest.mark.parametrize("reason", [ReasonCode.SPAM, ReasonCode.OFF_TOPIC, ReasonCode.OTHER])
def test_other_reasons_teach_nothing_about_rudeness(mika, reason):
    decided(mika, Action.REJECT, reason=reason)

    assert found() == []


def test_a_decision_taken_back_is_no_label(mika):
    services.undo(decided(mika, Action.APPROVE), moderator=mika)

    assert found() == []


def test_the_last_decision_on_a_comment_counts(mika, lead):
    comment = make_comment("Twice.", status=Status.HELD)
    decided(mika, Action.APPROVE, item=make_item(comment))
    comment.refresh_from_db()
    again = services.open_for_review(comment, moderator=lead)
    decided(lead, Action.REJECT, reason=ReasonCode.THREAT, item=again)

    assert found() == [("Twice.", True)]


def test_words_that_were_edited_since_are_no_label(mika):
    comment = make_comment("First words.", status=Status.HELD)
    decided(mika, Action.APPROVE, item=make_item(comment))
    comment.refresh_from_db()
    readers.edit_comment(comment, body="Other words.", author=comment.author)

    assert found() == []


def test_erased_people_leave_no_label(mika):
    comment = make_comment("Mine.", status=Status.HELD)
    decided(mika, Action.APPROVE, item=make_item(comment))

    erase(comment.author)

    assert found() == []


@pytest.fixture
def rulings(monkeypatch):
    made: list[Ruling] = []
    monkeypatch.setattr(sources, "RULINGS", [lambda: made])
    return made


def test_a_ruling_overrules_the_decision(mika, rulings):
    decision = decided(mika, Action.REJECT, reason=ReasonCode.ABUSIVE, body="Contested.")
    now = timezone.now()

    rulings.append(Ruling(decision.revision_id, False, now))
    overruled = found()
    rulings.append(Ruling(decision.revision_id, None, now + timedelta(hours=1)))

    assert overruled == [("Contested.", False)]
    assert found() == []


def test_a_ruling_is_a_label_where_there_was_none(rulings):
    comment = make_comment("Appealed.", status=Status.VISIBLE)
    rulings.append(Ruling(comment.revisions.get().pk, True, timezone.now()))

    assert found() == [("Appealed.", True)]


def test_samples_count_by_their_probability(mika):
    decision = decided(mika, Action.APPROVE, body="Drawn.")
    AuditDraw.objects.create(
        comment=decision.comment,
        revision=decision.revision,
        item=decision.item,
        rudeness=0.1,
        stratum=0,
        probability=0.25,
    )
    decided(mika, Action.APPROVE, body="Not drawn.")

    assert {label.text: label.weight for label in rows.labels()} == {
        "Drawn.": 4.0,
        "Not drawn.": 1.0,
    }


def test_labels_cost_one_statement_however_many(mika, django_assert_num_queries):
    for _number in range(3):
        decided(make_staff(), Action.APPROVE)

    with django_assert_num_queries(1):
        assert len(rows.labels()) == 3


def test_the_command_tells_of_them(mika, capsys):
    call_command("training_data")
    decided(mika, Action.APPROVE)
    decided(mika, Action.REJECT, reason=ReasonCode.ABUSIVE)

    call_command("training_data")

    first, second = capsys.readouterr().out.split("\n", 1)
    today = f"{timezone.now():%Y-%m-%d}"
    assert first.startswith("No labels yet")
    assert second.startswith(
        f"2 labels from {today} to {today}: 1 rude (50%), 1 civil; 0 drawn as samples."
    )
    assert "| politics | 2 | 1 | 50% |" in second
