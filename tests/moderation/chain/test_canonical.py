"""The same values always give the same bytes, as RFC 8785 writes them."""

import json
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.chain.canonical import canonical

# From the tables of RFC 8785 (3.2.2.3 and appendix B).
NUMBERS = {
    0.0: "0",
    1.0: "1",
    4.50: "4.5",
    2e-3: "0.002",
    1e-27: "1e-27",
    5e-324: "5e-324",
    1e21: "1e+21",
    9.999999999999997e22: "9.999999999999997e+22",
    333333333.33333329: "333333333.3333333",
    1e-7: "1e-7",
    1.5e-6: "0.0000015",
    1e-5: "0.00001",
    1e20: "100000000000000000000",
}


@pytest.mark.parametrize(("value", "text"), [*NUMBERS.items(), (-0.0, "0")])
def test_numbers_are_as_ecmascript_writes_them(value, text):
    assert canonical(value) == text


def test_keys_are_in_order_and_nothing_is_between():
    value = {"b": [1, True, None], "a": {"d": "x", "c": False}}

    assert canonical(value) == '{"a":{"c":false,"d":"x"},"b":[1,true,null]}'


def test_text_is_escaped_no_more_than_needed():
    assert canonical('é€😂"\\/\n\t\x1f\x7f') == '"é€😂\\"\\\\/\\n\\t\\u001f\x7f"'


def test_times_are_in_utc_with_microseconds():
    winter = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=1)))

    assert canonical(winter) == '"2026-01-02T02:04:05.000000Z"'
    assert canonical(winter.astimezone(UTC)) == canonical(winter)


def test_a_uuid_is_its_text():
    assert canonical(uuid.UUID(int=1)) == '"00000000-0000-0000-0000-000000000001"'


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, -(2**53), datetime(2026, 1, 1)],  # noqa: DTZ001  # That it has no zone is the point.
)
def test_what_json_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match=r"."):
        canonical(value)


@pytest.mark.parametrize("value", [b"x", {1: 2}, {"ü": 1}, object()])
def test_other_kinds_of_values_are_refused(value):
    with pytest.raises(TypeError):
        canonical({"value": value} if not isinstance(value, dict) else value)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcxyz_"), inner),
    max_leaves=10,
)


@given(VALUES)
def test_whatever_is_written_reads_back_as_it_was(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text("abc"), st.integers(0, 9), min_size=2))
def test_the_order_of_keys_in_memory_makes_no_difference(value):
    backwards = dict(reversed(value.items()))

    assert canonical(backwards) == canonical(value)
