from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation import marks
from moderation.marks import HEAVY, LIGHT, Piece, pieces

FAMILY = "👩\u200d👩\u200d👧"  # three people, one sign
ZERO_WIDTH = "\u200b"


class TextContent(HTMLParser):
    """The text of markup as a browser has it, without the words "read as …" that are added."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.depth = 0  # inside what is added

    def handle_starttag(self, tag, attrs):
        if self.depth or dict(attrs).get("class") == "read-as":
            self.depth += 1

    def handle_endtag(self, tag):
        if self.depth:
            self.depth -= 1

    def handle_data(self, data):
        if not self.depth:
            self.text += data


def text_content(html: str) -> str:
    parser = TextContent()
    parser.feed(html)
    parser.close()
    return parser.text


bodies = st.lists(
    st.sampled_from(
        [
            *("a", " ", "<b>", "&amp;", '"', "\n", "e\u0301", FAMILY, ZERO_WIDTH, "\u202e", "🇳🇴"),
            *(
                "👍🏽",
                "\u0301",
                "\u200d",
                "\u1112",
                "\u1161",
                "\u11ab",
                "한",
                "نمی\u200cدانم",
                "x" * 9,
            ),
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4),
    max_size=12,
).map("".join)
spans = st.lists(
    st.tuples(
        st.integers(-2, 40),
        st.integers(-2, 40),
        st.floats(allow_nan=True) | st.just(0.5),
        st.none() | st.text(max_size=5),
    ).map(list)
    | st.sampled_from([None, [], "abc", [1, 2], [True, 2, 0.5, None], [0, 1, "x", None]]),
    max_size=6,
)


@given(bodies, spans)
def test_text_of_the_pieces_is_the_body(body, spans):
    assert "".join(piece.text for piece in pieces(body, spans)) == body


@given(bodies, spans)
def test_text_content_of_the_markup_is_the_body(body, spans):
    assert text_content(marks.html(pieces(body, spans))) == body


@given(bodies, spans)
def test_no_piece_begins_inside_a_sign(body, spans):
    at = 0
    for piece in pieces(body, spans):
        assert at == 0 or not marks.is_inside_sign(body, at)
        at += len(piece.text)


@given(bodies, spans, st.integers(1, 30))
def test_excerpt_keeps_a_beginning_and_counts_the_rest(body, spans, most):
    found = pieces(body, spans)

    kept, left, marks_left = marks.excerpt(found, most)

    text = "".join(piece.text for piece in kept)
    assert body.startswith(text)
    assert len(text) <= most
    assert left == len(body) - len(text)
    assert marks_left == sum(bool(p.mark) for p in found) - sum(bool(p.mark) for p in kept)


def test_pieces_of_two_spans_tell_heavy_from_light():
    found = pieces("you stupid clown", [[4, 10, 1.0, None], [11, 16, 0.4, None]])

    assert found == [
        Piece("you "),
        Piece("stupid", HEAVY),
        Piece(" "),
        Piece("clown", LIGHT),
    ]


def test_weight_of_half_the_largest_is_heavy():
    found = pieces("ab", [[0, 1, 0.6, None], [1, 2, 0.3, None]])

    assert found == [Piece("a", HEAVY), Piece("b", HEAVY)]


def test_disguise_is_followed_by_what_it_was_read_as():
    html = marks.html(pieces("m0r0n!", [[0, 5, 1.0, "moron"]]))

    assert html == (
        '<mark>m0r0n</mark><span class="read-as"><span class="sr">read as </span>'
        "<bdi>moron</bdi></span>!"
    )


def test_markup_in_a_comment_stays_text():
    html = marks.html(pieces("<script>x</script>", [[0, 8, 1.0, "<i>"]]))

    assert html == (
        '<mark>&lt;script&gt;</mark><span class="read-as"><span class="sr">read as </span>'
        "<bdi>&lt;i&gt;</bdi></span>x&lt;/script&gt;"
    )


@pytest.mark.parametrize(
    ("body", "span", "marked"),
    [
        ("cafe\u0301 x", [0, 4], "cafe\u0301"),  # the accent belongs to the e
        (f"a{FAMILY}b", [2, 3], FAMILY),
        ("x👍🏽y", [1, 2], "👍🏽"),
        ("🇳🇴🇸🇪", [1, 3], "🇳🇴🇸🇪"),
        ("🇳🇴🇸🇪", [0, 2], "🇳🇴"),
        ("\u1112\u1161\u11ab!", [1, 2], "\u1112\u1161\u11ab"),
        ("\uac00\u11a8!", [0, 1], "\uac00\u11a8"),
    ],
)
def test_mark_grows_to_whole_signs(body, span, marked):
    found = pieces(body, [[*span, 1.0, None]])

    assert [piece.text for piece in found if piece.mark] == [marked]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "abc",
        {"start": 0},
        [0, 1],
        [0, 1, 1.0, None, 5],
        [-1, 2, 1.0, None],
        [0, 5, 1.0, None],
        [2, 2, 1.0, None],
        [2, 1, 1.0, None],
        [0.0, 1, 1.0, None],
        [True, 2, 1.0, None],
        [0, 1, True, None],
        [0, 1, "1", None],
        [0, 1, float("nan"), None],
        [0, 1, float("inf"), None],
        [0, 1, 0, None],
    ],
)
def test_bad_span_is_ignored(bad):
    assert pieces("abcd", [bad]) == [Piece("abcd")]


def test_span_inside_an_earlier_one_is_ignored_and_an_overlap_is_shortened():
    found = pieces("abcdef", [[0, 4, 1.0, None], [1, 2, 1.0, None], [3, 6, 1.0, None]])

    assert found == [Piece("abcd", HEAVY), Piece("ef", HEAVY)]


def test_hidden_characters_are_named():
    assert list(marks.hidden("s\u200btu\u202epid")) == [
        ("s", ""),
        ("\u200b", "zero-width space"),
        ("tu", ""),
        ("\u202e", "right-to-left override"),
        ("pid", ""),
    ]


@pytest.mark.parametrize(
    "char",
    ["\u2062", "\u206a", "\ufffa", "\U0001d173", "\U000e0041", "\ufe0e", "\u17b4", "\U000e0100"],
)
def test_hidden_characters_without_a_name_are_shown_all_the_same(char):
    assert list(marks.hidden(f"a{char}b")) == [("a", ""), (char, "invisible character"), ("b", "")]


@pytest.mark.parametrize(
    "text",
    ["\U0001f3f4\U000e0067\U000e0062\U000e007f", "\u2639\ufe0e", "\u845b\U000e0100", "\u06dd12"],
)
def test_what_shapes_a_sign_is_not_hidden(text):
    assert list(marks.hidden(text)) == [(text, "")]


@pytest.mark.parametrize("text", [FAMILY, "نمی\u200cدانم", "क\u094d\u200dष", "👩🏽\u200d🚀"])
def test_joiner_at_its_proper_work_is_left_alone(text):
    assert list(marks.hidden(text)) == [(text, "")]


def test_joiner_between_latin_letters_is_named():
    html = marks.html(pieces("i\u200cdiot", []))

    assert html == 'i<span class="unseen" data-name="zero-width non-joiner">\u200c</span>diot'


def test_excerpt_of_a_long_comment_ends_at_a_blank_and_says_what_is_left():
    body = "one two three four five six"
    found = pieces(body, [[24, 27, 1.0, None]])

    assert marks.excerpt(found, 10) == ([Piece("one two")], 20, 1)


def test_excerpt_of_a_short_comment_is_all_of_it():
    found = pieces("one two", [[0, 3, 1.0, None]])

    assert marks.excerpt(found, 10) == (found, 0, 0)
