"""Voting on comments and reporting them."""

import pytest

from comments.models import Comment, Report, ReportCategory, Status, Vote
from tests.factories import make_comment

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def press(client, comment, value, *, htmx=True):
    headers = HTMX if htmx else {}
    return client.post(f"/comments/{comment.pk}/vote", {"value": value}, headers=headers)


def test_vote_counts_and_gives_the_buttons_back_pressed(reader_client):
    comment = make_comment()

    response = press(reader_client, comment, "1")

    comment.refresh_from_db()
    assert (comment.ups, comment.downs) == (1, 0)
    assert response.context["row"].tally == "+1"
    assert response.context["row"].vote == 1
    assert 'aria-pressed="true"' in response.text


def test_vote_changes_sides_and_is_taken_back(reader_client, reader):
    comment = make_comment()

    tallies = [press(reader_client, comment, v).context["row"].tally for v in ("1", "-1", "0")]

    assert tallies == ["+1", "-1", "0"]
    assert Vote.objects.count() == 0


def test_vote_twice_counts_once(reader_client):
    comment = make_comment()

    for _ in range(2):
        response = press(reader_client, comment, "1")

    assert response.context["row"].tally == "+1"
    assert Vote.objects.count() == 1


def test_vote_without_javascript_comes_back_to_the_comment(reader_client):
    comment = make_comment()

    response = press(reader_client, comment, "-1", htmx=False)

    comment.refresh_from_db()
    assert comment.downs == 1
    assert response.url == f"/comments/{comment.pk}/#c{comment.pk}"


@pytest.mark.parametrize("value", ["", "2", "x", "-2", "\x00", "1.0"])
def test_forged_vote_counts_nothing_and_says_so(reader_client, value):
    comment = make_comment()

    response = press(reader_client, comment, value)

    assert response.status_code == 422
    assert "A vote is up, down or taken back." in response.text
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("htmx", [False, True])
def test_vote_on_ones_own_comment_is_refused_in_words(reader_client, reader, htmx):
    comment = make_comment(author=reader)

    response = press(reader_client, comment, "1", htmx=htmx)

    if htmx:
        assert response.status_code == 422
    else:
        assert "You cannot vote on your own" in reader_client.get(response.url).text
    assert Vote.objects.count() == 0


def test_vote_on_a_hidden_comment_is_404(reader_client):
    assert press(reader_client, make_comment(status=Status.HELD), "1").status_code == 404


def test_anonymous_vote_goes_through_the_log_in(client):
    comment = make_comment()

    assert press(client, comment, "1").headers["HX-Redirect"] == (
        f"/accounts/login/?next=/comments/{comment.pk}/"
    )
    assert press(client, comment, "1", htmx=False).url == (
        f"/accounts/login/?next=/comments/{comment.pk}/"
    )
    assert client.get(f"/comments/{comment.pk}/vote").status_code == 405


def test_report_stores_category_and_note(reader_client, reader):
    comment = make_comment()

    response = reader_client.post(
        f"/comments/{comment.pk}/report", {"category": "spam", "note": " Third time. "}
    )

    report = Report.objects.get()
    assert (report.comment, report.reporter, report.category, report.note) == (
        comment,
        reader,
        ReportCategory.SPAM,
        "Third time.",
    )
    assert response.url == f"/comments/{comment.pk}/#c{comment.pk}"


def test_report_with_htmx_says_thanks_in_place(reader_client):
    comment = make_comment()

    response = reader_client.post(
        f"/comments/{comment.pk}/report", {"category": "spam"}, headers=HTMX
    )

    assert "Reported. A moderator will look at it." in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose what is wrong"),
        ({"category": "none"}, "Choose what is wrong"),
        ({"category": "other", "note": " "}, "Say in a few words"),
        ({"category": "spam", "note": "x" * 501}, "has 501 characters"),
        ({"category": "spam", "note": "a\x00"}, "control characters"),
    ],
)
def test_bad_report_comes_back_with_the_note_and_the_reason(reader_client, fields, words, htmx):
    comment = make_comment()

    response = reader_client.post(
        f"/comments/{comment.pk}/report", fields, headers=HTMX if htmx else {}
    )

    assert response.status_code == 422
    assert words in response.text
    assert response.context["form"]["note"].value() == fields.get("note")
    assert Report.objects.count() == 0


def test_second_report_of_the_same_words_is_refused_in_words(reader_client):
    comment = make_comment()
    url = f"/comments/{comment.pk}/report"
    reader_client.post(url, {"category": "spam"})

    response = reader_client.post(url, {"category": "offensive"})

    assert response.status_code == 422
    assert "You have reported this comment already." in response.text
    assert Report.objects.count() == 1


def test_report_of_ones_own_comment_is_refused_in_words(reader_client, reader):
    comment = make_comment(author=reader)

    response = reader_client.post(f"/comments/{comment.pk}/report", {"category": "spam"})

    assert response.status_code == 422
    assert "You cannot report your own comment." in response.text


def test_report_of_a_hidden_comment_is_404(reader_client):
    comment = make_comment(status=Status.REMOVED)

    assert reader_client.get(f"/comments/{comment.pk}/report").status_code == 404
    assert Comment.objects.count() == 1
