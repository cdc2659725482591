"""The admin's hierarchy of dates."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from comments.models import Comment
from tests.factories import make_comment

pytestmark = pytest.mark.django_db

LIST = reverse("admin:comments_comment_changelist")


def post_at(*moments: tuple[int, ...]) -> None:
    for moment in moments:
        comment = make_comment()
        posted_at = datetime(*moment, tzinfo=UTC)
        Comment.objects.filter(pk=comment.pk).update(posted_at=posted_at)


def shown(client, **query) -> tuple[str, list[tuple[str, str]]]:
    """The way up and the choices, each as its title and where it leads."""
    for context in client.get(LIST, query).context:
        if "choices" in context and "back" in context:
            back = context["back"] and (context["back"]["title"], context["back"]["link"])
            return back, [(choice["title"], choice["link"]) for choice in context["choices"]]
    raise AssertionError("no calendar on the page")


def test_years_are_listed_without_a_gap(moderator_client):
    post_at((2023, 5, 1), (2025, 2, 1))

    assert shown(moderator_client) == (
        None,
        [
            ("2023", "?posted_at__year=2023"),
            ("2024", "?posted_at__year=2024"),
            ("2025", "?posted_at__year=2025"),
        ],
    )


def test_year_leads_to_its_months_and_back(moderator_client):
    post_at((2023, 11, 30), (2023, 12, 1), (2025, 2, 1))

    assert shown(moderator_client, posted_at__year=2023) == (
        ("All dates", "?"),
        [
            ("November 2023", "?posted_at__month=11&posted_at__year=2023"),
            ("December 2023", "?posted_at__month=12&posted_at__year=2023"),
        ],
    )


def test_month_leads_to_its_days_and_back_to_the_year(moderator_client):
    post_at((2023, 11, 29), (2023, 11, 30), (2025, 2, 1))

    assert shown(moderator_client, posted_at__year=2023, posted_at__month=11) == (
        ("2023", "?posted_at__year=2023"),
        [
            ("29 November", "?posted_at__day=29&posted_at__month=11&posted_at__year=2023"),
            ("30 November", "?posted_at__day=30&posted_at__month=11&posted_at__year=2023"),
        ],
    )


def test_day_is_the_end_and_leads_back_to_the_month(moderator_client):
    post_at((2023, 11, 30, 23, 59), (2023, 11, 29))
    day = {"posted_at__year": 2023, "posted_at__month": 11, "posted_at__day": 30}

    assert shown(moderator_client, **day) == (
        ("November 2023", "?posted_at__month=11&posted_at__year=2023"),
        [("30 November", "")],
    )


def test_other_filters_stay(moderator_client):
    post_at((2023, 5, 1), (2025, 2, 1))

    _, choices = shown(moderator_client, status__exact="visible")

    assert choices[0][1] == "?posted_at__year=2023&status__exact=visible"


def test_date_without_rows_leads_back(moderator_client):
    post_at((2023, 5, 1))

    assert shown(moderator_client, posted_at__year=2020) == (("All dates", "?"), [])


@pytest.mark.parametrize(
    "query",
    [
        {"posted_at__year": "abc"},
        {"posted_at__year": "0"},
        {"posted_at__year": "99999"},
        {"posted_at__year": "2023", "posted_at__month": "2", "posted_at__day": "31"},
        {"posted_at__day": "31"},
        {"posted_at__month": "13"},
    ],
)
def test_date_that_does_not_exist_is_no_error(moderator_client, query):
    post_at((2023, 5, 1))

    assert moderator_client.get(LIST, query, follow=True).status_code == 200


def test_empty_list_has_no_calendar(moderator_client):
    assert shown(moderator_client) == (None, [])
