import pytest

from moderation.forms import REASONS
from moderation.keys import KEYS, LAYOUTS, PLACES, REASON_NAMES, layout

# The halves where QWERTY and QWERTZ agree: y and z lie on either side.
HALVES = {"left": set("12345qwertasdfgxcvb"), "right": set("67890uiophjklnm,.")}
WIDE = {"Enter", "Space"}  # the thumb's, and the right little finger's


@pytest.mark.parametrize("hand", ["both", "left", "right"])
def test_no_key_does_two_things(hand):
    keys = LAYOUTS[hand]

    for group in (keys.deeds, keys.places, keys.reasons):
        assert len(set(group.values())) == len(group)


@pytest.mark.parametrize("hand", HALVES)
def test_keys_for_one_hand_lie_on_its_half(hand):
    keys = LAYOUTS[hand]

    used = {*keys.deeds.values(), *keys.places.values(), *keys.reasons.values()}

    assert used - HALVES[hand] <= WIDE


def test_left_hand_needs_no_enter():
    assert "Enter" not in LAYOUTS["left"].deeds.values()


def test_every_layout_knows_every_deed_place_and_reason():
    for hand in ("both", "left", "right"):
        keys = LAYOUTS[hand]
        assert list(keys.deeds) == [key.deed for key in KEYS]
        assert list(keys.places) == [place.deed for place in PLACES]
        assert list(keys.reasons) == list(REASON_NAMES)


def test_names_of_reasons_are_those_of_the_form():
    assert [name for name, _, _ in REASONS if name] == sorted(
        REASON_NAMES, key=lambda name: (name == "0", name)
    )


def test_keys_that_moderators_know():
    both = LAYOUTS["both"]

    assert {deed: both.deeds[deed] for deed in ("next", "back", "approve", "reject", "undo")} == {
        "next": "j",
        "back": "k",
        "approve": "f",
        "reject": "d",
        "undo": "u",
    }


@pytest.mark.parametrize("hand", ["off", "", "nonsense"])
def test_no_keys(hand):
    assert layout(hand).lines == []
    assert layout(hand).reason_keys == []
