"""What the database itself refuses at the desk, and which queue an item stands in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import ReportCategory, Status
from comments.reasons import ReasonCode
from comments.services import report_comment
from moderation.models import (
    CLAIM_TIME,
    Action,
    Decision,
    Flag,
    FlagKind,
    PolicyVersion,
    ReviewItem,
    Sanction,
    SanctionKind,
    Score,
)
from moderation.policy import Limits
from tests.factories import UserFactory, make_comment, make_item, set_policy

pytestmark = pytest.mark.django_db


def refuses(constraint):
    """SQLite names unique rules by their columns, so that there only the kind is checked."""
    return pytest.raises(IntegrityError, match=f"{constraint}|UNIQUE constraint failed")


def write_decision(by, **fields):
    comment = make_comment(status=Status.HELD)
    plain = {
        "comment": comment,
        "revision": comment.revisions.get(),
        "action": Action.APPROVE,
        "moderator": by,
        "status_before": Status.HELD,
        "status_after": Status.VISIBLE,
    }
    return Decision.objects.create(**plain | fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"action": "burn"}, "moderation_decision_action_known"),
        ({"moderator": None}, "moderation_decision_somebody_decided"),
        ({"action": Action.HOLD}, "moderation_decision_somebody_decided"),
        ({"action": Action.PUBLISH, "moderator": None}, "moderation_decision_somebody_decided"),
        ({"action": Action.REJECT}, "moderation_decision_reject_has_reason"),
        (
            {"action": Action.REJECT, "reason_code": ReasonCode.OTHER},
            "moderation_decision_other_has_note",
        ),
        ({"action": Action.UNDO}, "moderation_decision_undo_names_other"),
    ],
)
def test_database_refuses_a_senseless_decision(moderator, fields, constraint):
    with refuses(constraint), transaction.atomic():
        write_decision(moderator, **fields)


def test_database_refuses_undoing_without_saying_so_and_undoing_twice(moderator):
    decision = write_decision(moderator)

    with refuses("moderation_decision_undo_names_other"), transaction.atomic():
        write_decision(moderator, undoes=decision)
    write_decision(moderator, action=Action.UNDO, undoes=decision)
    # SQLite's trigger against INSERT OR REPLACE speaks before the unique key does.
    with refuses("undoes_id|moderation_decision is append-only"), transaction.atomic():
        write_decision(moderator, action=Action.UNDO, undoes=decision)


def test_a_decision_says_who_decided(moderator):
    version = PolicyVersion.current()
    human = write_decision(moderator)
    machine = write_decision(None, action=Action.HOLD, policy=version, status_after=Status.HELD)

    assert (human.by, machine.by) == ("mika", f"policy version {version.pk}")


def test_a_decision_knows_whether_it_was_taken_back(moderator):
    decision = write_decision(moderator)
    assert not decision.is_undone

    write_decision(moderator, action=Action.UNDO, undoes=decision)

    assert Decision.objects.get(pk=decision.pk).is_undone


def test_database_refuses_a_second_open_item_of_a_comment():
    item = make_item()
    same = {"comment": item.comment, "author": item.author, "article": item.article}

    with refuses("moderation_reviewitem_one_open"), transaction.atomic():
        ReviewItem.objects.create(**same)
    ReviewItem.objects.filter(pk=item.pk).update(closed_at=timezone.now())
    second = ReviewItem.objects.create(**same)
    assert second.closed_at is None


def test_database_refuses_a_claim_without_end(moderator):
    item = make_item()

    with refuses("moderation_reviewitem_claim_ends"), transaction.atomic():
        ReviewItem.objects.filter(pk=item.pk).update(claimed_by=moderator)


@pytest.mark.parametrize("rudeness", [-0.01, 1.01])
def test_database_refuses_a_score_outside_the_scale(rudeness):
    comment = make_comment()

    with refuses("moderation_score_rudeness_range"), transaction.atomic():
        Score.objects.create(
            comment=comment, revision=comment.revisions.get(), rudeness=rudeness, scorer="test@1"
        )


def test_database_refuses_two_scores_of_one_scorer_for_the_same_words():
    item = make_item()

    with refuses("moderation_score_once"), transaction.atomic():
        Score.objects.create(
            comment=item.comment, revision=item.score.revision, rudeness=0.1, scorer="test@1"
        )


@pytest.mark.parametrize("kind", ["reported_spam", "boredom"])
def test_database_refuses_a_report_flag_without_report_and_an_unknown_kind(kind):
    item = make_item()

    known = "moderation_flag_report_by_reader|moderation_flag_kind_known"
    with refuses(known), transaction.atomic():
        Flag.objects.create(item=item, revision=item.score.revision, kind=kind)


def test_database_refuses_a_detected_flag_with_a_report():
    comment = make_comment()
    report = report_comment(comment, reporter=UserFactory(), category="spam")

    with refuses("moderation_flag_report_by_reader"), transaction.atomic():
        Flag.objects.filter(report=report).update(kind=FlagKind.DETECTED_RUDE)


def test_database_refuses_the_same_detected_flag_twice():
    item = make_item(kind=FlagKind.DETECTED_LINK)

    with refuses("moderation_flag_detected_once"), transaction.atomic():
        Flag.objects.create(item=item, revision=item.score.revision, kind=FlagKind.DETECTED_LINK)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"hold_at": 1.1}, "moderation_policyversion_hold_range"),
        ({"hold_at": -0.1}, "moderation_policyversion_hold_range"),
        ({"new_author_hold_at": 1.1}, "moderation_policyversion_hold_range"),
        ({"hold_at": 0.7, "remove_at": 0.69}, "moderation_policyversion_remove_above_hold"),
        ({"remove_at": 1.01}, "moderation_policyversion_remove_above_hold"),
    ],
)
def test_database_refuses_a_senseless_policy(fields, constraint):
    with refuses(constraint), transaction.atomic():
        set_policy(**fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "exile"}, "moderation_sanction_kind_known"),
        ({"kind": SanctionKind.SUSPENSION}, "moderation_sanction_suspension_ends"),
    ],
)
def test_database_refuses_a_senseless_sanction(moderator, fields, constraint):
    with refuses(constraint), transaction.atomic():
        Sanction.objects.create(user=UserFactory(), reason="x", imposed_by=moderator, **fields)


def test_the_newest_policy_version_is_in_force():
    first = PolicyVersion.current()
    second = set_policy(hold_at=0.5)

    assert PolicyVersion.current() == second
    assert second.pk > first.pk


def test_the_policy_starts_with_the_limits_of_the_pure_core():
    start, limits = PolicyVersion(), Limits()

    shared = [f.name for f in PolicyVersion._meta.fields if hasattr(limits, f.name)]
    plain = [name for name in shared if not name.endswith("_words")]
    assert len(plain) == 13
    assert {n: getattr(start, n) for n in plain} == {n: getattr(limits, n) for n in plain}


@pytest.mark.parametrize("category", ReportCategory.values)
def test_every_report_category_has_its_flag(category):
    assert FlagKind.for_report(category) == f"reported_{category}"


def test_queues_follow_from_status_and_times():
    now = timezone.now()
    seen = make_item(make_comment())
    held = make_item()
    pending = make_item(make_comment(status=Status.PENDING))
    passed_on = make_item(escalated_at=now)
    make_item(closed_at=now)

    assert set(ReviewItem.objects.open()) == {seen, held, pending, passed_on}
    assert set(ReviewItem.objects.reported()) == {seen}
    assert set(ReviewItem.objects.held()) == {held, pending}
    assert set(ReviewItem.objects.escalated()) == {passed_on}


def test_every_open_item_stands_in_exactly_one_queue():
    now = timezone.now()
    for status in Status:
        for escalated_at in (None, now):
            make_item(make_comment(status=status), escalated_at=escalated_at)

    queues = [
        ReviewItem.objects.reported(),
        ReviewItem.objects.held(),
        ReviewItem.objects.escalated(),
    ]

    assert sorted(pk for queue in queues for pk in queue.values_list("pk", flat=True)) == sorted(
        ReviewItem.objects.open().values_list("pk", flat=True)
    )


def test_a_claim_ends_by_itself(moderator):
    now = timezone.now()
    item = make_item(claimed_by=moderator, claim_expires_at=now)

    assert item.claimant_at(now - timedelta(microseconds=1)) == moderator
    assert item.claimant_at(now) is None
    assert not ReviewItem.objects.claimable(now - timedelta(microseconds=1)).exists()
    assert list(ReviewItem.objects.claimable(now)) == [item]
    assert timedelta(minutes=2) == CLAIM_TIME


def test_a_queue_row_is_read_in_one_statement(moderator, django_assert_num_queries):
    parent = make_comment()
    for _ in range(3):
        make_item(
            make_comment(parent=parent),
            claimed_by=moderator,
            claim_expires_at=timezone.now() + CLAIM_TIME,
        )

    with django_assert_num_queries(1):
        rows = [
            (
                item.comment.author.name,
                item.comment.article.headline,
                item.comment.parent.author.name,
                item.claimed_by.name,
                item.score.rudeness,
            )
            for item in ReviewItem.objects.for_queue()
        ]

    assert len(rows) == 3


def test_a_sanction_is_in_force_until_its_end_or_its_lifting():
    now = timezone.now()

    assert Sanction(until=None).in_force_at(now)
    assert Sanction(until=now + timedelta(microseconds=1)).in_force_at(now)
    assert not Sanction(until=now).in_force_at(now)
    assert not Sanction(until=None, lifted_at=now).in_force_at(now)
