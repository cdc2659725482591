from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from comments.models import ModerationMode, Status
from comments.services import edit_comment
from moderation.insight.burning import where_it_burns
from moderation.insight.intervals import Share
from moderation.models import Score
from tests.factories import (
    ANYWHERE,
    ArticleFactory,
    UserFactory,
    make_comment,
    make_item,
    set_policy,
)

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)
HOURS = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def post(now):
    """Comments on an article, a minute apart from ``ago`` on, the first ``rude`` removed."""
    author = UserFactory()
    # Ids have a random part, so two comments of one millisecond may collide.
    apart = count()

    def post(article, amount, *, ago, rude=0, status=Status.VISIBLE):
        return [
            make_comment(
                article=article,
                author=author,
                posted_at=now - ago + timedelta(minutes=number, milliseconds=next(apart)),
                status=Status.REMOVED if number < rude else status,
            )
            for number in range(amount)
        ]

    return post


def an_article(now, **fields):
    return ArticleFactory(published_at=now - 20 * DAYS, **fields)


def test_without_comments_nothing_burns(now):
    assert where_it_burns(ANYWHERE, now) == []


def test_arrivals_are_compared_with_the_articles_own_week(now, post):
    article = an_article(now)
    post(article, 27, ago=3 * DAYS)  # 27 in 7 days: one in 6 hours and a little less
    post(article, 12, ago=5 * HOURS)

    (hot,) = where_it_burns(ANYWHERE, now)

    assert (hot.pk, hot.comments, hot.to_review) == (article.pk, 12, 0)
    assert round(hot.pace.value, 2) == 12.44
    assert hot.is_faster
    assert hot.heat == hot.pace.low > 5


def test_what_came_more_than_a_week_before_is_not_usual(now, post):
    article = an_article(now)
    post(article, 40, ago=8 * DAYS)
    post(article, 12, ago=5 * HOURS)

    (hot,) = where_it_burns(ANYWHERE, now)

    assert hot.pace.value == float("inf")


def test_share_of_rude_ones_is_compared_with_the_articles_own(now, post):
    article = an_article(now)
    post(article, 100, ago=3 * DAYS, rude=9)
    post(article, 20, ago=5 * HOURS, rude=8)

    (hot,) = where_it_burns(ANYWHERE, now)

    assert (hot.rude, hot.usual, hot.is_own_usual) == (Share(8, 20), Share(9, 100), True)
    assert hot.is_ruder


def test_three_comments_are_no_alarm_however_rude(now, post):
    calm = an_article(now)
    post(calm, 100, ago=3 * DAYS)
    post(calm, 3, ago=5 * HOURS, rude=3)

    assert where_it_burns(ANYWHERE, now) == []


def test_three_comments_where_there_never_were_any_are_no_alarm_either(now, post):
    article = an_article(now)
    make_item(post(article, 3, ago=5 * HOURS, status=Status.HELD)[0])

    (quiet,) = where_it_burns(ANYWHERE, now)

    assert (quiet.comments, quiet.is_faster, quiet.is_ruder, quiet.heat) == (3, False, False, 1.0)


def test_new_article_has_no_usual_pace_and_the_sites_usual_share(now, post):
    post(an_article(now), 40, ago=2 * DAYS, rude=4)
    new = ArticleFactory(published_at=now - 7 * HOURS)
    post(new, 20, ago=5 * HOURS, rude=10)

    (hot,) = where_it_burns(ANYWHERE, now)

    assert (hot.pk, hot.pace) == (new.pk, None)
    assert (hot.usual, hot.is_own_usual) == (Share(4, 40), False)
    assert hot.is_ruder


def test_rude_means_at_the_present_limit_or_held_or_removed(now, post):
    article = an_article(now)
    set_policy(hold_at=0.5)
    visible = post(article, 10, ago=5 * HOURS, rude=1)
    make_item(visible[5], rudeness=0.5)
    make_item(visible[6], rudeness=0.49)
    post(article, 2, ago=4 * HOURS, status=Status.HELD)

    (hot,) = where_it_burns(ANYWHERE, now)

    assert hot.rude == Share(4, 12)
    assert (hot.to_review, hot.share_to_review) == (2, 17)


def test_the_latest_score_of_the_present_words_counts(now, post):
    comments = post(an_article(now), 10, ago=5 * HOURS)
    item = make_item(comments[0], rudeness=0.9)
    Score.objects.create(
        comment=comments[0],
        revision=item.flags.get().revision,
        rudeness=0.1,
        scorer="test@2",
    )

    (hot,) = where_it_burns(ANYWHERE, now)

    assert hot.rude == Share(0, 10)


def test_a_score_of_words_that_were_changed_since_counts_no_more(now, post):
    article = an_article(now)
    post(article, 9, ago=5 * HOURS)
    (comment,) = post(article, 1, ago=timedelta(minutes=1))
    make_item(comment, rudeness=0.9)
    edit_comment(comment, author=comment.author, body="You were wrong there.")

    (hot,) = where_it_burns(ANYWHERE, now)

    assert hot.rude == Share(0, 10)


def test_held_says_nothing_where_everything_is_held(now, post):
    article = an_article(now, moderation_mode=ModerationMode.HOLD_ALL)
    comments = post(article, 12, ago=5 * HOURS, status=Status.HELD)
    make_item(comments[0], rudeness=0.1)

    (hot,) = where_it_burns(ANYWHERE, now)

    assert hot.rude == Share(0, 12)


def test_most_unusual_comes_first_and_then_what_has_most_to_review(now, post):
    hot, warm, mild, calm = (an_article(now) for _number in range(4))
    post(hot, 20, ago=2 * DAYS)
    post(hot, 30, ago=5 * HOURS, rude=20)
    make_item(*post(warm, 1, ago=5 * HOURS, status=Status.HELD))
    post(warm, 1, ago=4 * HOURS)
    make_item(*post(mild, 1, ago=5 * HOURS, status=Status.HELD))
    post(mild, 2, ago=4 * HOURS)
    post(calm, 1, ago=5 * HOURS)
    make_item(*post(calm, 1, ago=7 * HOURS, status=Status.HELD))

    assert [article.pk for article in where_it_burns(ANYWHERE, now)] == [hot.pk, warm.pk, mild.pk]


@pytest.mark.parametrize("amount", [1, 8])
def test_query_count_does_not_grow_with_the_articles(now, post, amount, django_assert_num_queries):
    for _number in range(amount):
        article = an_article(now)
        post(article, 2, ago=2 * DAYS)
        make_item(*post(article, 1, ago=5 * HOURS, status=Status.HELD))

    with django_assert_num_queries(4):
        found = where_it_burns(ANYWHERE, now)

    assert len(found) == min(amount, 6)
