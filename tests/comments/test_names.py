"""Which names people may take."""

import pytest
from django.core.exceptions import ValidationError

from comments.names import USERNAME_VALIDATORS, clean_display_name, look_alikes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def complaint(name: str) -> str:
    """Why ``name`` is refused as a username; "" when it is not."""
    try:
        for validator in USERNAME_VALIDATORS:
            validator(name)
    except ValidationError as error:
        return error.messages[0]
    return ""


@pytest.mark.parametrize(
    "name",
    [
        "anna",
        "Anna_2",
        "anna-marie",
        "j.pell",
        "Ødegård",
        "Дарья",
        "Ελένη",
        "田中さん",
        "김철수",
        "हिन्दी",
        "สมชาย",
        "7of9",
    ],
)
def test_names_of_one_script_are_free(name):
    assert complaint(name) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "letters, digits"),
        ("anna marie", "letters, digits"),
        (".anna", "letters, digits"),
        ("anna-", "letters, digits"),
        ("anna\x00", "letters, digits"),
        ("anna\n", "letters, digits"),
        ("an\u200bna", "letters, digits"),
        ("an\u202ena", "letters, digits"),
        ("an/na", "letters, digits"),
        ("<b>", "letters, digits"),
        ("аnna", "one script"),
        ("pαul", "one script"),
        ("ａｎｎａ", "plain letters"),
        ("ann\u1ea1\u0323", "accents"),
        ("Admin", "people who run the site"),
    ],
)
def test_names_in_disguise_are_refused(name, words):
    assert words in complaint(name)


@pytest.mark.parametrize("name", ["petra", "PETRA", "Petra"])
def test_taken_name_is_refused_in_any_case(name):
    UserFactory(username="petra")

    assert "Somebody here has this name" in complaint(name)


def test_name_that_readers_see_on_somebody_else_is_refused():
    UserFactory(username="petra", display_name="Vance")

    assert "Somebody here has this name" in complaint("vance")


@pytest.mark.parametrize(
    ("taken", "twin"), [("cope", "соре"), ("соре", "cope"), ("nik", "νικ"), ("Pax", "рах")]
)
def test_name_that_looks_like_a_taken_one_in_other_letters_is_refused(taken, twin):
    UserFactory(username=taken)

    assert "looks like it" in complaint(twin)


def test_look_alikes_of_a_name_with_letters_of_its_own_are_none():
    assert look_alikes("дарья") == set()
    assert look_alikes("7of9") == set()
    assert look_alikes("__") == set()


@pytest.mark.parametrize(
    ("raw", "name"),
    [("", ""), ("  ", ""), (" Ebba  Norling ", "Ebba Norling"), ("O’Hara", "O’Hara")],
)
def test_display_name_is_tidied(raw, name):
    assert clean_display_name(raw) == name


@pytest.mark.parametrize(
    "raw", ["a\nb", "a\x00b", "a\u202eb", "a\u200db", "Ebbа Norling", "x" * 61, "petra", "Staff"]
)
def test_display_name_in_disguise_is_refused(raw):
    UserFactory(username="petra")

    with pytest.raises(ValidationError):
        clean_display_name(raw)
