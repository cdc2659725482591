"""What may stand in a comment."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comments.text import MAX_BODY, BadText, clean, fingerprint

any_text = st.text(max_size=200)
tricky = st.text(
    alphabet=st.sampled_from(
        "aé\u0301 \t\n\r\u00a0\u200b\u2028\u3164\u0085\x0b\x00\u202e\ud800\u0344"
    ),
    max_size=12,
)


def refusal(raw, **options):
    with pytest.raises(BadText) as caught:
        clean(raw, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("  Plain.  ", "Plain."),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("\n\n  in the middle:  \n\n x\u2028", "in the middle:  \n\n x"),
        ("e\u0301", "é"),
        ("tab\there", "tab\there"),
        ("👩\u200d🚀 and שלום\u200f and \u2067سلام\u2069", None),
        ("日本語　全角", None),
    ],
)
def test_clean_keeps_the_words(raw, stored):
    assert clean(raw) == (raw if stored is None else stored)


@given(any_text | tricky)
def test_clean_twice_is_clean_once(raw):
    try:
        once = clean(raw)
    except BadText:
        assume(False)

    assert clean(once) == once
    assert once == once.strip()
    assert "\r" not in once
    assert unicodedata.is_normalized("NFC", once)


@given(any_text | tricky)
def test_clean_lets_nothing_through_that_a_database_refuses(raw):
    try:
        stored = clean(raw)
    except BadText:
        return

    stored.encode()
    assert "\x00" not in stored
    assert 0 < len(stored) <= MAX_BODY


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\ufffe"])
def test_clean_refuses_control_characters(char):
    assert refusal(f"a{char}b") == (
        "Your comment holds control characters that cannot be stored. Remove them."
    )


@pytest.mark.parametrize("char", "\u202a\u202b\u202c\u202d\u202e")
def test_clean_refuses_overrides_of_the_direction(char):
    assert refusal(f"a{char}b") == (
        "Your comment holds invisible characters that turn the direction of text round. "
        "Remove them."
    )


@pytest.mark.parametrize("surrogate", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_clean_refuses_broken_characters(surrogate):
    assert refusal(f"a{chr(surrogate)}b") == (
        "Your comment holds a broken character. Delete it and type it again."
    )


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " \n\t ",
        "\u200b\u200d\ufeff",
        "\u0301",
        "\u00a0\u3000",
        "\u3164",
        "\u2800 \u2800",
        "\uffa0",
    ],
    ids=ascii,
)
def test_clean_refuses_what_leaves_no_mark_on_the_page(raw):
    assert refusal(raw) == "Your comment is empty. Write something first."


def test_clean_takes_the_longest_and_refuses_one_more():
    assert clean("x" * 5_000) == "x" * 5_000
    assert refusal("x" * 5_001) == (
        "Your comment has 5,001 characters. The most is 5,000: shorten it by 1."
    )


def test_clean_counts_characters_as_stored():
    assert len(clean("e\u0301" * 5_000 + "   ")) == 5_000


def test_clean_names_the_thing_and_takes_its_own_limit():
    assert refusal("x" * 12, most=10, what="note") == (
        "Your note has 12 characters. The most is 10: shorten it by 2."
    )


@pytest.mark.parametrize(
    "other",
    [
        "THIS IS SPAM!",
        "this-is-spam",
        "  This\nis\tspam...",
        "Ｔｈｉｓ is ｓｐａｍ",
        "«this» is “spam”?",
    ],
)
def test_fingerprint_is_the_same_for_other_case_blanks_and_signs(other):
    assert fingerprint(other) == fingerprint("This is spam")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Z"]), max_size=60))
def test_fingerprint_ignores_added_blanks_and_signs(text):
    assume(any(char.isalnum() for char in text))

    assert fingerprint(f"  {text} !?") == fingerprint(text)


@pytest.mark.parametrize("other", ["This is spa", "This is spam 2", "Этo is spam", "isspam this"])
def test_fingerprint_differs_for_other_words(other):
    assert fingerprint(other) != fingerprint("This is spam")


def test_fingerprint_of_signs_alone_is_only_the_same_as_itself():
    assert fingerprint("👍") == fingerprint("👍")
    assert len({fingerprint("👍"), fingerprint("👎"), fingerprint("!!!"), fingerprint("?")}) == 4


@given(any_text)
def test_fingerprint_fits_its_column(text):
    assume(not any("\ud800" <= char <= "\udfff" for char in text))

    assert len(fingerprint(text)) == 32
    assert int(fingerprint(text), 16) >= 0
