"""Articles, tags and notices in the admin."""

import pytest
from django.urls import reverse

from comments.models import Article, Commenting, Follow, ModerationMode, SiteNotice, Tag
from moderation import roles
from tests.factories import (
    ArticleFactory,
    SectionFactory,
    UserFactory,
    make_comment,
    make_staff,
)

pytestmark = pytest.mark.django_db

ADD = reverse("admin:comments_article_add")
LIST = reverse("admin:comments_article_changelist")


@pytest.fixture
def administrator_client(client):
    client.force_login(make_staff(roles.ADMINISTRATOR))
    return client


def page(article: Article, page: str = "change") -> str:
    return reverse(f"admin:comments_article_{page}", args=[article.pk])


def sent(article: Article, **changes) -> dict:
    return {
        "headline": article.headline,
        "slug": article.slug,
        "section": article.section_id,
        "byline": article.byline,
        "published_at_0": article.published_at.strftime("%Y-%m-%d"),
        "published_at_1": article.published_at.strftime("%H:%M:%S"),
        "lead": article.lead,
        "body": article.body,
        "commenting": article.commenting,
        "moderation_mode": article.moderation_mode,
        **changes,
    }


def test_administrator_publishes_an_article(administrator_client):
    tag = Tag.objects.create(name="Rent", slug="rent")
    draft = ArticleFactory.build(
        section=SectionFactory(), headline="Rent cap passes", slug="rent-cap"
    )

    response = administrator_client.post(ADD, sent(draft, tags=[tag.pk]))

    article = Article.objects.get()
    assert response.status_code == 302
    assert (article.headline, article.slug) == ("Rent cap passes", "rent-cap")
    assert list(article.tags.all()) == [tag]


def test_slug_follows_the_headline_of_a_new_article_and_not_of_an_old_one(administrator_client):
    new = administrator_client.get(ADD).content.decode()
    old = administrator_client.get(page(ArticleFactory())).content.decode()

    assert "#id_slug" in new
    assert "#id_slug" not in old


def test_slug_taken_is_refused_with_a_message(administrator_client):
    taken, article = ArticleFactory(), ArticleFactory()

    response = administrator_client.post(page(article), sent(article, slug=taken.slug))

    errors = response.context["adminform"].form.errors
    assert errors == {"slug": ["Article with this Slug already exists."]}


def test_lead_sets_commenting_and_mode_and_not_the_words(lead_client):
    article = ArticleFactory(headline="As written", body="As written.")

    response = lead_client.post(
        page(article),
        sent(
            article,
            headline="Defaced",
            body="Defaced.",
            slug="defaced",
            commenting="closed",
            moderation_mode="hold_all",
        ),
    )

    assert response.status_code == 302
    changed = Article.objects.get()
    assert (changed.commenting, changed.moderation_mode) == (
        Commenting.CLOSED,
        ModerationMode.HOLD_ALL,
    )
    assert (changed.headline, changed.body, changed.slug) == (
        "As written",
        "As written.",
        article.slug,
    )


def test_saving_does_not_undo_a_comment_counted_meanwhile(administrator_client, monkeypatch):
    """Only what the form changed is written: the count here was read before it changed."""
    article = ArticleFactory()
    read = Article.objects.get(pk=article.pk)
    Article.objects.filter(pk=article.pk).update(comment_count=7)
    monkeypatch.setattr(
        "comments.admin.articles.ArticleAdmin.get_object", lambda *args, **kwargs: read
    )

    administrator_client.post(page(article), sent(article, headline="Corrected"))

    article.refresh_from_db()
    assert (article.headline, article.comment_count) == ("Corrected", 7)


@pytest.mark.parametrize("in_bulk", [False, True])
def test_article_with_comments_is_not_deleted_and_the_page_says_why(administrator_client, in_bulk):
    article = make_comment().article
    make_comment(article=article)
    data = {"post": "yes", "action": "delete_selected", "_selected_action": [article.pk]}

    response = administrator_client.post(LIST if in_bulk else page(article, "delete"), data)

    assert Article.objects.get() == article
    assert f"2 comments on “{article}”. Close commenting instead." in response.content.decode()


@pytest.mark.parametrize("in_bulk", [False, True])
def test_article_without_comments_is_deleted_with_its_follows(administrator_client, in_bulk):
    article = ArticleFactory()
    article.tags.add(Tag.objects.create(name="Rent", slug="rent"))
    Follow.objects.create(user=UserFactory(), article=article)
    data = {"post": "yes", "action": "delete_selected", "_selected_action": [article.pk]}

    administrator_client.post(LIST if in_bulk else page(article, "delete"), data)

    assert not Article.objects.exists()
    assert not Follow.objects.exists()


def test_section_with_articles_is_not_deleted(administrator_client):
    section = ArticleFactory().section

    url = reverse("admin:comments_section_delete", args=[section.pk])
    response = administrator_client.post(url, {"post": "yes"})

    assert response.status_code == 200
    section.refresh_from_db()


def test_tags_are_found_by_autocomplete(administrator_client):
    tag = Tag.objects.create(name="Housing", slug="housing")
    Tag.objects.create(name="Sport", slug="sport")

    response = administrator_client.get(
        reverse("admin:autocomplete"),
        {"app_label": "comments", "model_name": "article", "field_name": "tags", "term": "hous"},
    )

    assert response.json()["results"] == [{"id": str(tag.pk), "text": "Housing"}]


def test_notice_is_saved_with_its_names(administrator_client):
    data = {
        "text": "Registered as foreign-funded.",
        "language": "en",
        "is_active": "on",
        "names-TOTAL_FORMS": 2,
        "names-INITIAL_FORMS": 0,
        "names-0-name": "Saltmarsh League",
        "names-0-endings": "s",
        "names-1-name": "League of the Marsh",
        "names-1-endings": "",
    }

    administrator_client.post(reverse("admin:comments_sitenotice_add"), data)

    names = SiteNotice.objects.get().names.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Saltmarsh League", "League of the Marsh"]


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_list_does_not_grow(
    administrator_client, count, django_assert_num_queries
):
    ArticleFactory.create_batch(count)

    with django_assert_num_queries(7):
        response = administrator_client.get(LIST)

    assert response.context["cl"].result_count == count
