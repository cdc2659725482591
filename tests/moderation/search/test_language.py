"""What is typed, read; and that no text at all can break the index or speak its language."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation.search.finding import find_newest, find_relevant
from moderation.search.language import MOST_TERMS, Term, Wanted, read
from moderation.search.matches import Matches
from moderation.search.question import Asked
from tests.factories import make_comment


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Wanted()),
        ("train strike", Wanted((Term(("train",)), Term(("strike",))))),
        ("train train", Wanted((Term(("train",)),))),
        ('"night train" late', Wanted((Term(("night", "train")), Term(("late",))))),
        ("“night train”", Wanted((Term(("night", "train")),))),
        ('"night train', Wanted((Term(("night", "train")),))),
        ("train -strike", Wanted((Term(("train",)),), (Term(("strike",)),))),
        ('train -"on strike"', Wanted((Term(("train",)),), (Term(("on", "strike")),))),
        ("strik*", Wanted((Term(("strik",), is_prefix=True),))),
        ("s*", Wanted((Term(("s",)),))),
        ("*", Wanted()),
        ("e-mail", Wanted((Term(("e", "mail")),))),
        ("don't", Wanted((Term(("don", "t")),))),
        (
            "NEAR(a b) OR NOT",
            Wanted((Term(("NEAR", "a")), Term(("b",)), Term(("OR",)), Term(("NOT",)))),
        ),
        ("body:train", Wanted((Term(("body", "train")),))),
        ('👍 -- "" \'', Wanted()),
        ("-train", Wanted((), (Term(("train",)),))),
        ("мой Жуй", Wanted((Term(("мой",)), Term(("Жуй",))))),
    ],
)
def test_reading(typed, wanted):
    assert read(typed) == wanted


def test_a_question_without_end_is_cut():
    assert len(read(" ".join(f"word{n}" for n in range(999))).terms) == MOST_TERMS


def ids(typed, find=find_newest):
    return list(find(Matches(Asked(read(typed)))).ids)


TYPED = st.one_of(
    st.text(max_size=200),
    # What is most likely to be more than words to FTS5 or to PostgreSQL.
    st.text(alphabet="ab \"'*-^:(){}+~!&|<>\\;,.%_?$@#[]/0\u0301ßİйǅ", max_size=40),
    st.lists(
        st.sampled_from(["AND", "OR", "NOT", "NEAR(", "a*", '"', "-", "body:", "':*", "<->", "!!"]),
        max_size=8,
    ).map(" ".join),
)


@pytest.mark.django_db
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(typed=TYPED)
def test_no_text_can_break_the_search(typed):
    ids(typed)
    if read(typed):
        ids(typed, find_relevant)


@pytest.mark.django_db
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    # Of rarer signs Python, SQLite and PostgreSQL have tables of different years.
    body=st.text(
        st.characters(max_codepoint=0x052F, categories=["Lu", "Ll", "Nd", "Zs", "Po"]),
        max_size=60,
    ).filter(read)
)
def test_what_a_comment_says_finds_it(body, transactional_free_comment):
    """Every text, typed as it stands, finds the comment that says it: both are read alike."""
    transactional_free_comment(body)
    question = " ".join(
        word for term in read(body).terms + read(body).without for word in term.words
    )

    assert transactional_free_comment.pk in ids(question)


@pytest.fixture
def transactional_free_comment(db):
    """Gives one comment new words, without the rules of posting."""
    comment = make_comment("first")

    def say(body):
        type(comment).objects.filter(pk=comment.pk).update(body=body)

    say.pk = comment.pk
    return say


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("train", "TRAIN"),
        ("traege", "traege"),
        ("trage", "Träge"),
        ("träge", "trage"),
        ("ПРИВЕТ", "привет, мир"),
        ("straße", "Straße"),
        ("example", "see http://www.example.com/path?x=1"),
        ("path", "see http://www.example.com/path?x=1"),
        ("mail", "an e-mail"),
        ("e-mail", "an e-mail"),
        ("mika", "write to mika@example.org"),
        ('"the night train"', "… the night train …"),
        ("idi*", "Idioten"),
        ("e-ma*", "an e-mail"),
        ("42", "about 42."),
    ],
)
def test_both_databases_find_alike(typed, body):
    comment = make_comment(body)

    assert ids(typed) == ids(typed, find_relevant) == [comment.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ('"train night"', "the night train"),
        ("train -night", "the night train"),
        ("trai", "train"),
        ("night ferry", "the night train"),
        ("NOT", "the night train"),
        ("night OR ferry", "the night train"),
        ('"nigh*"', "the night train"),
    ],
)
def test_both_databases_leave_out_alike(typed, body):
    make_comment(body)

    assert ids(typed) == ids(typed, find_relevant) == []
