"""Word lists: whole words only."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.wordlist import WordList

# One a line, as administrators type them.
RUDE = WordList(
    """
ass
anal
arse
cialis
cock
cum
cunt
dick
fag
hell
ho
hoe
nig
prick
rape
scum
sex
shit
slut
tard
tit
tits
twat
wank
whore
fuck off
hole in the head
"""
)
INNOCENT = tuple(
    """
accumulate analysis analyst arsenal arsenic assassin assemble assess asset assign assistant
associate assume basement bass bassoon benighted bullfinches canal class classic cockpit cocktail
cockerel cucumber custard dickens document embarrass essex grape grass haphazard hellebore hello
hoax hotel leotard mass massage matsushita middlesex mishit mustard night parse passage passion
peacock penistone pharaohs potash prickle raspberry rapeseed scrape scunthorpe seashell sextant
shell shitake shuttlecock sparse specialist Stoke-on-Trent sussex swank tithe title titan titter
trapeze unisex whoredom wristwatch Schitt’s ass1gn
""".split()  # noqa: SIM905  # A list literal of 75 words takes 75 lines.
)


@pytest.mark.parametrize("word", INNOCENT)
def test_an_innocent_word_gives_no_hit(word):
    assert RUDE.find(f"The {word} of {word.upper()}, {word.title()}!") == []


def test_the_innocent_list_is_worth_its_name():
    """Nearly every one holds a listed word as a part: a plain search would hit it."""
    holding = [w for w in INNOCENT if any(entry in w.casefold() for entry in RUDE.entries)]

    assert len(holding) >= 60


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You ass!", ["ass"]),
        ("ASS", ["ass"]),
        ("ass-hat", ["ass"]),
        ("(ass)", ["ass"]),
        ("ass_", ["ass"]),
        ("ａｓｓ", ["ass"]),
        ("Oh hell, fuck off.", ["hell", "fuck off"]),
        ("tits", ["tits"]),
        ("ass ass ass", ["ass"]),
        ("dick, you ass", ["dick", "ass"]),
        ("A hole in the head", ["hole in the head"]),
        ("A hole in the heading", []),
        ("fuck  off", []),
        ("ass5", []),
        ("", []),
    ],
)
def test_find_gives_the_entries_in_order_each_once(text, found):
    assert RUDE.find(text) == found


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("straße", "In der STRASSE steht", ["strasse"]),
        ("ÄSEL", "asel äsel", ["äsel"]),
        ("дурак", "Ну ты ДУРАК!", ["дурак"]),
        ("дурак", "дураками", []),
        ("कम", "कमी", []),  # The vowel sign belongs to the word, and is no letter.
        ("कम", "यह कम है", ["कम"]),
        ("ass", "ass\u0323", []),
        ("@badguy", "mail@badguy", ["@badguy"]),
        ("$$$", "win$$$now", ["$$$"]),
    ],
)
def test_find_in_other_scripts_and_with_signs(entry, text, found):
    assert WordList(entry).find(text) == found


def test_entries_are_lines_without_blanks_and_repeats():
    words = WordList("  Idiot \r\n\nidiot\n  \nfuck off\n")

    assert words.entries == ("idiot", "fuck off")


@pytest.mark.parametrize("lines", ["", "\n \n\t\n"])
def test_an_empty_list_finds_nothing(lines):
    assert WordList(lines).find("anything at all") == []


def test_lists_with_the_same_entries_are_equal():
    assert WordList("One\ntwo") == WordList("one\n\nTWO")
    assert hash(WordList("One\ntwo")) == hash(WordList("one\ntwo"))
    assert WordList("one") != WordList("two")
    assert WordList("one") != "one"


letters = st.text(alphabet="abcdeé1", min_size=1, max_size=4)


@given(st.lists(letters, min_size=1, max_size=8), st.lists(letters, max_size=30))
def test_find_agrees_with_splitting_into_words(entries, words):
    text = " ".join(words)

    assert set(WordList("\n".join(entries)).find(text)) == set(entries) & set(words)


@given(st.text(max_size=30), st.text(max_size=100))
def test_find_never_fails_and_finds_only_what_is_listed(entry, text):
    words = WordList(entry)

    assert set(words.find(text)) <= set(words.entries)


RUDE_PARTS = """
ass arse anal arsch butt cock cum cunt dick fag fick fotze fuck hell ho hoe homo horn hure kacke
mist nazi nig nutte penis penner piss porn prick puss pussy rape rapist sack scum sex sexual shit
slut schlampe schwanz tard tit tits twat wank wichs wichse whore
"""
MANY_INNOCENT = (Path(__file__).parent / "innocent_words.txt").read_text(encoding="utf-8").split()


def test_two_hundred_innocent_words_stay_clean():
    rude = WordList("\n".join(RUDE_PARTS.split()))

    hits = {word: rude.find(f"So ein {word}, a {word.upper()}.") for word in MANY_INNOCENT}

    assert len(set(MANY_INNOCENT)) >= 200
    assert {word: found for word, found in hits.items() if found} == {}


def test_the_many_innocent_words_are_worth_their_name():
    """Most hold a rude one: a search for parts of words would hit them."""
    holding = [w for w in MANY_INNOCENT if any(part in w.lower() for part in RUDE_PARTS.split())]

    assert len(holding) >= 150


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What @ss wrote this", ["ass"]),
        ("a$$", ["ass"]),
        ("sh!t happens", ["shit"]),
        ("5hit", ["shit"]),
        ("$hit", ["shit"]),
        ("ѕhіt", ["shit"]),  # Cyrillic dze and i.
        ("ｓｈｉｔ", ["shit"]),
        ("id\u200bi\u00adot", ["idiot"]),
        ("fսck off now", ["fuck off"]),
        ("shit $hit", ["shit"]),
        ("the A55 to Chester", []),
        ("4 am, 7175 of 455", []),
        ("the 80th of them", []),
        ("pas$ion and cla$$", []),
        ("mail me@idiots.example", []),
    ],
)
def test_disguised_words_are_found_and_numbers_left_alone(text, found):
    assert WordList("ass\nshit\nidiot\nfuck off\ntits\nboth").find(text) == found


def test_patterns_are_found_anywhere_and_named_as_they_stand_in_the_list():
    words = WordList("idiot\n/b[iy]tch+/\n/\\bbuy .{1,9} now\\b/")

    assert words.find("BYTCHES, buy pills now, idiot") == [
        "idiot",
        "/b[iy]tch+/",
        r"/\bbuy .{1,9} now\b/",
    ]


def test_what_is_no_pattern_is_taken_by_the_letter():
    assert WordList("/(/\n//").find("a smile: /(/ and //") == ["/(/", "//"]


def test_lists_are_the_same_when_words_and_patterns_are():
    assert WordList("a\n/b/") == WordList("/b/\n\na")
    assert WordList("a\n/b/") != WordList("a\n/c/")
