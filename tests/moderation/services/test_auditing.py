import pytest
from django.utils import timezone

from comments.models import Status
from moderation.models import AuditDraw, Flag, ReviewItem
from moderation.pipeline import drain
from moderation.rows import filled, rows
from moderation.services import auditing
from tests.factories import make_comment, make_item, set_policy

CIVIL = "I walk along the canal every morning."


@pytest.fixture(autouse=True)
def half_is_drawn(settings):
    settings.AUDIT_SHARE = 0.5


def post(monkeypatch, lot: float, body=CIVIL, **policy):
    set_policy(new_author_comments=0, **policy)
    monkeypatch.setattr(auditing.dice, "random", lambda: lot)
    comment = make_comment(body, status=Status.PENDING)
    drain.judge_waiting()
    comment.refresh_from_db()
    return comment


@pytest.mark.django_db
def test_what_is_drawn_waits_for_a_moderator_while_readers_see_it(monkeypatch):
    comment = post(monkeypatch, lot=0.2)

    drawn = AuditDraw.objects.get()
    assert comment.status == Status.VISIBLE
    assert drawn.item == ReviewItem.objects.open().reported().get()
    assert [drawn.comment, drawn.stratum, drawn.probability] == [comment, 0, 0.25]
    assert not Flag.objects.exists()


@pytest.mark.django_db
def test_what_is_not_drawn_does_not_wait(monkeypatch):
    post(monkeypatch, lot=0.25)

    assert [AuditDraw.objects.count(), ReviewItem.objects.count()] == [0, 0]


@pytest.mark.django_db
def test_what_is_held_is_not_drawn(monkeypatch):
    post(monkeypatch, lot=0.0, suspect_words="canal")

    assert [AuditDraw.objects.count(), ReviewItem.objects.count()] == [0, 1]


@pytest.mark.django_db
def test_a_row_tells_nothing_of_the_lot(monkeypatch, moderator):
    """The same chips as an item whose words were changed after they were flagged, and as a second
    reading of what only readers had objected to."""
    post(monkeypatch, lot=0.0)
    edited = make_item(make_comment("Other words.", status=Status.VISIBLE))
    Flag.objects.filter(item=edited).delete()

    items = filled(list(ReviewItem.objects.moderatable_by(moderator)), moderator)
    drawn, other = rows(items, moderator, timezone.now())

    assert drawn.chips == other.chips
    assert drawn.state == other.state
