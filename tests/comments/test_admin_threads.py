"""Comments, revisions, reports and votes in the admin's lists."""

import pytest
from django.urls import reverse

from comments.admin.readonly import CappedPaginator
from comments.models import Comment, Report, ReportCategory, Status, Vote
from moderation import roles
from tests.factories import UserFactory, make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator_client(client):
    client.force_login(make_staff(roles.ADMINISTRATOR))
    return client


def list_of(label: str) -> str:
    return reverse(f"admin:{label}_changelist")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("label", "queries"),
    [
        ("comments_comment", 7),
        ("comments_commentrevision", 6),
        ("comments_report", 6),
        ("comments_vote", 7),
        ("moderation_score", 7),
        ("moderation_flag", 6),
    ],
)
def test_query_count_of_lists_does_not_grow(
    administrator_client, label, queries, count, django_assert_num_queries
):
    for _ in range(count):
        comment = make_item().comment
        reader = UserFactory()
        Vote.objects.create(user=reader, comment=comment, value=1)
        Report.objects.create(
            comment=comment,
            revision=comment.revisions.get(),
            reporter=reader,
            category=ReportCategory.SPAM,
        )

    with django_assert_num_queries(queries):
        response = administrator_client.get(list_of(label))

    assert response.context["cl"].result_count == count


def test_comment_is_found_by_words_author_and_article(moderator_client):
    author = UserFactory(username="petra", display_name="Petra Vance")
    comment = make_comment("The cap ends in 2029.", author=author)
    make_comment("Something else.")

    for query in ("2029", "petra", "Vance", comment.article.headline):
        found = moderator_client.get(list_of("comments_comment"), {"q": query}).context["cl"]
        assert list(found.result_list) == [comment]


def test_comments_are_filtered_by_status(moderator_client):
    held = make_comment(status=Status.HELD)
    make_comment()

    url = list_of("comments_comment")
    found = moderator_client.get(url, {"status__exact": "held"}).context["cl"].result_list

    assert list(found) == [held]


def test_words_in_a_list_are_escaped_and_kept_apart(moderator_client):
    make_comment("<script>alert(1)</script>")

    html = moderator_client.get(list_of("comments_comment")).content.decode()

    assert '<bdi class="words">&lt;script&gt;alert(1)&lt;/script&gt;</bdi>' in html


def test_counting_stops_at_the_cap(monkeypatch):
    monkeypatch.setattr("comments.admin.readonly.MOST_COUNTED", 2)
    for _ in range(3):
        make_comment()

    paginator = CappedPaginator(Comment.objects.order_by("pk"), per_page=1)

    assert (paginator.count, paginator.num_pages) == (2, 2)
