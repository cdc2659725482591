"""How urgent an open item is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.priority import priority

shares = st.floats(0, 1)
counts = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({"rudeness": 0.8, "visible": False, "reports": 0, "escalated": False}, 0.8),
        ({"rudeness": 0.8, "visible": True, "reports": 0, "escalated": False}, 1.3),
        ({"rudeness": 0.8, "visible": False, "reports": 1, "escalated": False}, 1.05),
        ({"rudeness": 0.8, "visible": False, "reports": 3, "escalated": False}, 1.3),
        ({"rudeness": 0.8, "visible": False, "reports": 0, "escalated": True}, 1.8),
        ({"rudeness": 0.0, "visible": True, "reports": 7, "escalated": True}, 2.25),
        ({"rudeness": None, "visible": False, "reports": 0, "escalated": False}, 0.5),
    ],
)
def test_priority_adds_up(facts, number):
    assert priority(**facts) == pytest.approx(number)


@given(shares, st.booleans(), counts, st.booleans())
def test_what_readers_see_complain_of_or_a_colleague_passed_on_is_more_urgent(
    rudeness, visible, reports, escalated
):
    base = priority(rudeness=rudeness, visible=False, reports=reports, escalated=False)

    assert priority(rudeness=rudeness, visible=True, reports=reports, escalated=False) > base
    assert priority(rudeness=rudeness, visible=False, reports=reports + 1, escalated=False) > base
    assert priority(rudeness=rudeness, visible=False, reports=reports, escalated=True) > base


def test_ten_friends_weigh_less_than_a_clear_insult_that_readers_see():
    friends = priority(rudeness=0.0, visible=False, reports=10, escalated=False)
    insult = priority(rudeness=0.9, visible=True, reports=0, escalated=False)

    assert friends < insult
