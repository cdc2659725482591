from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Cooling
from moderation import services
from moderation.insight.heated import heated
from moderation.models import HeatWarning, Score
from moderation.services.opening import current_revisions
from moderation.services.watching import CALM, watch
from tests.factories import ArticleFactory, SectionFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db


def quarrel(article=None, rudeness=0.6, length=6):
    """Two who go at each other, a minute apart."""
    article = article or ArticleFactory()
    pair = UserFactory(), UserFactory()
    now, parent = timezone.now(), None
    for place in range(length):
        at = now - timedelta(minutes=length - place)
        parent = make_comment(
            "No, you.",
            author=pair[place % 2],
            posted_at=at,
            **{"parent": parent} if parent else {"article": article},
        )
        Score.objects.create(
            comment=parent,
            revision=current_revisions([parent])[parent.pk],
            rudeness=rudeness,
            scorer="test@1",
        )
    return article


def test_a_quarrel_is_warned_of_with_its_signs(moderator):
    article = quarrel()

    watch(timezone.now())

    [found] = heated(moderator, timezone.now())
    assert found.pk == article.pk
    assert found.signs == [
        "the last comments are rude on average: .60",
        "two people wrote 5 comments to each other",
        "answers to answers: level 2.5 on average",
    ]


def test_a_civil_exchange_is_not(moderator):
    quarrel(rudeness=0.05, length=5)
    ArticleFactory()

    watch(timezone.now())

    assert heated(moderator, timezone.now()) == []


def test_one_warning_is_renewed_and_ends_when_it_is_calm_again(time_machine):
    article = quarrel()
    now = timezone.now()
    watch(now)

    watch(now + timedelta(minutes=1))
    assert HeatWarning.objects.get(article=article).seen_at == now + timedelta(minutes=1)

    later = now + timedelta(hours=1, minutes=1) + CALM
    watch(later)
    assert HeatWarning.objects.get(article=article).ended_at == later


@pytest.mark.parametrize("quarrels", [1, 3])
def test_a_look_reads_no_more_for_many_threads(quarrels, django_assert_num_queries):
    for _quarrel in range(quarrels):
        quarrel(length=5, rudeness=0.05)

    with django_assert_num_queries(3):
        watch(timezone.now())


def test_a_limited_moderator_sees_no_thread_outside_their_sections(moderator):
    quarrel(ArticleFactory(section=SectionFactory(name="Sport", slug="sport")))
    watch(timezone.now())
    moderator.is_limited = True
    moderator.save()

    assert heated(moderator, timezone.now()) == []


def test_the_desk_shows_it_and_one_click_cools_it_down(moderator_client, moderator):
    article = quarrel()
    watch(timezone.now())
    assert "Heating up" in moderator_client.get("/moderation/").content.decode()

    answer = moderator_client.post(
        f"/moderation/articles/{article.pk}/cool", {"kind": "hold", "minutes": "30"}, follow=True
    )

    article.refresh_from_db()
    until = article.cooling_until.strftime("%H:%M")
    assert article.cooling == Cooling.HOLD
    assert f"Comments here are checked first until {until}." in answer.content.decode()


def test_it_is_taken_back_from_the_same_page(moderator_client, moderator):
    article = ArticleFactory()
    started = services.cool_down(
        article, kind=Cooling.CLOSE, time=timedelta(minutes=15), moderator=moderator
    )

    moderator_client.post(f"/moderation/cool-downs/{started.pk}/end")

    article.refresh_from_db()
    assert article.cooling == ""


@pytest.mark.parametrize(
    "data", [{}, {"kind": "boil", "minutes": "30"}, {"kind": "slow", "minutes": "9999"}]
)
def test_what_is_no_cool_down_changes_nothing(moderator_client, data):
    article = ArticleFactory()

    moderator_client.post(f"/moderation/articles/{article.pk}/cool", data)

    article.refresh_from_db()
    assert article.cooling == ""
