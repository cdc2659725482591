"""Spam floods from farms of accounts, and an office behind one address that is none."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from comments.models import Comment, Report, Status, User, Vote
from comments.pace import TooFast, admit
from comments.services import post_comment
from moderation import piles
from moderation.models import Decision, Flag, FlagKind, ReviewItem, Sanction
from moderation.pipeline.drain import judge_waiting
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item

# What is counted is in Valkey.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def let_through(user, address: str) -> bool:
    try:
        admit(SimpleNamespace(user=user, META={"REMOTE_ADDR": address}), "post")
    except TooFast:
        return False
    return True


def farm(amount: int) -> list[User]:
    return User.objects.bulk_create(
        [User(username=f"spam{n}", date_joined=timezone.now()) for n in range(amount)]
    )


def test_ten_thousand_posts_of_fifty_accounts_leave_a_legitimate_reader_alone():
    accounts, reader = farm(50), UserFactory()

    spam = sum(let_through(accounts[n % 50], "2001:db8::1") for n in range(10_000))

    # Six a minute for twenty readers, and what comes back while the test runs.
    assert 120 <= spam < 400
    assert [let_through(reader, "192.0.2.7") for _ in range(6)] == [True] * 6


def test_a_flood_takes_three_rows_of_the_queue_for_each_account():
    for number, account in enumerate(farm(10)):
        for turn in range(12):
            body = f"Offer {number} number {turn}."
            make_item(make_comment(body, author=account, status=Status.HELD), rudeness=0.9)
    quiet = make_item(rudeness=0.5)

    rows = list(piles.folded(ReviewItem.objects.open(), piles.ALIKE))

    assert len(rows) == 10 * piles.ROWS_EACH + 1
    assert quiet.pk in {row.pk for row in rows}


def test_the_same_text_of_many_accounts_comes_before_a_moderator():
    article = ArticleFactory()
    for account in UserFactory.create_batch(5):
        post_comment(article=article, author=account, body="Meet me at the river tonight!")

    judge_waiting()

    flagged = Flag.objects.filter(kind=FlagKind.DETECTED_REPEAT).count()
    assert flagged == 2  # The policy lets three go by.
    assert Comment.objects.filter(status=Status.HELD).count() == 2


def test_a_link_in_a_first_comment_comes_before_a_moderator():
    author = UserFactory(date_joined=timezone.now() - timedelta(minutes=5))
    post_comment(article=ArticleFactory(), author=author, body="See https://shop.example/now")

    judge_waiting()

    assert Flag.objects.get().kind == FlagKind.DETECTED_LINK
    assert Comment.objects.get().status == Status.HELD


def test_an_office_of_fifty_behind_one_address_is_left_alone(client):
    comment = make_comment()
    answers = []
    for reader in UserFactory.create_batch(50):
        client.force_login(reader)
        fields = {"body": f"Thoughts of {reader.username}.", "key": str(uuid.uuid4())}
        answers += [
            client.post(f"/articles/{comment.article.slug}/comments", fields).status_code,
            client.post(f"/comments/{comment.pk}/vote", {"value": "-1"}).status_code,
            client.post(f"/comments/{comment.pk}/report", {"category": "spam"}).status_code,
        ]

    comment.refresh_from_db()
    assert answers == [302] * 150
    assert (Vote.objects.count(), Report.objects.count()) == (50, 50)
    assert comment.status == Status.VISIBLE
    assert Decision.objects.count() == Sanction.objects.count() == 0
