"""Disguises are seen through, ordinary text stays as it is, and places are kept."""

import pytest

from moderation.scoring import words
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.normalise import CHUNK_LENGTH, Normaliser, Token, places, spoken

KNOWN = frozenset(
    [
        *("you", "are", "a", "the", "man", "it", "is", "pen", "asset", "assign", "so"),
        *("desgraçado", "maroon"),
    ]
)


@pytest.fixture(scope="module")
def normaliser():
    return Normaliser(
        Lexicon(["fuck", *sorted(words.DISGUISED - {"fuck"})], KNOWN | words.INNOCENT)
    )


def read(normaliser, text):
    """Return (what was read, the part of the text, read_as) for every token."""
    chunks = normaliser.chunks(text)
    return [
        (
            token.text,
            text[start + token.start : start + token.end],
            token.read_as,
        )
        for chunk, start in zip(chunks, places(text, chunks), strict=True)
        for token in normaliser.tokens(chunk)
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("m0r0n", "moron"),
        ("1d10t", "idiot"),
        ("$tup1d", "stupid"),
        ("!diot", "idiot"),
        ("a$$hole", "asshole"),
        ("i.d.i.o.t", "idiot"),
        ("s-t-u-p-i-d", "stupid"),
        ("ѕtuріd", "stupid"),
        ("ｓｔｕｐｉｄ", "stupid"),
        ("𝓼𝓽𝓾𝓹𝓲𝓭", "stupid"),
        ("st\u200bup\u200bid", "stupid"),
        ("st\u00adupid", "stupid"),
        ("stúpíd", "stupid"),
        ("stuuuuupid", "stupid"),
        ("f*ck", "fuck"),
        ("f**k", "fuck"),
        ("f***", "fuck"),
        ("sh#t", "shit"),
        ("id**t", "idiot"),
        ("stpuid", "stupid"),
        ("stuuupdi", "stupid"),
        ("m0r.0n", "moron"),
        ("s t u p i d", "stupid"),
        ("5 t u p 1 d", "stupid"),
        ("s. t. u. p. i. d", "stupid"),
        ("s  t  u  p  i  d", "stupid"),
        ("s tt u p i d", "stupid"),
        ('"s t u p i d', "stupid"),
        ("!D1OT", "idiot"),
        ("f*uuuu*k", "fuck"),
        ("s*tuuup*d", "stupid"),
        ("cnut", "cunt"),
        ("cu*t", "cunt"),
        ("a*s", "ass"),
        ("@$5", "ass"),
        ("stu pid", "stupid"),
        ("mo ron", "moron"),
        ("id iot", "idiot"),
        ("STUP ID", "stupid"),
    ],
)
def test_disguised_word_is_read_as_what_it_spells(normaliser, text, word):
    assert read(normaliser, text) == [(word, text, word)]


@pytest.mark.parametrize(
    "text",
    [
        *("G8", "4chan", "$5", "10:45", "A55", "H1N1", "a s s e t", "the pen.Is it", "looser"),
        *("T1T", "H0E", "P.S."),
        *("Mo Ron", "mor on", "to day", "co on", "an us", "5-HT", "F*&K", "1 000 000", "80th"),
        *("test4", "@shitposter99"),
        *("http://example.org/fuck", "c++", "2*3*4", "a b c d e f", "T-shirt", "maroon", "M25"),
    ],
)
def test_ordinary_text_is_not_read_as_rude(normaliser, text):
    assert [read_as for _, _, read_as in read(normaliser, text)] == [None] * len(
        read(normaliser, text)
    )
    assert not {word for word, _, _ in read(normaliser, text)} & words.DISGUISED


@pytest.mark.parametrize(
    ("text", "word"),
    [("a-s-s-e-t", "asset"), ("аsset", "asset"), ("@sset", "asset"), ("asssset", "asset")],
)
def test_ordinary_word_in_plain_disguise_is_read_as_that_word(normaliser, text, word):
    assert [token[0] for token in read(normaliser, text)] == [word]


def test_marks_around_spaced_and_split_words_are_left_out(normaliser):
    assert read(normaliser, "you id iot! so s t u p i d!") == [
        ("you", "you", None),
        ("idiot", "id iot", "idiot"),
        ("!", "!", None),
        ("so", "so", None),
        ("stupid", "s t u p i d", "stupid"),
    ]


def test_only_so_many_chunks_are_looked_through_and_the_rest_is_cheap(normaliser):
    text = "m0r0n it's 10:45 1d10t so $tup1d"

    assert normaliser.chunks(text, most=1) == [
        *("m0r0n", "it's", "10:45", "1", "d", "10", "t", "so", "tup", "1", "d"),
    ]
    assert normaliser.chunks(text, most=3) == text.split()


def test_spaced_word_keeps_its_place_among_others(normaliser):
    assert read(normaliser, "you are a s t u p i d man") == [
        ("you", "you", None),
        ("are", "are", None),
        ("a", "a", None),
        ("stupid", "s t u p i d", "stupid"),
        (words.IDENTITY_MARK, "man", None),
    ]


def test_several_spaced_words_are_told_apart(normaliser):
    assert read(normaliser, "y o u i d i o t") == [
        ("you", "y o u", None),
        ("idiot", "i d i o t", "idiot"),
    ]


def test_spaced_word_after_a_word_of_one_letter_is_found():
    normaliser = Normaliser(Lexicon(["moron"], frozenset({"amor", "on", "am", "or"})))

    assert read(normaliser, "only a m o r o n says") == [
        ("only", "only", None),
        ("a", "a", None),
        ("moron", "m o r o n", "moron"),
        ("says", "says", None),
    ]


def test_disguised_part_of_a_chunk_is_found(normaliser):
    assert read(normaliser, "you/1d10t") == [("you", "you", None), ("idiot", "1d10t", "idiot")]


def test_accented_spelling_people_use_is_no_disguise(normaliser):
    assert read(normaliser, "desgraçado") == [("desgracado", "desgraçado", None)]


def test_what_follows_an_apostrophe_is_left_out_but_still_spoken(normaliser):
    text = "You're wrong, isn’t it the idiot's Muslim's"

    assert read(normaliser, text) == [
        ("you", "You're", None),
        ("wrong", "wrong", None),
        ("isn", "isn’t", None),
        ("it", "it", None),
        ("the", "the", None),
        ("idiot", "idiot's", None),
        (words.IDENTITY_MARK, "Muslim's", None),
    ]
    assert spoken(Token("isn", 14, 19, None), text) == "isn't"
    assert spoken(Token("wrong", 7, 12, None), text) == "wrong"


def test_mention_and_link_are_left_out(normaliser):
    assert read(normaliser, "@idiot_99 see https://example.org/x") == [("see", "see", None)]


def test_letters_that_decompose_keep_the_place_of_the_one_they_came_from(normaliser):
    assert read(normaliser, "ﬁne ß idiot") == [
        ("fine", "ﬁne", None),
        ("ss", "ß", None),
        ("idiot", "idiot", None),
    ]


def test_unbroken_run_is_cut_into_chunks_of_bounded_length(normaliser):
    chunks = normaliser.chunks("x" * 1_000)

    assert max(len(chunk) for chunk in chunks) == CHUNK_LENGTH
    assert "".join(chunks) == "x" * 1_000


def test_chunks_hold_everything_but_blanks(normaliser):
    text = "a s t u p i d  b\tc\nd e f g 𝓱 i"

    held = "".join(normaliser.chunks(text))

    assert [c for c in held if not c.isspace()] == [c for c in text if not c.isspace()]
