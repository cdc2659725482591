"""The index answers, in the order of its rows: no scan of comments and no sort of all matches."""

import json

import pytest
from django.db import connection

from moderation.search import finding
from moderation.search.finding import Relevance
from moderation.search.language import read
from moderation.search.matches import Matches
from moderation.search.question import MARKED, Asked
from tests.factories import make_comment

pytestmark = pytest.mark.django_db
QUESTIONS = {
    "words": Asked(read("train strike")),
    "phrase": Asked(read('"night train" -strike')),
    "prefix": Asked(read("strik*")),
    "author": Asked(read("train"), authors=(1, 2)),
    "article": Asked(read(""), articles=(3,)),
    "status": Asked(read("train"), statuses=("removed",)),
    "visible": Asked(read("train"), without_statuses=MARKED),
}


BOUNDS = {"first": 5, "last": 10**15}


def assert_by_index(rows):
    """Of PostgreSQL only that it asks the function once; what that does is asked below."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table of one page is read whole otherwise; asked is what the index can serve.
            cursor.execute("SET LOCAL enable_seqscan = off")
        text = json.dumps(json.loads(rows.explain(format="json", verbose=True)))
        assert text.count("moderation_search_nearest(") == 1
        assert "Seq Scan" not in text
        assert "InitPlan" in text
    else:
        text = rows.explain()
        assert "SCAN moderation_search VIRTUAL TABLE INDEX" in text
        assert "M" in text.partition("VIRTUAL TABLE INDEX")[2].split("\n")[0]  # MATCH
        assert "TEMP B-TREE" not in text
        assert "comments_comment" not in text


@pytest.mark.parametrize("bounds", [{}, BOUNDS], ids=["all", "dates"])
@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=QUESTIONS)
def test_newest_matches_come_from_the_index(asked, bounds):
    make_comment("night train strike")

    assert_by_index(Matches(asked, **bounds).nearest(51).order_by("-pk").only("pk")[:51])


def test_ranking_reads_the_index_alone():
    asked = QUESTIONS["words"]
    rows = Matches(asked).nearest(finding.RANKED).order_by("-pk")

    assert_by_index(
        rows.annotate(relevance=Relevance(asked)).values_list("pk", "relevance")[: finding.RANKED]
    )


@pytest.fixture
def fill():
    """Puts rows into PostgreSQL's index, so many that it has to choose how to go on."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads its index in the order of its rows")
    with connection.cursor() as cursor:
        # rare: 40 of the oldest; often: every second; once: the newest hundred and the oldest one.
        cursor.execute(
            """
            INSERT INTO moderation_search
            SELECT n, array_to_tsvector(array_remove(ARRAY['every',
                CASE WHEN n <= 40 THEN 'rare' END,
                CASE WHEN n % 2 = 0 THEN 'often' END,
                CASE WHEN n > 4900 OR n = 1 THEN 'once' END], NULL))
            FROM generate_series(1, 5000) AS n
            """
        )
        cursor.execute("ANALYZE moderation_search")


@pytest.mark.parametrize("upwards", [False, True])
@pytest.mark.parametrize("bounds", [{}, {"first": 30, "last": 4950}], ids=["all", "dates"])
@pytest.mark.parametrize("most", [1, 51, 900, 6000])
@pytest.mark.parametrize("word", ["every", "rare", "often", "once", "none"])
def test_each_way_through_postgres_finds_the_nearest(fill, word, most, bounds, upwards):
    has = {
        "every": lambda n: True,
        "rare": lambda n: n <= 40,
        "often": lambda n: n % 2 == 0,
        "once": lambda n: n > 4900 or n == 1,
        "none": lambda n: False,
    }[word]
    inside = range(bounds.get("first", 1), bounds.get("last", 5001))
    wanted = [n for n in (inside if upwards else reversed(inside)) if has(n)][:most]
    matches = Matches(Asked(read(word)), **bounds)

    rows = matches.nearest(most, upwards=upwards).order_by("pk" if upwards else "-pk")
    any_rows = matches.nearest(most, upwards=None)

    assert list(rows.values_list("pk", flat=True)) == wanted
    assert len(any_rows) == len(wanted)


def test_what_is_looked_through_ends_at_an_edge():
    comments = [make_comment("train") for _ in range(4)]
    matches = Matches(Asked(read("train")))

    def look(**bounds):
        rows, edge = matches.look(2, **bounds)
        return set(rows.values_list("pk", flat=True)), edge

    first, second, third, fourth = (comment.pk for comment in comments)
    assert look() == ({third, fourth}, third)
    assert look(upwards=True) == ({first, second}, second)
    assert look(first=third) == ({third, fourth}, None)
    assert look(last=third) == ({first, second}, None)
    assert look(first=second, upwards=True) == ({second, third}, third)
