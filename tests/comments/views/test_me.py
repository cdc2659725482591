"""A reader's own page."""

import pytest
from allauth.account.models import EmailAddress

from comments.models import Status
from comments.services import follow
from comments.views import me
from tests.factories import ArticleFactory, make_comment

pytestmark = pytest.mark.django_db


def test_own_page_needs_a_log_in(client):
    assert client.get("/me/").url == "/accounts/login/?next=/me/"


def test_own_page_of_a_new_reader(reader_client):
    text = reader_client.get("/me/").text

    assert "Nothing here yet." in text
    assert "You have given no e-mail address." in text


def test_own_page_lists_comments_with_state_and_reason(reader_client, reader):
    make_comment("Seen words.", author=reader, ups=2)
    make_comment("Held words.", author=reader, status=Status.HELD, explanation="Links wait.")
    make_comment("Gone words.", author=reader, status=Status.REMOVED, reason_code="off_topic")
    make_comment("New words.", author=reader, status=Status.PENDING)
    make_comment("Regretted words.", author=reader, status=Status.WITHDRAWN)
    make_comment("Words of others.")

    response = reader_client.get("/me/")

    text = " ".join(response.text.split())
    assert [row.text for row in response.context["rows"]] == [
        "",
        "New words.",
        "Gone words.",
        "Held words.",
        "Seen words.",
    ]
    for words in (
        "Readers see it",
        "+2 votes",
        "Held for a moderator. Only you can see it.",
        "Links wait.",
        "Removed: it is not about the article.",
        "Still waiting to be checked.",
        "You withdrew this comment.",
    ):
        assert words in text
    assert "hx-trigger" not in text
    assert "Regretted" not in text


def test_own_page_shows_address_and_follows(reader_client, reader):
    reader.email = "robin@example.org"
    reader.save()
    follow(ArticleFactory(headline="The bridge"), user=reader)

    text = reader_client.get("/me/").text

    assert "robin@example.org" in text
    assert "The bridge" in text


def test_own_page_says_that_an_address_waits_to_be_confirmed(reader_client, reader):
    EmailAddress.objects.create(user=reader, email="robin@example.org", verified=False)

    assert "is not confirmed yet" in reader_client.get("/me/").text


def test_older_comments_follow_by_keyset(reader_client, reader, monkeypatch):
    monkeypatch.setattr(me, "PAGE", 2)
    made = [make_comment(author=reader) for _ in range(3)]

    first = reader_client.get("/me/")
    second = reader_client.get("/me/", {"before": first.context["before"]})

    assert [row.pk for row in first.context["rows"]] == [made[2].pk, made[1].pk]
    assert [row.pk for row in second.context["rows"]] == [made[0].pk]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "\x00", "²"])
def test_older_comments_from_a_senseless_place_are_no_error(reader_client, before):
    assert reader_client.get("/me/", {"before": before}).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 50])
def test_own_page_query_count_does_not_grow(
    reader_client, reader, count, django_assert_num_queries
):
    reader.email = "robin@example.org"
    reader.save()
    for _ in range(count):
        make_comment(author=reader)

    # session, reader, comments, follows, rights (2), sections
    with django_assert_num_queries(9):
        response = reader_client.get("/me/")

    assert len(response.context["rows"]) == count
