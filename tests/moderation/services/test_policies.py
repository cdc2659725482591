"""Drafts on their way into force, and back."""

import pytest

from moderation.chain import sealing
from moderation.models import LogEntry, PolicyDraft, PolicyVersion, Stage
from moderation.services import policies
from tests.factories import make_staff, set_policy
from tests.moderation.chain.tampering import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return make_staff("administrator")


def draft(editor, **rules) -> PolicyDraft:
    return policies.start_draft(name="Stricter", by=editor, **({"hold_at": 0.5} | rules))


def test_a_draft_starts_from_what_is_in_force_and_changes_nothing_there(editor):
    live = set_policy(max_links=7, banned_words="blast")

    made = draft(editor)

    assert made.rules == live.rules | {"hold_at": 0.5}
    assert (made.based_on, made.stage, made.created_by) == (live, Stage.DRAFT, editor)
    assert PolicyVersion.current() == live


def test_making_it_live_is_a_sealed_version_of_the_log(editor):
    made = draft(editor)
    seen = PolicyVersion.current().pk

    version = policies.make_live(made, by=editor, note="As tried.", seen=seen)

    assert PolicyVersion.current() == version
    assert (version.rules, version.note) == (made.rules, "As tried.")
    assert (version.created_by, version.draft) == (editor, made)
    assert (made.stage, made.ended_at is not None) == (Stage.LIVE, True)
    sealing.seal_waiting()
    assert LogEntry.objects.filter(kind="policy", row_id=version.pk).exists()
    assert faults()[0] == []


def test_going_back_is_a_new_version_with_the_old_rules(editor):
    first = PolicyVersion.current()
    second = set_policy(hold_at=0.4, suspect_words="bridge")

    third = policies.roll_back(first, by=editor, note="Back.", seen=second.pk)

    assert third.rules == first.rules
    assert (third.restores, third.draft) == (first, None)
    assert PolicyVersion.objects.get(pk=second.pk).hold_at == 0.4


def test_the_second_of_two_is_told_and_changes_nothing(editor):
    made, seen = draft(editor), PolicyVersion.current().pk
    theirs = set_policy(hold_at=0.4, created_by=make_staff(username="kim", display_name="Kim"))

    with pytest.raises(policies.Superseded, match="Kim put version"):
        policies.make_live(made, by=editor, note="Mine.", seen=seen)

    made = PolicyDraft.objects.get()
    assert (PolicyVersion.current(), made.stage, made.ended_at) == (theirs, Stage.DRAFT, None)


def test_rules_that_are_in_force_already_make_no_version(editor):
    made, current = draft(editor, hold_at=0.7), PolicyVersion.current()

    with pytest.raises(policies.NothingNew):
        policies.make_live(made, by=editor, note="The same.", seen=current.pk)

    assert PolicyDraft.objects.get().stage == Stage.DRAFT
    assert PolicyVersion.current() == current


def test_one_draft_at_a_time_is_in_shadow(editor):
    one, other = draft(editor), draft(editor)
    policies.to_shadow(one)

    with pytest.raises(policies.DraftMoved, match="Another draft is in shadow"):
        policies.to_shadow(other)

    policies.out_of_shadow(one)
    policies.to_shadow(other)
    assert list(PolicyDraft.objects.order_by("pk").values_list("stage", flat=True)) == [
        Stage.DRAFT,
        Stage.SHADOW,
    ]


def test_a_draft_in_shadow_or_edited_by_somebody_else_is_not_changed(editor):
    made = draft(editor)
    made.hold_at = 0.3
    policies.change_draft(made, seen=0)
    with pytest.raises(policies.DraftMoved):
        policies.change_draft(made, seen=0)
    policies.to_shadow(made)
    with pytest.raises(policies.DraftMoved):
        policies.change_draft(made, seen=1)

    assert PolicyDraft.objects.get().edits == 1


def test_what_came_to_its_end_stays_there(editor):
    made = draft(editor)
    policies.drop(made)

    for deed in (policies.to_shadow, policies.out_of_shadow, policies.drop):
        with pytest.raises(policies.DraftMoved):
            deed(made)
