"""Atom feeds of the site and of one article."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from comments import feeds
from comments.models import Status
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response) -> list[ElementTree.Element]:
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def titles(response) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in entries(response)]


@pytest.fixture
def article(db):
    return ArticleFactory(headline="The bridge", slug="the-bridge")


def test_article_feed_holds_its_visible_comments_newest_first(client, article):
    author = UserFactory(display_name="Ebba")
    now = timezone.now()
    make_comment("one", article=article, author=author, posted_at=now - timedelta(minutes=2))
    make_comment("two & <b>", article=article, author=author, posted_at=now)
    make_comment("held", article=article, status=Status.HELD)
    make_comment("elsewhere")

    response = client.get("/articles/the-bridge/feed.atom")

    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}summary") for entry in entries(response)] == [
        "two & <b>",
        "one",
    ]
    assert titles(response) == ["Ebba on “The bridge”"] * 2


def test_site_feed_holds_comments_of_all_published_articles(client, article):
    make_comment("one", article=article)
    make_comment("early", article=ArticleFactory(published_at=timezone.now() + timedelta(days=1)))

    assert [entry.findtext(f"{ATOM}summary") for entry in entries(client.get("/feed.atom"))] == [
        "one"
    ]


def test_feed_is_bounded(client, article, monkeypatch):
    monkeypatch.setattr(feeds, "NEWEST", 2)
    for _ in range(3):
        make_comment(article=article)

    assert len(entries(client.get("/feed.atom"))) == 2


def test_every_link_starts_with_the_configured_address(client, article, settings):
    settings.SITE_URL = "https://courier.example"
    settings.ALLOWED_HOSTS = ["*"]
    comment = make_comment(article=article)

    for url in ("/feed.atom", "/articles/the-bridge/feed.atom"):
        text = client.get(url, headers={"Host": "evil.example"}).text
        assert f"https://courier.example/comments/{comment.pk}/" in text
        assert f"https://courier.example{url}" in text
        assert "evil.example" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_feed_query_count_does_not_grow(client, article, count, django_assert_num_queries):
    for _ in range(count):
        make_comment(article=article)

    with django_assert_num_queries(1):
        assert len(entries(client.get("/feed.atom"))) == count


def test_empty_and_unknown_feeds(client, article):
    assert entries(client.get("/articles/the-bridge/feed.atom")) == []
    assert client.get("/articles/none/feed.atom").status_code == 404


def test_pages_name_their_feeds(client, article):
    text = client.get(article.get_absolute_url()).text

    assert text.count('type="application/atom+xml"') == 2
    assert 'href="/articles/the-bridge/feed.atom"' in text
