"""Cooling a thread down: what it does to readers, and how it ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Article, Cooling, ModerationMode, Status
from comments.services import CommentingClosed, NotAllowed, post_comment
from comments.services.cooling import cooling_words
from moderation import services
from moderation.models import CoolDown, Flag
from moderation.pipeline import drain
from moderation.services.refusals import CannotUndo, NotYours
from tests.factories import ArticleFactory, SectionFactory, UserFactory, set_policy

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def article():
    return ArticleFactory()


def cool(article, moderator, kind) -> CoolDown:
    started = services.cool_down(article, kind=kind, time=HALF_AN_HOUR, moderator=moderator)
    article.refresh_from_db()
    return started


def test_while_it_holds_everything_a_civil_comment_waits(article, moderator):
    set_policy(new_author_comments=0)
    Article.objects.filter(pk=article.pk).update(moderation_mode=ModerationMode.AT_ONCE)
    cool(article, moderator, Cooling.HOLD)

    comment = post_comment(article=article, author=UserFactory(), body="A civil word.")
    drain.judge_waiting()

    comment.refresh_from_db()
    assert comment.status == Status.HELD
    assert Flag.objects.get().kind == "premoderated"


def test_while_it_is_closed_nothing_is_posted_and_readers_are_told_until_when(article, moderator):
    started = cool(article, moderator, Cooling.CLOSE)

    with pytest.raises(CommentingClosed, match=f"until {started.until:%H:%M}"):
        post_comment(article=article, author=UserFactory(), body="A civil word.")


def test_in_slow_mode_each_may_write_once_in_five_minutes(article, moderator, time_machine):
    time_machine.move_to("2026-03-02 12:00+00:00", tick=False)
    cool(article, moderator, Cooling.SLOW)
    one, other = UserFactory(), UserFactory()
    post_comment(article=article, author=one, body="First.")

    post_comment(article=article, author=other, body="Mine.")
    with pytest.raises(NotAllowed, match="again at 12:05"):
        post_comment(article=article, author=one, body="Second.")

    time_machine.move_to("2026-03-02 12:05+00:00", tick=False)
    post_comment(article=article, author=one, body="Second.")


def test_it_ends_by_itself(article, moderator, time_machine):
    time_machine.move_to("2026-03-02 12:00+00:00", tick=False)
    cool(article, moderator, Cooling.CLOSE)
    assert cooling_words(article, timezone.now()) == "Comments here are closed until 12:30."

    time_machine.move_to("2026-03-02 12:30+00:00", tick=False)

    assert cooling_words(article, timezone.now()) == ""
    post_comment(article=article, author=UserFactory(), body="A civil word.")


def test_it_can_be_taken_back_once(article, moderator, lead):
    started = cool(article, moderator, Cooling.CLOSE)

    services.end_cool_down(started, moderator=lead)

    started.refresh_from_db()
    article.refresh_from_db()
    assert [article.cooling, started.ended_by] == ["", lead]
    with pytest.raises(CannotUndo):
        services.end_cool_down(started, moderator=lead)


def test_another_takes_the_place_of_the_one_that_runs(article, moderator, lead):
    first = cool(article, moderator, Cooling.SLOW)

    second = cool(article, lead, Cooling.HOLD)

    first.refresh_from_db()
    assert [first.ended_by, second.ended_at, article.cooling] == [lead, None, Cooling.HOLD]


def test_outside_ones_sections_nothing_is_cooled(moderator):
    there = ArticleFactory(section=SectionFactory(name="Sport", slug="sport"))
    moderator.is_limited = True
    moderator.save()

    with pytest.raises(NotYours):
        services.cool_down(there, kind=Cooling.SLOW, time=HALF_AN_HOUR, moderator=moderator)

    assert not CoolDown.objects.exists()


@pytest.mark.parametrize("kind", Cooling)
def test_readers_see_above_the_thread_what_holds(article, moderator, client, kind):
    started = cool(article, moderator, kind)

    page = client.get(article.get_absolute_url()).content.decode()

    assert page.count(f"until {started.until:%H:%M}") == 1
