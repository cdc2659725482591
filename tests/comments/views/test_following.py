"""Following a thread by e-mail, and stopping with one click."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from comments.models import Follow
from comments.services import follow
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def addressed(reader):
    reader.email = "robin@example.org"
    reader.save()
    return reader


def press(client, article, value, *, htmx=False, **fields):
    url = reverse("comments:follow", args=[article.slug])
    return client.post(url, {"follow": value} | fields, headers=HTMX if htmx else {})


def test_follow_and_stop(reader_client, addressed):
    article = ArticleFactory()

    press(reader_client, article, "1")
    assert list(Follow.objects.values_list("user", "article")) == [(addressed.pk, article.pk)]
    assert "Stop following by e-mail" in reader_client.get(article.get_absolute_url()).text

    response = press(reader_client, article, "0")
    assert response.url == f"/articles/{article.slug}/#follow"
    assert Follow.objects.count() == 0


def test_follow_with_htmx_gives_the_other_button(reader_client, addressed):
    article = ArticleFactory()

    assert "Stop following" in press(reader_client, article, "1", htmx=True).text
    assert "Stop following" not in press(reader_client, article, "0", htmx=True).text


def test_follow_without_an_address_says_what_to_do(reader_client):
    article = ArticleFactory()

    htmx = press(reader_client, article, "1", htmx=True)
    plain = press(reader_client, article, "1")

    assert htmx.status_code == 422
    assert "add an e-mail address" in htmx.text
    assert plain.url == reverse("account_email")
    assert Follow.objects.count() == 0


def test_follow_with_an_unconfirmed_address_says_what_to_do(reader_client, reader):
    EmailAddress.objects.create(user=reader, email="robin@example.org", verified=False)

    response = press(reader_client, ArticleFactory(), "1", htmx=True)

    assert "Open the link in the mail to robin@example.org" in response.text


def test_anonymous_follow_goes_through_the_log_in(client):
    article = ArticleFactory()

    assert press(client, article, "1").url == (
        f"/accounts/login/?next=/articles/{article.slug}/%23follow"
    )


def test_stopping_from_ones_own_page_comes_back_there(reader_client, addressed):
    article = ArticleFactory()
    follow(article, user=addressed)

    assert press(reader_client, article, "0", next="me").url == "/me/#follows"
    assert press(reader_client, article, "0", next="//evil.example").url.startswith("/articles/")


def test_unsubscribe_link_asks_first(client, addressed):
    following = follow(ArticleFactory(), user=addressed)

    response = client.get(following.get_unsubscribe_url())

    assert "Stop mails about this thread?" in response.text
    assert Follow.objects.count() == 1


def test_one_click_unsubscribe_needs_neither_log_in_nor_csrf_token(addressed):
    following = follow(ArticleFactory(), user=addressed)
    mail_program = Client(enforce_csrf_checks=True)

    response = mail_program.post(following.get_unsubscribe_url(), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert Follow.objects.count() == 0
    assert mail_program.post(following.get_unsubscribe_url()).status_code == 200


@pytest.mark.parametrize(("token", "status"), [("x", 200), ("9" * 500, 200), ("%00", 404)])
def test_unknown_unsubscribe_link_is_no_error(client, token, status):
    assert client.get(f"/unfollow/{token}/").status_code == 404
    assert client.post(f"/unfollow/{token}/").status_code == status
