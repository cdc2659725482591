import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from comments.models import Status
from moderation import activity, services
from moderation.charts import Hour
from moderation.models import Action, DeskSettings
from moderation.pipeline import health
from moderation.pipeline.health import Health
from tests.factories import (
    ANYWHERE,
    ArticleFactory,
    UserFactory,
    make_comment,
    make_item,
    make_staff,
)
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
NOW = "2026-11-24T14:05:00Z"
WELL = {
    "waiting": 0,
    "oldest_age": 0.0,
    "unscorable": 0,
    "workers": 1,
    "worker_age": 1.0,
    "sweep_age": 1.0,
    "broker": True,
}


@pytest.fixture(autouse=True)
def report(monkeypatch):
    """What the pipeline says of itself; a test changes it as it needs."""
    figures = dict(WELL)
    monkeypatch.setattr(health, "check", lambda now=None: Health(**figures))
    return figures


def test_address_of_the_home():
    assert reverse("moderation:home") == "/moderation/"


PAGES = ["/moderation/", "/moderation/queue/"]


@pytest.mark.parametrize("page", PAGES)
def test_banner_is_silent_while_scoring_works(moderator_client, page):
    assert moderator_client.get(page).context["troubles"] == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("figures", "what", "kept", "advice"),
    [
        (
            {"workers": 0, "waiting": 19, "oldest_age": 48.0},
            "No worker is scoring comments",
            "No comment is lost. 19 are stored and wait for their score;",
            "Tell whoever runs the site to start the worker.",
        ),
        (
            {"waiting": 1, "oldest_age": 48.4},
            "Scoring is 48 seconds behind",
            "No comment is lost. 1 is stored and waits for its score;",
            "It catches up by itself.",
        ),
        (
            {"broker": False},
            "The message broker does not answer",
            "Nothing is lost",
            "You can go on working.",
        ),
        (
            {"unscorable": 2},
            "2 comments could not be scored",
            "They are held, and no reader sees them.",
            "Decide by reading",
        ),
    ],
)
def test_banner_says_what_happened_what_was_kept_and_what_to_do(
    moderator_client, report, page, figures, what, kept, advice
):
    report.update(figures)

    text = flat(moderator_client.get(page))

    assert [part for part in (what, kept, advice) if part not in text] == []


def test_every_trouble_is_told_the_worst_first(moderator_client, report):
    report.update(workers=0, oldest_age=99.0, broker=False, unscorable=1)

    told = moderator_client.get("/moderation/queue/").context["troubles"]

    assert [trouble.what for trouble in told] == [
        "No worker is scoring comments",
        "The message broker does not answer",
        "1 comment could not be scored",
    ]


@time_machine.travel(NOW, tick=False)
def test_hours_count_what_came_in_and_what_was_decided(moderator):
    now = timezone.now()
    for minutes in (4, 6, 65, 66, 25 * 60):  # 14:01, 13:59, 13:00, 12:59, and the day before
        make_item(opened_at=now - timedelta(minutes=minutes))
    decision = services.decide(make_item(), moderator=moderator, action=Action.APPROVE)
    services.undo(decision, moderator=moderator)

    hours = activity.hours(ANYWHERE, now)

    assert len(hours) == 24
    start = now.replace(minute=0)
    assert hours[-3:] == [
        Hour(start - timedelta(hours=2), came=1, decided=0),
        Hour(start - timedelta(hours=1), came=2, decided=0),
        Hour(start, came=2, decided=1),
    ]
    assert sum(hour.came for hour in hours) == 5


def test_chart_has_a_table_behind_it(moderator_client):
    make_item()

    text = flat(moderator_client.get("/moderation/"))

    assert 'class="chart" viewBox="0 0 1000 200"' in text
    assert text.count('<th scope="row">') >= 24
    assert "<b>1 comment came in to review</b>" in text


def test_own_decisions_can_be_taken_back(moderator_client, moderator):
    mine = services.decide(make_item(), moderator=moderator, action=Action.APPROVE)
    services.decide(make_item(), moderator=make_staff(), action=Action.APPROVE)

    response = moderator_client.get("/moderation/")

    assert [(line.decision, line.may_undo) for line in response.context["mine"]] == [(mine, True)]
    assert f'name="decision" value="{mine.pk}"' in flat(response)


def test_late_queue_is_marked(moderator_client):
    make_item(opened_at=timezone.now() - timedelta(minutes=31))

    text = flat(moderator_client.get("/moderation/"))

    assert "31 min, late" in text


@pytest.mark.parametrize("amount", [1, 3])
def test_home_query_count_does_not_grow(
    moderator_client, moderator, amount, django_assert_num_queries
):
    for _ in range(amount):
        make_item()
        services.decide(make_item(), moderator=moderator, action=Action.APPROVE)

    with django_assert_num_queries(16):
        moderator_client.get("/moderation/")


def test_article_unlike_its_usual_is_shown_in_words_with_a_bar(moderator_client):
    now = timezone.now()
    article = ArticleFactory(published_at=now - timedelta(days=20))
    author = UserFactory()
    for number in range(132):  # 112 in 7 days: four in 6 hours
        make_comment(
            article=article,
            author=author,
            posted_at=now - timedelta(days=3 if number < 112 else 0, hours=5, seconds=number),
            status=Status.REMOVED if number < 10 or number >= 124 else Status.VISIBLE,
        )

    text = flat(moderator_client.get("/moderation/"))

    assert '<small class="unusual">5 times its usual</small>' in text
    assert '<b class="ruder">40 %</b> <small class="unusual">usually 9 %</small>' in text
    assert 'role="img" aria-label="40 % rude, usually 9 %"' in text
    assert '<rect class="bad" width="400.0" height="8" />' in text


def test_few_comments_are_said_to_tell_nothing(moderator_client):
    make_item()

    text = flat(moderator_client.get("/moderation/"))

    assert "<b>1 of 1</b> <small>too few to tell</small>" in text
    assert 'class="line"' not in text


def test_own_day_says_how_the_time_is_measured(moderator_client, moderator):
    services.undo(
        services.decide(make_item(), moderator=moderator, action=Action.APPROVE),
        moderator=moderator,
    )
    services.decide(make_item(), moderator=moderator, action=Action.APPROVE)

    response = moderator_client.get("/moderation/")

    day = response.context["my_day"]
    assert (day.decided, day.taken_back, day.pace) == (1, 1, None)
    assert "longer than 5 minutes is a pause and does not count. A batch is one decision." in flat(
        response
    )


@pytest.mark.parametrize("wanted", [True, False])
def test_exposure_is_counted_for_who_asked_for_it(moderator_client, moderator, wanted):
    DeskSettings.objects.create(user=moderator, show_exposure=wanted)
    services.decide(make_item(rudeness=0.9), moderator=moderator, action=Action.APPROVE)

    text = flat(moderator_client.get("/moderation/"))

    assert ("Very rude ones read" in text) is wanted


def test_chart_keeps_its_points_where_numbers_have_commas(moderator_client):
    make_item()

    text = flat(moderator_client.get("/moderation/", headers={"Accept-Language": "de"}))

    assert 'lang="de"' in text
    assert re.findall(r' (?:x|y|x1|x2|y1|y2|width|height)="\d+,\d+"', text) == []
    assert re.search(r'<rect class="came" x="\d+\.\d+"', text)
