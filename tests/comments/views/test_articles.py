"""The front page, sections, and an article with its thread."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments import thread
from comments.models import (
    Commenting,
    ModerationMode,
    NoticeName,
    Section,
    SiteNotice,
    Status,
    Tag,
)
from comments.views import articles
from tests.factories import ArticleFactory, SectionFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db


def page(client, article, **query):
    return client.get(article.get_absolute_url(), query)


def headlines(response) -> list[str]:
    return [article.headline for article in response.context["articles"]]


def write_articles(count: int) -> None:
    """H0 is the newest; H0 and H1 are of one moment."""
    now = timezone.now()
    for number in reversed(range(count)):
        ArticleFactory(headline=f"H{number}", published_at=now - timedelta(hours=max(number, 1)))


def test_front_page_without_articles_says_so(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "No article has been published here yet." in response.text


def test_front_page_shows_what_a_reader_chooses_by(client):
    article = ArticleFactory(
        headline="The bridge is open", lead="It holds.", commenting=Commenting.CLOSED
    )
    make_comment(article=article)

    text = client.get("/").text

    for words in ("The bridge is open", "It holds.", "Sigrun Dahl", "1 comment<", "closed"):
        assert words in text
    assert f'href="{article.get_absolute_url()}#talk"' in text


def test_front_page_hides_what_is_not_published_yet(client):
    ArticleFactory(published_at=timezone.now() + timedelta(hours=1))

    assert headlines(client.get("/")) == []


def test_older_articles_follow_without_gap_or_double(client, monkeypatch):
    monkeypatch.setattr(articles, "PAGE", 2)
    write_articles(5)
    read, before = [], ""
    while True:
        response = client.get("/", {"before": before})
        read += headlines(response)
        before = response.context["before"]
        if not before:
            break

    assert read == ["H0", "H1", "H2", "H3", "H4"]


@pytest.mark.parametrize("before", ["x", "1-", "-1", "9" * 17 + "-1", "1" * 400, "\x00", "1-1-1"])
def test_older_articles_from_a_senseless_place_are_no_error(client, before):
    ArticleFactory(headline="Here")

    response = client.get("/", {"before": before})

    assert response.status_code == 200


def test_section_page_shows_its_articles_alone(client):
    ArticleFactory(headline="Politics one")
    sport = SectionFactory(name="Sport", slug="sport")
    ArticleFactory(headline="Sport one", section=sport)

    response = client.get(reverse("comments:section", args=["sport"]))

    assert headlines(response) == ["Sport one"]
    assert client.get(reverse("comments:section", args=["none"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_query_count_does_not_grow(client, count, django_assert_num_queries):
    ArticleFactory.create_batch(count)

    with django_assert_num_queries(2):  # articles, sections
        response = client.get("/")

    assert len(response.context["articles"]) == count


@pytest.mark.parametrize("count", [1, 3, 50])
def test_article_query_count_does_not_grow(client, count, django_assert_num_queries):
    article = ArticleFactory()
    for _ in range(count):
        make_comment(article=article)

    with django_assert_num_queries(5):  # article, thread, notices, related, sections
        response = page(client, article)

    assert len(response.context["window"].rows) == count


@pytest.mark.parametrize("count", [1, 3, 50])
def test_article_query_count_for_a_reader(reader_client, count, django_assert_num_queries):
    article = ArticleFactory()
    for _ in range(count):
        make_comment(article=article)

    # The five of above, session, reader, their rights and notices, whether they follow.
    with django_assert_num_queries(10):
        response = page(reader_client, article)

    assert len(response.context["window"].rows) == count


def test_article_page_shows_all_of_it(client):
    article = ArticleFactory(headline="The bridge", lead="It holds.", body="One.\n\nTwo.")
    article.tags.add(Tag.objects.create(name="bridges", slug="bridges"))

    text = page(client, article).text

    for words in (
        "<h1>The bridge</h1>",
        "Politics",
        "bridges",
        "Sigrun Dahl",
        "It holds.",
        "<p>One.</p>",
        "<p>Two.</p>",
        "Nobody has commented yet.",
        "Comments appear once checked, usually within a second.",
    ):
        assert words in text
    assert text.count("<h1") == 1


def test_unknown_and_unpublished_articles_are_404(client):
    later = ArticleFactory(published_at=timezone.now() + timedelta(days=1))

    assert page(client, later).status_code == 404
    assert client.get("/articles/none/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"commenting": Commenting.CLOSED}, "Comments on this article are closed."),
        ({"moderation_mode": ModerationMode.HOLD_ALL}, "waits for a moderator before others see"),
        ({"moderation_mode": ModerationMode.AT_ONCE}, "appear at once and are checked afterwards"),
    ],
)
def test_article_says_in_plain_words_how_commenting_goes(client, fields, words):
    assert words in page(client, ArticleFactory(**fields)).text


def test_article_says_when_commenting_ends_and_closes_then(client, settings):
    soon = ArticleFactory(closes_at=timezone.now() + timedelta(hours=1))
    past = ArticleFactory(closes_at=timezone.now() - timedelta(hours=1))
    make_comment(article=past)

    assert "Open until" in page(client, soon).text
    text = page(client, past).text
    assert "Comments on this article are closed." in text
    assert "<textarea" not in text
    assert ">Reply</a>" not in text


def test_comments_carry_number_votes_and_exact_time(client):
    comment = make_comment("Fine words", ups=3, downs=1)
    lower = make_comment("Poor words", article=comment.article, downs=1)
    plain = make_comment("New words", article=comment.article)

    rows = {row.text: row for row in page(client, comment.article).context["window"].rows}

    assert [rows[c.body].number for c in (comment, lower, plain)] == ["1", "2", "3"]
    assert [rows[c.body].tally for c in (comment, lower, plain)] == ["+2", "-1", "0"]
    assert rows["Fine words"].link == comment.get_absolute_url()
    exact = timezone.localtime(comment.posted_at)
    assert f"{exact:%-d %b %Y, %H:%M:%S}</time>" in page(client, comment.article).text


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED, Status.WITHDRAWN, Status.PENDING])
def test_hidden_words_reach_nobody_but_their_author(client, status):
    gone = make_comment("S3cret-words", status=Status.VISIBLE)
    make_comment("an answer", parent=gone)
    gone.author.comments.update(
        status=status,
        unjudged_since=gone.posted_at,
        reason_code="abusive",
        explanation="An expl4nation.",
    )

    for viewer in (None, UserFactory()):
        if viewer:
            client.force_login(viewer)
        for url in (gone.article.get_absolute_url(), gone.get_absolute_url(), "/feed.atom"):
            text = client.get(url).text
            assert "S3cret" not in text
            assert "expl4nation" not in text
            assert gone.author.name not in text
    client.force_login(gone.author)
    text = page(client, gone.article).text
    assert ("S3cret" in text) == (status != Status.WITHDRAWN)


def test_stump_says_why_and_that_the_answers_stay(client):
    gone = make_comment(status=Status.VISIBLE)
    make_comment("an answer", parent=gone)
    gone.author.comments.update(status=Status.REMOVED, reason_code="abusive")

    text = page(client, gone.article).text

    assert "Removed: attacks a person. The answers below stay." in " ".join(text.split())


def test_author_reads_state_and_reason_of_their_own(client):
    held = make_comment(
        "my words", status=Status.HELD, explanation="The words “my” may read as an attack."
    )
    removed = make_comment(
        "other words",
        article=held.article,
        author=held.author,
        status=Status.REMOVED,
        reason_code="spam",
        explanation="Third time today.",
    )
    client.force_login(held.author)

    text = " ".join(page(client, held.article).text.split())

    assert "Held for a moderator. Only you can see it." in text
    assert "The words “my” may read as an attack. You can edit it or withdraw it." in text
    assert "Removed: it advertises or repeats. Only you can see it." in text
    assert "Third time today. It cannot be edited or withdrawn any more." in text
    assert f"/comments/{removed.pk}/edit" not in text
    assert f"/comments/{removed.pk}/withdraw" not in text


def test_words_are_shown_as_typed_and_never_as_html(client):
    comment = make_comment("<script>alert(1)</script> & {{ 7 }} \u05d0 <b>")

    text = page(client, comment.article).text

    escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7 }} \u05d0 &lt;b&gt;"
    assert f'<p class="c-text" dir="auto">{escaped}</p>' in text


def test_more_link_leads_to_the_rest(client, monkeypatch):
    monkeypatch.setattr(thread, "WINDOW", 2)
    article = ArticleFactory()
    made = [make_comment(f"words {number}", article=article) for number in range(3)]

    first = page(client, article, order="oldest")
    after = first.context["window"].after
    second = page(client, article, order="oldest", after=after)

    assert f"?order=oldest&amp;after={after}" in first.text
    assert [row.pk for row in second.context["window"].rows] == [made[2].pk]


def test_more_with_htmx_is_rows_alone(client, monkeypatch):
    monkeypatch.setattr(thread, "WINDOW", 2)
    article = ArticleFactory()
    for number in range(3):
        make_comment(f"words {number}", article=article)
    after = page(client, article, order="newest").context["window"].after

    response = client.get(
        article.get_absolute_url(),
        {"order": "newest", "after": after},
        headers={"HX-Request": "true"},
    )

    assert "<html" not in response.text
    assert response.text.count('<li class="c-row') == 1
    assert "words 0" in response.text


def test_more_from_a_senseless_place_is_the_beginning_with_a_word(client):
    comment = make_comment("Here I am")

    response = page(client, comment.article, after="nonsense")

    assert "Here I am" in response.text
    assert "This is its beginning." in response.text
    fragment = client.get(
        comment.article.get_absolute_url(),
        {"after": "nonsense"},
        headers={"HX-Request": "true"},
    )
    assert "Here I am" not in fragment.text


def test_related_articles_are_of_the_section_or_a_tag(client):
    tag = Tag.objects.create(name="rent", slug="rent")
    article = ArticleFactory(headline="This")
    sport = SectionFactory(name="Sport", slug="sport")
    same_section = ArticleFactory(headline="Same section")
    same_tag = ArticleFactory(headline="Same tag", section=sport)
    ArticleFactory(headline="Neither", section=sport)
    for one in (article, same_tag, same_section):
        one.tags.add(tag)

    related = page(client, article).context["related"]

    assert related == [same_tag, same_section]


def test_notice_stands_once_when_article_or_comments_mention_a_name(client):
    notice = SiteNotice.objects.create(text="By law: a note.", language="de")
    NoticeName.objects.create(notice=notice, name="Nordkai", endings="s")
    article = ArticleFactory(headline="NORDKAIS year")
    make_comment("Nordkai again", article=article)
    other = ArticleFactory(headline="Another matter")
    make_comment("What of nordkais?", article=other)
    quiet = ArticleFactory(headline="Nordkaiser")

    assert page(client, article).text.count("By law: a note.") == 1
    assert '<p lang="de" dir="auto">' in page(client, other).text
    assert "By law" not in page(client, quiet).text


def test_every_address_answers_only_what_it_is_for(client):
    article = ArticleFactory()

    assert client.post("/").status_code == 405
    assert client.post(article.get_absolute_url()).status_code == 405
    assert client.get(reverse("comments:post", args=[article.slug])).status_code == 405
    assert Section.objects.count() == 1
