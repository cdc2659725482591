"""The review page in the admin: what stands around a comment, and deciding it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from comments.models import Comment, Report, ReportCategory, Status
from comments.services import edit_comment
from moderation import roles, services
from moderation.models import Action, Decision, FlagKind, ReviewItem
from moderation.services.opening import open_for_report
from tests.factories import UserFactory, make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:moderation_reviewitem_changelist")


def page_of(item: ReviewItem) -> str:
    return reverse("admin:moderation_reviewitem_review", args=[item.pk])


def texts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def decide(client, item, action, **data):
    data = {"seen_revision": item.comment.revision, "action": action, **data}
    return client.post(page_of(item), data, follow=True)


def test_page_shows_the_thread_around_in_reading_order(moderator_client):
    top = make_comment("The top one.")
    above = make_comment("Just above.", parent=top)
    older = make_comment("An older neighbour.", parent=above)
    comment = make_comment("You utter fool.", parent=above, status=Status.HELD)
    newer = make_comment("A newer neighbour.", parent=above)
    answer = make_comment("An answer.", parent=comment)
    make_comment("Somewhere else.", article=top.article)

    context = moderator_client.get(page_of(make_item(comment))).context

    assert context["above"] == [top, above]
    assert context["beside"] == [older, newer]
    assert list(context["answers"]) == [answer]


def test_page_shows_flags_with_reporters_history_and_earlier_decisions(moderator_client, lead):
    author, reporter = UserFactory(), UserFactory(username="petra")
    other = make_comment("Another of theirs.", author=author)
    comment = make_comment("You <b>utter</b> fool.", author=author, status=Status.VISIBLE)
    first = make_item(comment)
    services.decide(first, moderator=lead, action=Action.APPROVE, note="quoted from the article")
    report = Report.objects.create(
        comment=comment,
        revision=comment.revisions.get(),
        reporter=reporter,
        category=ReportCategory.ABUSIVE,
        note="personal <attack>",
    )
    item = open_for_report(report)

    response = moderator_client.get(page_of(item))

    html = response.content.decode()
    assert [flag.kind for flag in response.context["flags"]] == [FlagKind.REPORTED_ABUSIVE]
    assert "petra: personal &lt;attack&gt;" in html
    assert list(response.context["history"]) == [other]
    assert [d.note for d in response.context["decisions"]] == ["quoted from the article"]
    assert "<b>utter" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_page_does_not_grow(moderator_client, count, django_assert_num_queries):
    author = UserFactory()
    top = make_comment("The top one.")
    comment = make_comment("You utter fool.", parent=top, author=author, status=Status.HELD)
    item = make_item(comment)
    for number in range(count):
        make_comment("An answer.", parent=comment)
        make_comment("A neighbour.", parent=top)
        make_comment(f"Another of theirs, {number}.", author=author)
        moderator = make_staff(roles.MODERATOR)
        services.decide(item, moderator=moderator, action=Action.DISMISS)

    with django_assert_num_queries(15):
        moderator_client.get(page_of(item))


@pytest.mark.parametrize(
    ("action", "data", "status", "is_open"),
    [
        ("approve", {}, Status.VISIBLE, False),
        ("reject", {"reason_code": "abusive"}, Status.REMOVED, False),
        ("escalate", {"note": "the mayor's son"}, Status.HELD, True),
        ("dismiss", {}, Status.HELD, True),
    ],
)
def test_deciding_moves_the_comment_and_writes_the_decision(
    moderator_client, moderator, action, data, status, is_open
):
    item = make_item()

    response = decide(moderator_client, item, action, **data)

    item.refresh_from_db()
    decision = Decision.objects.get()
    assert response.redirect_chain == [(QUEUE, 302)]
    assert (item.comment.status, item.closed_at is None) == (status, is_open)
    assert (decision.action, decision.moderator, decision.item) == (action, moderator, item)
    assert (decision.reason_code, decision.note) == (
        data.get("reason_code", ""),
        data.get("note", ""),
    )


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "Choose a reason for the rejection. Nothing was decided."),
        ({"reason_code": "other"}, "“Other” needs a note that says why. Nothing was decided."),
    ],
)
def test_rejecting_without_a_reason_asks_for_it_and_keeps_what_was_typed(
    moderator_client, data, error
):
    item = make_item()

    response = decide(moderator_client, item, "reject", **data)

    assert response.context["form"].errors == {"reason_code": [error]}
    assert not Decision.objects.exists()


def test_note_typed_stays_when_the_reason_is_missing(moderator_client):
    item = make_item()

    response = decide(moderator_client, item, "reject", note="third time this week")

    assert "third time this week</textarea>" in response.content.decode()


@pytest.mark.parametrize("data", [{"action": "explode"}, {"seen_revision": "x"}, {"note": "a\0b"}])
def test_forged_form_decides_nothing(moderator_client, data):
    item = make_item()

    response = decide(moderator_client, item, **{"action": "approve", **data})

    assert response.status_code == 200
    assert not Decision.objects.exists()


def test_colleagues_claim_is_respected(moderator_client, lead):
    item = make_item()
    services.claim(item, moderator=lead)

    response = decide(moderator_client, item, "approve")

    assert texts(response) == ["lou is on this one. Nothing was decided."]
    assert not Decision.objects.exists()


def test_second_of_two_hears_who_was_first(moderator_client, lead):
    item = make_item()
    services.decide(item, moderator=lead, action=Action.APPROVE)

    response = decide(moderator_client, item, "reject", reason_code="spam")

    assert texts(response) == ["lou: approved 0 minutes ago. Yours was not written."]
    assert Decision.objects.count() == 1


def test_words_edited_meanwhile_are_not_decided(moderator_client):
    item = make_item(make_comment("You utter fool.", status=Status.VISIBLE))
    comment = Comment.objects.get(pk=item.comment_id)
    edit_comment(comment, author=comment.author, body="Something else altogether.")

    response = decide(moderator_client, item, "approve")

    assert "edited this comment after you opened it" in texts(response)[0]
    assert not Decision.objects.exists()


def test_escalated_item_is_not_a_moderators(moderator_client, moderator):
    item = make_item()
    services.decide(item, moderator=moderator, action=Action.ESCALATE)

    response = decide(moderator_client, item, "approve")

    assert texts(response) == ["This was escalated: a lead decides it. Nothing was decided."]


def test_closed_item_offers_no_decision(moderator_client, lead):
    item = make_item()
    services.decide(item, moderator=lead, action=Action.APPROVE)

    html = moderator_client.get(page_of(item)).content.decode()

    assert 'name="action" value="approve"' not in html


def test_page_needs_the_right_to_review(client):
    viewer = make_staff(roles.MODERATOR)
    viewer.groups.clear()
    viewer.user_permissions.set(Permission.objects.filter(codename="view_reviewitem"))
    client.force_login(viewer)
    item = make_item()

    assert client.get(page_of(item)).status_code == 403
    assert decide(client, item, "approve").status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("pk", [1, 10**30])
def test_unknown_item_is_not_found(moderator_client, pk):
    url = reverse("admin:moderation_reviewitem_review", args=[pk])

    assert moderator_client.get(url).status_code == 404


def test_page_marks_what_moved_the_score(moderator_client):
    item = make_item(make_comment("You <utter> fool.", status=Status.HELD))

    html = moderator_client.get(page_of(item)).content.decode()

    assert "<mark>You</mark> &lt;utter&gt; fool." in html


def test_page_marks_nothing_once_the_words_changed(moderator_client):
    """A closed item keeps the score it was decided by; its spans fit no other words."""
    item = make_item(make_comment("You utter fool.", status=Status.VISIBLE))
    comment = Comment.objects.get(pk=item.comment_id)
    ReviewItem.objects.filter(pk=item.pk).update(closed_at=item.opened_at)
    edit_comment(comment, author=comment.author, body="Now I am civil.")

    html = moderator_client.get(page_of(item)).content.decode()

    assert "Now I am civil." in html
    assert "<mark>" not in html
