"""Where a name that must carry a note is mentioned, and where it is not."""

import random
import string
import time

import pytest

from comments.models import NoticeName, SiteNotice
from comments.notices import Name, mentioned, notices_for


@pytest.mark.parametrize(
    "text",
    [
        "Nordkai",
        "NORDKAI said",
        "nordkai",
        "(Nordkai)",
        "“Nordkai”",
        "Nordkai's ships",
        "Nordkai’s ships",
        "of Nordkais.",
        "den Nordkaiern",
        "x\nNordkai\ny",
        "Anti-Nordkai",
        "nobody. nordkai, somebody",
    ],
)
def test_name_is_found_in_any_case_and_with_its_endings(text):
    assert mentioned([Name(7, "Nordkai", "s, ern")], [text]) == {7}


@pytest.mark.parametrize("text", ["", "Nordka", "Nordkaiser", "XNordkai", "Nordkai2", "Nordkaie"])
def test_part_of_another_word_is_not_the_name(text):
    assert mentioned([Name(7, "Nordkai", "s, ern")], [text]) == set()


def test_name_of_several_words_may_run_over_a_line():
    assert mentioned([Name(7, "Iron Guard", "")], ["the iron\n  GUARD marched"]) == {7}


def test_case_is_folded_as_languages_do():
    names = [Name(1, "Straße", "n"), Name(2, "ΣΙΓΜΑΣ", ""), Name(3, "Организация", "")]

    assert mentioned(names, ["STRASSEN", "σιγμας", "ОРГАНИЗАЦИЯ"]) == {1, 2, 3}


def test_composed_and_decomposed_letters_are_the_same():
    assert mentioned([Name(1, "Caf\u00e9", "")], ["cafe\u0301"]) == {1}


def test_accent_after_the_match_makes_it_another_word():
    assert mentioned([Name(1, "Cafe", "")], ["cafe\u0323"]) == set()


def test_one_name_inside_another_counts_only_where_it_stands_alone():
    names = [Name(1, "Guard", ""), Name(2, "Iron Guard", "")]

    assert mentioned(names, ["Iron Guard"]) == {1, 2}
    assert mentioned(names, ["Ironguard"]) == set()


@pytest.mark.parametrize("endings", ["", ",", " , ,", "-s,- n"])
def test_sloppy_lists_of_endings_are_read_all_the_same(endings):
    assert mentioned([Name(1, " Nordkai ", endings)], ["Nordkai"]) == {1}


def test_blank_names_match_nothing():
    assert mentioned([Name(1, " ", "")], ["a b"]) == set()
    assert mentioned([], ["a b"]) == set()


def test_ten_thousand_names_cost_little_once_built():
    dice = random.Random(3)
    names = [
        Name(number, "".join(dice.choices(string.ascii_lowercase, k=9)), "s,n,ern")
        for number in range(10_000)
    ]
    text = " ".join(dice.choices([name.name for name in names[:50]] + ["plain", "words"], k=9_000))
    mentioned(names, [text])

    started = time.process_time()
    found = mentioned(names, [text])
    spent = time.process_time() - started

    assert found == set(range(50))
    assert spent < 0.5


@pytest.fixture
def notices(db):
    made = [
        SiteNotice.objects.create(text=f"Note {number}", is_active=number != 2)
        for number in range(3)
    ]
    for number, notice in enumerate(made):
        NoticeName.objects.create(notice=notice, name=f"Name{number}")
    return made


def test_page_carries_each_notice_once_and_no_inactive_one(notices):
    assert notices_for(["Name1, Name1", "name1 Name2"]) == [notices[1]]


def test_notices_already_on_the_page_stay_on_it(notices):
    assert notices_for(["Name1"], noted=[notices[0].pk]) == notices[:2]


def test_forged_and_inactive_notices_are_not_put_on_the_page(notices):
    assert notices_for(["nothing"], noted=[notices[2].pk, 999_999_999]) == []


def test_page_without_mention_takes_one_query(notices, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert notices_for(["nothing"]) == []
