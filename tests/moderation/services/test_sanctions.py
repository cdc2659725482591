"""What is done to people: it acts at once, and lifting it gives back what it replaced."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from comments.models import AuthorNotice, Comment, NoticeKind, Standing, Status, User
from comments.services import (
    CannotReport,
    CannotVote,
    NotAllowed,
    acknowledge,
    post_comment,
    report_comment,
    vote,
)
from moderation import roles
from moderation.models import Decision, ReviewItem, Sanction, SanctionKind
from moderation.services import (
    CannotUndo,
    claim,
    decide,
    impose,
    lift,
    open_for_review,
    sanctions,
    undo_sanction,
)
from moderation.services.sanctions import CannotSanction
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, make_staff
from tests.racing import LIMIT, race

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=7)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def standing(user):
    return User.objects.values_list("standing", "standing_until").get(pk=user.pk)


def sanction(user, lead, kind, **fields):
    return impose(user, kind=kind, reason="Insults.", moderator=lead, **fields)


def post(user):
    return post_comment(
        article=ArticleFactory(), author=User.objects.get(pk=user.pk), body="A word."
    )


@pytest.mark.parametrize(
    ("kind", "until", "expected"),
    [
        (SanctionKind.WARNING, None, (Standing.GOOD, None)),
        (SanctionKind.PREMODERATION, None, (Standing.PREMODERATED, None)),
        (SanctionKind.PREMODERATION, LATER, (Standing.PREMODERATED, LATER)),
        (SanctionKind.SUSPENSION, LATER, (Standing.SUSPENDED, LATER)),
        (SanctionKind.BAN, None, (Standing.BANNED, None)),
        (SanctionKind.BAN, LATER, (Standing.BANNED, LATER)),
    ],
)
def test_a_sanction_is_recorded_and_acts_at_once(lead, kind, until, expected):
    user = UserFactory()

    row = impose(user, kind=kind, reason="  Insults. ", moderator=lead, until=until)

    row = Sanction.objects.get(pk=row.pk)
    assert (row.user, row.kind, row.reason, row.until) == (user, kind, "Insults.", until)
    assert (row.imposed_by, row.imposed_at, row.lifted_at, row.lifted_by) == (
        lead,
        NOON,
        None,
        None,
    )
    assert standing(user) == expected


@pytest.mark.parametrize(
    ("kind", "until"), [(SanctionKind.BAN, None), (SanctionKind.SUSPENSION, LATER)]
)
def test_the_next_comment_is_refused(lead, kind, until):
    user = UserFactory()
    post(user)

    sanction(user, lead, kind, until=until)

    with pytest.raises(NotAllowed):
        post(user)


@pytest.mark.parametrize("kind", [SanctionKind.WARNING, SanctionKind.PREMODERATION])
def test_milder_sanctions_let_people_write(lead, kind):
    user = UserFactory()

    sanction(user, lead, kind)

    assert post(user).author == user


def test_a_suspension_ends_by_itself(lead):
    user = UserFactory()
    sanction(user, lead, SanctionKind.SUSPENSION, until=LATER)

    with time_machine.travel(LATER, tick=False):
        assert post(user).author == user


@pytest.mark.parametrize("kind", SanctionKind.values)
@pytest.mark.parametrize("role", [roles.MODERATOR, roles.LEAD, roles.ADMINISTRATOR])
def test_colleagues_are_not_sanctioned(lead, kind, role):
    colleague = make_staff(role)

    with pytest.raises(CannotSanction) as caught:
        sanction(colleague, lead, kind, until=LATER)

    assert str(caught.value) == "Colleagues are not sanctioned here. Ask an administrator."
    assert Sanction.objects.count() == 0
    assert standing(colleague) == (Standing.GOOD, None)


def test_neither_oneself_nor_a_superuser_is_sanctioned(lead):
    for user in (lead, UserFactory(is_superuser=True)):
        with pytest.raises(CannotSanction, match=r"^Colleagues are not sanctioned here\."):
            sanction(user, lead, SanctionKind.WARNING)

    assert Sanction.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "exile"}, "Choose what is to be done."),
        ({"reason": "  "}, "Say why: the person and your colleagues will read it."),
        ({"kind": "suspension"}, "A suspension needs a date on which it ends."),
        ({"kind": "suspension", "until": NOON}, "The end lies in the past."),
        ({"until": NOON - timedelta(seconds=1)}, "The end lies in the past."),
    ],
)
def test_a_senseless_sanction_is_refused(lead, fields, message):
    user = UserFactory()

    with pytest.raises(CannotSanction) as caught:
        impose(user, moderator=lead, **{"kind": "ban", "reason": "Insults."} | fields)

    assert str(caught.value) == message
    assert Sanction.objects.count() == 0
    assert standing(user) == (Standing.GOOD, None)


def test_lifting_the_only_sanction_gives_the_good_standing_back(lead):
    user = UserFactory()
    row = sanction(user, lead, SanctionKind.BAN)

    lift(row, moderator=lead)

    row.refresh_from_db()
    assert (row.lifted_at, row.lifted_by) == (NOON, lead)
    assert standing(user) == (Standing.GOOD, None)
    assert post(user).author == user


def test_lifting_gives_back_the_one_before_with_its_end(lead):
    user = UserFactory()
    sanction(user, lead, SanctionKind.SUSPENSION, until=LATER)
    sanction(user, lead, SanctionKind.WARNING)
    ban = sanction(user, lead, SanctionKind.BAN)

    lift(ban, moderator=lead)

    assert standing(user) == (Standing.SUSPENDED, LATER)


def test_lifting_does_not_give_back_what_is_over_or_was_lifted(lead):
    user = UserFactory()
    sanction(user, lead, SanctionKind.SUSPENSION, until=NOON + timedelta(hours=1))
    lift(sanction(user, lead, SanctionKind.PREMODERATION), moderator=lead)
    ban = sanction(user, lead, SanctionKind.BAN)

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        lift(ban, moderator=lead)

    assert standing(user) == (Standing.GOOD, None)


@pytest.mark.parametrize("kind", [SanctionKind.SUSPENSION, SanctionKind.PREMODERATION])
@pytest.mark.parametrize("banned_until", [None, LATER + timedelta(days=1)])
def test_nothing_that_ends_sooner_takes_the_place_of_a_ban(lead, kind, banned_until):
    user = UserFactory()
    sanction(user, lead, SanctionKind.BAN, until=banned_until)

    with pytest.raises(CannotSanction, match="Lift the ban first"):
        sanction(user, lead, kind, until=LATER)

    assert standing(user) == (Standing.BANNED, banned_until)
    assert Sanction.objects.filter(user=user).count() == 1


def test_a_suspension_may_follow_a_ban_that_ends_before_it(lead):
    user = UserFactory()
    sanction(user, lead, SanctionKind.BAN, until=LATER)

    sanction(user, lead, SanctionKind.SUSPENSION, until=LATER + timedelta(days=1))

    assert standing(user) == (Standing.SUSPENDED, LATER + timedelta(days=1))


def test_lifting_one_that_another_replaced_leaves_the_other(lead):
    user = UserFactory()
    ban = sanction(user, lead, SanctionKind.BAN)
    sanction(user, lead, SanctionKind.PREMODERATION)

    lift(ban, moderator=lead)

    assert standing(user) == (Standing.PREMODERATED, None)


def test_lifting_a_warning_leaves_the_standing(lead):
    user = UserFactory()
    sanction(user, lead, SanctionKind.BAN)

    lift(sanction(user, lead, SanctionKind.WARNING), moderator=lead)

    assert standing(user) == (Standing.BANNED, None)


def test_lifting_twice_keeps_the_first(lead):
    user = UserFactory()
    row = sanction(user, lead, SanctionKind.BAN)
    lift(row, moderator=lead)
    sanction(user, lead, SanctionKind.PREMODERATION)

    with time_machine.travel(LATER, tick=False):
        lift(row, moderator=make_staff(roles.LEAD))

    row.refresh_from_db()
    assert (row.lifted_at, row.lifted_by) == (NOON, lead)
    assert standing(user) == (Standing.PREMODERATED, None)


def test_other_people_are_left_alone(lead):
    user, bystander = UserFactory(), UserFactory()
    sanction(bystander, lead, SanctionKind.PREMODERATION)

    lift(sanction(user, lead, SanctionKind.BAN), moderator=lead)

    assert standing(bystander) == (Standing.PREMODERATED, None)


def waiting(user, **fields):
    return make_item(make_comment("You fool.", status=Status.HELD, author=user), **fields)


def test_person_is_told_after_the_undo_window_and_by_nobody(lead, settings):
    settings.UNDO_WINDOW = 10
    user = UserFactory()

    sanction(user, lead, SanctionKind.SUSPENSION, until=LATER)

    notice = AuthorNotice.objects.get()
    assert (notice.recipient, notice.kind, notice.words, notice.until) == (
        user,
        NoticeKind.SUSPENDED,
        "Insults.",
        LATER,
    )
    assert (notice.decided_at, notice.due_at) == (NOON, NOON + timedelta(seconds=10))


def test_sanction_with_removal_is_one_batch_with_a_row_in_the_log_for_each(lead):
    user, bystander = UserFactory(), UserFactory()
    items = [waiting(user) for _ in range(2)]
    reported = make_comment("Fool.", author=user)
    report_comment(reported, reporter=bystander, category="abusive")
    other = waiting(bystander)

    row = sanction(user, lead, SanctionKind.BAN, reject_reason="abusive")

    log = Decision.objects.filter(batch=row.batch)
    comments = {*(item.comment_id for item in items), reported.pk}
    assert set(log.values_list("comment", "action", "reason_code", "note", "moderator")) == {
        (pk, "reject", "abusive", "Insults.", lead.pk) for pk in comments
    }
    assert list(ReviewItem.objects.open()) == [other]
    assert set(Comment.objects.filter(author=user).values_list("status", flat=True)) == {
        Status.REMOVED
    }


def test_without_a_reason_to_reject_what_waits_is_left(lead):
    user = UserFactory()
    item = waiting(user)

    row = sanction(user, lead, SanctionKind.BAN)

    assert row.batch is None
    assert list(ReviewItem.objects.open()) == [item]


def test_what_a_colleague_is_on_is_left_to_them(lead, moderator):
    user = UserFactory()
    item = waiting(user)
    claim(item, moderator=moderator)

    row = sanction(user, lead, SanctionKind.BAN, reject_reason="spam")

    assert row.batch is None
    assert list(ReviewItem.objects.open()) == [item]


def test_refused_sanction_rejects_nothing(lead):
    user = UserFactory()
    item = waiting(user)

    with pytest.raises(CannotSanction) as caught:
        sanction(user, lead, SanctionKind.BAN, reject_reason="because")

    assert str(caught.value) == "Choose a reason for rejecting the waiting comments."
    assert list(ReviewItem.objects.open()) == [item]


def test_a_reason_that_is_too_long_is_refused(lead):
    with pytest.raises(CannotSanction) as caught:
        impose(UserFactory(), kind="ban", reason="x" * 501, moderator=lead)

    assert str(caught.value) == "The reason is too long: at most 500 characters."


@pytest.mark.parametrize("seconds", [0, 60])
def test_undo_lifts_the_sanction_and_takes_the_rejections_back(lead, settings, seconds):
    settings.UNDO_WINDOW = 10
    user = UserFactory()
    items = [waiting(user) for _ in range(2)]
    row = sanction(user, lead, SanctionKind.BAN, reject_reason="spam")

    with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
        undone, refused = undo_sanction(row, moderator=lead)

    row.refresh_from_db()
    assert (len(undone), refused, row.lifted_by) == (2, [], lead)
    assert standing(user) == (Standing.GOOD, None)
    assert set(ReviewItem.objects.open()) == set(items)
    kinds = list(AuthorNotice.objects.order_by("pk").values_list("kind", flat=True))
    if seconds:
        assert sorted(kinds) == ["banned", "lifted", "removed", "removed", "reopened", "reopened"]
    else:
        assert kinds == []


def test_undo_says_what_could_not_be_taken_back_and_lifts_all_the_same(lead):
    user = UserFactory()
    waiting(user)
    comment = waiting(user).comment
    row = sanction(user, lead, SanctionKind.BAN, reject_reason="spam")
    decide(open_for_review(comment, moderator=lead), moderator=lead, action="approve")

    undone, refused = undo_sanction(row, moderator=lead)

    assert len(undone) == 1
    assert len(refused) == 1
    assert standing(user) == (Standing.GOOD, None)


def test_undo_twice_or_without_the_right_is_refused(lead, moderator):
    row = sanction(UserFactory(), lead, SanctionKind.BAN)

    with pytest.raises(CannotUndo):
        undo_sanction(row, moderator=moderator)
    undo_sanction(row, moderator=lead)
    with pytest.raises(CannotUndo) as caught:
        undo_sanction(row, moderator=lead)

    assert str(caught.value) == "This has been lifted already."


def test_failure_in_the_middle_leaves_neither_sanction_nor_rejection(lead, monkeypatch):
    user = UserFactory()
    item = waiting(user)

    def fail(*args, **fields):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(sanctions, "tell_person", fail)
    with pytest.raises(RuntimeError):
        sanction(user, lead, SanctionKind.BAN, reject_reason="spam")

    assert (Sanction.objects.count(), Decision.objects.count()) == (0, 0)
    assert list(ReviewItem.objects.open()) == [item]
    assert standing(user) == (Standing.GOOD, None)


def test_warned_person_confirms_and_the_desk_sees_it(lead, settings):
    settings.UNDO_WINDOW = 10
    user = UserFactory()
    row = sanction(user, lead, SanctionKind.WARNING)
    later = NOON + timedelta(seconds=10)

    with time_machine.travel(later, tick=False):
        with pytest.raises(NotAllowed):
            post(user)
        acknowledge(user, [AuthorNotice.objects.get().pk])
        assert post(user).author == user

    row.refresh_from_db()
    assert row.acknowledged_at == later


@pytest.mark.parametrize("kind", [SanctionKind.BAN, SanctionKind.SUSPENSION])
def test_whoever_is_shut_out_neither_votes_nor_reports(lead, kind):
    user, comment = UserFactory(), make_comment()
    sanction(user, lead, kind, until=LATER)
    user = User.objects.get(pk=user.pk)

    with pytest.raises(CannotVote):
        vote(comment, user=user, value=1)
    with pytest.raises(CannotReport):
        report_comment(comment, reporter=user, category="spam")

    assert (comment.votes_cast.count(), comment.reports.count()) == (0, 0)
    with time_machine.travel(LATER, tick=False):
        assert vote(comment, user=user, value=1).ups == 1


@pytest.mark.django_db(transaction=True)
def test_undo_and_acknowledgement_at_once_leave_the_person_able_to_post(lead, settings):
    settings.UNDO_WINDOW = 0
    user = UserFactory()
    row = sanction(user, lead, SanctionKind.WARNING)
    notice = AuthorNotice.objects.get()

    race(
        lambda: undo_sanction(Sanction.objects.get(pk=row.pk), moderator=lead),
        lambda: acknowledge(User.objects.get(pk=user.pk), [notice.pk]),
    )

    assert User.objects.get(pk=user.pk).warned_at is None
    assert post(user).author == user


@pytest.mark.django_db(transaction=True)
def test_a_ban_that_comes_while_another_sanction_is_lifted_stands(lead, monkeypatch):
    """The lift has read what is left when the ban comes: the ban has to wait for it."""
    user = UserFactory()
    row = sanction(user, lead, SanctionKind.PREMODERATION)
    has_read, banned = threading.Event(), threading.Event()
    change_standing = sanctions.change_standing

    def change_slowly(person, new, **fields):
        if new == Standing.GOOD:
            has_read.set()
            banned.wait(0.5)  # seconds; it cannot come in between, so this runs out
        change_standing(person, new, **fields)

    def ban():
        assert has_read.wait(LIMIT)
        sanction(User.objects.get(pk=user.pk), lead, SanctionKind.BAN)
        banned.set()

    monkeypatch.setattr(sanctions, "change_standing", change_slowly)
    outcomes = race(lambda: lift(Sanction.objects.get(pk=row.pk), moderator=lead), ban)

    assert outcomes == [None, None]
    assert standing(user) == (Standing.BANNED, None)
