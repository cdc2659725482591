"""What the policy gets to know of a batch."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments.models import Comment, ModerationMode, Standing, Status
from moderation import facts
from moderation.models import Action, PolicyVersion
from moderation.policy import Facts, Limits
from moderation.services import decide, undo
from moderation.wordlist import WordList
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, set_policy

pytestmark = pytest.mark.django_db


def gather(*comments, limits=None, rudeness=0.1, now=None):
    rows = Comment.objects.select_related("article", "author").in_bulk([c.pk for c in comments])
    return facts.gather(
        [rows[c.pk] for c in comments],
        [rudeness] * len(comments),
        limits or Limits(),
        now=now or timezone.now(),
    )


def waiting(body="Civil.", **fields):
    return make_comment(body, status=Status.PENDING, **fields)


def rejected(author, moderator):
    item = make_item(make_comment("Fool.", author=author, status=Status.HELD))
    return decide(item, moderator=moderator, action=Action.REJECT, reason_code="abusive")


def test_a_plain_comment_of_a_stranger_has_plain_facts():
    assert gather(waiting("Civil. https://a.example/x"), rudeness=0.3) == [
        Facts(body="Civil. https://a.example/x", rudeness=0.3, links=("a.example",))
    ]


def test_facts_come_in_the_order_of_the_comments():
    one, two = waiting("One."), waiting("Two.")

    assert [fact.body for fact in gather(two, one)] == ["Two.", "One."]


def test_limits_are_those_of_the_policy_version():
    version = set_policy(
        hold_at=0.5,
        remove_at=0.9,
        new_author_comments=7,
        new_author_hold_at=0.4,
        new_author_hold_all=True,
        new_author_hold_links=False,
        max_links=9,
        max_length=99,
        repeat_hours=5,
        repeats_same_author=6,
        repeats_any_author=8,
        history_days=11,
        history_rejections=12,
        banned_words="One\r\ntwo",
        suspect_words="three",
    )

    assert facts.limits_of(version) == Limits(
        hold_at=0.5,
        remove_at=0.9,
        new_author_comments=7,
        new_author_hold_at=0.4,
        new_author_hold_all=True,
        new_author_hold_links=False,
        max_links=9,
        max_length=99,
        repeat_hours=5,
        repeats_same_author=6,
        repeats_any_author=8,
        history_days=11,
        history_rejections=12,
        banned_words=WordList("one\ntwo"),
        suspect_words=WordList("three"),
    )
    assert facts.limits_of(PolicyVersion.objects.earliest("pk")) == Limits()


def test_published_are_the_authors_other_comments_that_readers_see():
    author = UserFactory()
    for status in Status:
        make_comment(author=author, status=status)
    make_comment()

    assert gather(waiting(author=author))[0].author_published == 1


def test_a_comment_that_is_visible_at_once_does_not_make_its_own_author_known():
    article = ArticleFactory(moderation_mode=ModerationMode.AT_ONCE)
    author = UserFactory()
    make_comment(author=author)
    comment = make_comment(author=author, article=article, judged=False)

    assert gather(comment)[0].author_published == 1


def test_rejections_are_those_of_the_last_days_that_stand(moderator):
    author, now = UserFactory(), timezone.now()
    limits = Limits(history_days=7)
    with time_machine.travel(now - timedelta(days=7, seconds=1)):
        rejected(author, moderator)
    with time_machine.travel(now - timedelta(days=6, hours=23)):
        rejected(author, moderator)
    taken_back = rejected(author, moderator)
    undo(taken_back, moderator=moderator)
    rejected(UserFactory(), moderator)
    approved = make_item(make_comment(author=author, status=Status.HELD))
    decide(approved, moderator=moderator, action=Action.APPROVE)

    assert gather(waiting(author=author), limits=limits, now=now)[0].author_rejections == 1


def test_the_same_text_counts_in_the_hours_before_it_by_author_and_by_anybody():
    author, now = UserFactory(), timezone.now()
    limits = Limits(repeat_hours=24)
    for hours, who in [(25, author), (23, author), (1, UserFactory()), (2, UserFactory())]:
        make_comment("Buy  it NOW", author=who, posted_at=now - timedelta(hours=hours))
    make_comment("Buy it later", author=author, posted_at=now - timedelta(hours=1))
    comment = waiting("Buy it now!", author=author, posted_at=now)

    [fact] = gather(comment, limits=limits)

    assert (fact.same_text_by_author, fact.same_text_by_anybody) == (1, 3)


def test_of_two_the_same_in_one_batch_only_the_later_is_the_repeat():
    author, now = UserFactory(), timezone.now()
    first = waiting("Twice.", author=author, posted_at=now - timedelta(seconds=1))
    second = waiting("Twice.", author=author, posted_at=now)

    assert [fact.same_text_by_author for fact in gather(second, first)] == [1, 0]


def test_each_comment_of_a_batch_has_its_own_span_of_hours():
    author, now = UserFactory(), timezone.now()
    limits = Limits(repeat_hours=1)
    early = waiting("Same.", author=author, posted_at=now - timedelta(hours=3))
    late = waiting("Same.", author=author, posted_at=now)

    assert [fact.same_text_by_author for fact in gather(early, late, limits=limits)] == [0, 0]


@pytest.mark.parametrize(
    ("seconds", "late"), [(-1, False), (0, True), (1, True)], ids=["before", "at", "after"]
)
def test_a_comment_posted_from_the_closing_time_on_is_late(seconds, late):
    closing = timezone.now()
    article = ArticleFactory(closes_at=closing)
    comment = waiting(article=article, posted_at=closing + timedelta(seconds=seconds))

    assert gather(comment)[0].closed_before_posting is late


@pytest.mark.parametrize(
    ("mode", "standing", "expected"),
    [
        (ModerationMode.AFTER_SCORING, Standing.GOOD, (False, False)),
        (ModerationMode.AT_ONCE, Standing.GOOD, (False, False)),
        (ModerationMode.HOLD_ALL, Standing.GOOD, (True, False)),
        (ModerationMode.AFTER_SCORING, Standing.PREMODERATED, (False, True)),
        (ModerationMode.HOLD_ALL, Standing.BANNED, (True, True)),
    ],
)
def test_premoderation_comes_from_the_article_and_the_author(mode, standing, expected):
    article = ArticleFactory(moderation_mode=mode)
    comment = waiting(article=article, author=UserFactory(standing=standing))

    [fact] = gather(comment)

    assert (fact.premoderated_article, fact.premoderated_author) == expected


def test_a_premoderation_that_is_over_is_over():
    now = timezone.now()
    author = UserFactory(standing=Standing.PREMODERATED, standing_until=now)

    assert gather(waiting(author=author), now=now)[0].premoderated_author is False


def test_a_batch_takes_the_same_statements_for_1_and_10(django_assert_num_queries):
    comments = [waiting(f"Comment {number}.") for number in range(11)]
    rows = list(Comment.objects.select_related("article", "author").order_by("pk"))
    assert len(rows) == len(comments)

    for batch in (rows[:1], rows[1:]):
        with django_assert_num_queries(3):
            facts.gather(batch, [0.1] * len(batch), Limits(), now=timezone.now())
