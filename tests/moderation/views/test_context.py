"""The conversation and the author's record, as fragments."""

import pytest

from comments.models import Status
from moderation import services
from moderation.models import Action
from tests.factories import UserFactory, make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db


def test_thread_shows_what_is_above_beside_and_below(moderator_client):
    root = make_comment("The root.")
    before = make_comment("Said before.", parent=root)
    item = make_item(make_comment("You fool.", parent=root, status=Status.HELD))
    below = make_comment("An answer.", parent=item.comment)
    after = make_comment("Said after.", parent=root)

    response = moderator_client.get(f"/moderation/items/{item.pk}/thread")

    places = [flat(response).index(each.body) for each in (root, before, below, after)]
    assert places == sorted(places)
    assert "<html" not in response.text


def test_thread_shows_removed_words_to_moderators(moderator_client):
    root = make_comment("Removed words.", status=Status.REMOVED)
    item = make_item(make_comment("You fool.", parent=root, status=Status.HELD))

    assert "Removed words." in flat(moderator_client.get(f"/moderation/items/{item.pk}/thread"))


def test_comment_that_stands_alone_says_so(moderator_client):
    item = make_item()

    response = moderator_client.get(f"/moderation/items/{item.pk}/thread")

    assert "It stands alone" in flat(response)


def test_author_shows_the_record(moderator_client):
    author = UserFactory(display_name="Gerrit Hale")
    first = make_item(make_comment("Fool.", author=author, status=Status.HELD))
    services.decide(first, moderator=make_staff(), action=Action.REJECT, reason_code="abusive")
    item = make_item(make_comment("You fool.", author=author, status=Status.HELD))

    response = moderator_client.get(f"/moderation/items/{item.pk}/author")

    assert "<bdi>Gerrit Hale</bdi>" in flat(response)
    assert "1 of 1 rejected" in flat(response)
    assert "1 of 2 comments removed (50 %)" in flat(response)
    assert "As a reporter" in flat(response)
    assert f'href="/moderation/people/{author.pk}/"' in flat(response)
    assert "<html" not in response.text


@pytest.mark.parametrize("what", ["thread", "author"])
def test_fragments_are_for_moderators(client, reader_client, what):
    item = make_item()

    assert reader_client.get(f"/moderation/items/{item.pk}/{what}").status_code == 403
    assert client.get(f"/moderation/items/{item.pk + 1}/{what}").status_code == 403


@pytest.mark.parametrize("what", ["thread", "author"])
def test_unknown_item(moderator_client, what):
    assert moderator_client.get(f"/moderation/items/1/{what}").status_code == 404
