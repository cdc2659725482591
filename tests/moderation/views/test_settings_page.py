"""The page on which a moderator says how they want the desk, and what it does to other pages."""

import pytest

from moderation import services
from moderation.models import Action, DeskSettings
from tests.factories import make_item
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
SETTINGS = "/moderation/settings/"


def test_page_shows_what_holds(moderator_client, moderator):
    DeskSettings.objects.create(user=moderator, keys="left", blur=True)

    page = flat(moderator_client.get(SETTINGS))

    assert 'name="keys" value="left" checked' in page
    assert page.count(" checked") == 2


def test_choices_are_kept_for_this_person_alone(moderator_client, moderator, lead):
    response = moderator_client.post(SETTINGS, {"keys": "right", "blur": "on", "rest": "on"})

    saved = DeskSettings.objects.get()
    assert response.url == SETTINGS
    assert (saved.user, saved.keys) == (moderator, "right")
    assert (saved.blur, saved.muted, saved.show_exposure, saved.rest) == (True, False, False, True)


def test_second_choice_replaces_the_first(moderator_client, moderator):
    DeskSettings.objects.create(user=moderator, keys="right", blur=True)

    moderator_client.post(SETTINGS, {"keys": "off"})

    saved = DeskSettings.objects.get()
    assert (saved.keys, saved.blur) == ("off", False)


def test_unknown_hand_is_refused(moderator_client):
    response = moderator_client.post(SETTINGS, {"keys": "third"})

    assert response.status_code == 422
    assert not DeskSettings.objects.exists()


def test_keys_of_one_hand_are_on_every_button_and_in_the_list(moderator_client, moderator):
    DeskSettings.objects.create(user=moderator, keys="right")
    item = make_item()

    queue = flat(moderator_client.get("/moderation/queue/"))
    page = flat(moderator_client.get(item.get_absolute_url()))

    for found in (queue, page):
        assert 'value="approve" data-key="l" aria-keyshortcuts="l"' in found
        assert 'data-deed="approve" data-pressed="l"' in found
        assert 'data-key="f"' not in found
    assert 'data-reason="6" aria-keyshortcuts="6"' in queue


def test_who_wants_no_keys_sees_none(moderator_client, moderator):
    DeskSettings.objects.create(user=moderator, keys="off")
    make_item()

    page = flat(moderator_client.get("/moderation/queue/"))

    assert "data-key=" not in page
    assert "aria-keyshortcuts" not in page
    assert "data-deed" not in page
    assert "You have switched the keys off." in page


@pytest.mark.parametrize(
    ("field", "classes"), [("blur", "desk blurs"), ("muted", "desk muted"), ("rest", "desk")]
)
def test_care_is_a_class_of_every_page(moderator_client, moderator, field, classes):
    DeskSettings.objects.create(user=moderator, **{field: True})

    assert f'<body class="{classes}">' in flat(moderator_client.get("/moderation/decisions/"))


def test_exposure_stands_in_the_top_bar_of_whoever_wants_it(moderator_client, moderator):
    services.decide(make_item(rudeness=0.95), moderator=moderator, action=Action.APPROVE)
    before = flat(moderator_client.get("/moderation/decisions/"))
    DeskSettings.objects.create(user=moderator, show_exposure=True)

    after = flat(moderator_client.get("/moderation/decisions/"))

    assert "very rude comment" not in before
    assert 'id="exposure"> 1 very rude comment today </span>' in after
