"""Editing and withdrawing one's own comment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Status
from comments.services import EDIT_WINDOW
from tests.factories import make_comment

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mine(reader):
    return make_comment("My words.", author=reader)


def test_edit_page_holds_the_words(reader_client, mine):
    response = reader_client.get(f"/comments/{mine.pk}/edit")

    assert response.context["form"]["body"].value() == "My words."
    assert "hx-post" not in response.text


def test_edit_stores_new_words_and_has_them_judged_again(reader_client, mine):
    response = reader_client.post(f"/comments/{mine.pk}/edit", {"body": "Kinder words."})

    mine.refresh_from_db()
    assert (mine.body, mine.revision, mine.status) == ("Kinder words.", 2, Status.PENDING)
    assert response.url == f"/comments/{mine.pk}/#c{mine.pk}"


def test_edit_with_htmx_gives_the_comment_in_place(reader_client, mine):
    response = reader_client.post(
        f"/comments/{mine.pk}/edit", {"body": "Kinder words."}, headers=HTMX
    )

    assert "Kinder words." in response.text
    assert "Being checked" in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize("htmx", [False, True])
def test_bad_new_words_come_back_with_the_reason(reader_client, mine, htmx):
    response = reader_client.post(
        f"/comments/{mine.pk}/edit", {"body": "a\x00b"}, headers=HTMX if htmx else {}
    )

    assert response.status_code == 422
    assert "control characters" in response.text
    assert response.context["form"]["body"].value() == "a\x00b"
    assert response.headers.get("HX-Retarget") == (f"#slot-{mine.pk}" if htmx else None)
    mine.refresh_from_db()
    assert mine.revision == 1


def test_edit_after_ten_minutes_keeps_the_new_words_in_the_form(reader_client, mine):
    Comment.objects.update(posted_at=timezone.now() - EDIT_WINDOW - timedelta(seconds=1))

    page = reader_client.get(f"/comments/{mine.pk}/edit")
    response = reader_client.post(f"/comments/{mine.pk}/edit", {"body": "Late words."})

    assert "Comments can be edited for 10 minutes after posting." in page.text
    assert "<textarea" not in page.text
    assert response.status_code == 422
    assert "Comments can be edited for 10 minutes after posting." in response.text
    assert response.context["form"]["body"].value() == "Late words."
    mine.refresh_from_db()
    assert mine.body == "My words."


@pytest.mark.parametrize("deed", ["edit", "withdraw"])
def test_deeds_on_other_peoples_comments_are_404(reader_client, deed):
    theirs = make_comment()

    assert reader_client.get(f"/comments/{theirs.pk}/{deed}").status_code == 404
    assert reader_client.post(f"/comments/{theirs.pk}/{deed}", {"body": "x"}).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.status, theirs.revision) == (Status.VISIBLE, 1)


@pytest.mark.parametrize("deed", ["edit", "withdraw", "report"])
def test_anonymous_deeds_go_through_the_log_in(client, mine, deed):
    plain = client.post(f"/comments/{mine.pk}/{deed}")
    htmx = client.get(f"/comments/{mine.pk}/{deed}", headers=HTMX)

    assert plain.url == f"/accounts/login/?next=/comments/{mine.pk}/"
    assert htmx.headers["HX-Redirect"] == f"/accounts/login/?next=/comments/{mine.pk}/"


def test_withdraw_asks_first(reader_client, mine):
    response = reader_client.get(f"/comments/{mine.pk}/withdraw")

    mine.refresh_from_db()
    assert "Withdraw this comment?" in response.text
    assert mine.status == Status.VISIBLE


def test_withdrawn_comment_is_gone_and_its_answers_stay(reader_client, mine):
    make_comment("An answer.", parent=mine)

    response = reader_client.post(f"/comments/{mine.pk}/withdraw", follow=True)

    mine.refresh_from_db()
    text = " ".join(response.text.split())
    assert mine.status == Status.WITHDRAWN
    assert "Your comment is withdrawn. Answers to it stay." in text
    assert "You withdrew this comment. The answers below stay." in text
    assert "An answer." in text
    assert "My words." not in text


def test_withdraw_with_htmx_leaves_a_stump_in_place(reader_client, mine):
    response = reader_client.post(f"/comments/{mine.pk}/withdraw", headers=HTMX)

    assert f'id="c{mine.pk}"' in response.text
    assert "You withdrew this comment." in response.text
    assert "My words." not in response.text


@pytest.mark.parametrize("status", [Status.REMOVED, Status.WITHDRAWN])
@pytest.mark.parametrize("deed", ["edit", "withdraw"])
def test_what_is_gone_can_be_neither_edited_nor_withdrawn(reader_client, mine, deed, status):
    Comment.objects.update(status=status)

    page = reader_client.get(f"/comments/{mine.pk}/{deed}")
    response = reader_client.post(f"/comments/{mine.pk}/{deed}", {"body": "Other words."})

    assert "This comment is no longer there" in page.text
    assert response.status_code == 422
    assert "This comment is no longer there" in response.text
    mine.refresh_from_db()
    assert (mine.status, mine.body) == (status, "My words.")
