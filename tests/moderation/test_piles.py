"""The queue folded: what stands for what, in every list, and by which index."""

import pytest
from django.db import connection

from comments.models import Status
from moderation import piles
from moderation.models import ReviewItem
from moderation.piles import ALIKE, ARTICLE, OFF, Fold, Pile
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item
from tests.moderation.services.test_batches import make_many

pytestmark = pytest.mark.django_db


def item(priority, *, pile=None, author=None, article=None, status=Status.HELD, body=None):
    body = body or (f"Words of {pile}." if pile else f"Words {priority}.")
    comment = make_comment(body, status=status, author=author, article=article)
    fields = {"priority": priority} | ({"pile": pile} if pile else {})
    return make_item(comment, **fields)


def rows(items=None, how=ALIKE, **kwargs):
    items = ReviewItem.objects.open() if items is None else items
    return list(piles.folded(items, how, **kwargs).order_by("-priority", "id"))


def folds(shown, items=None, how=ALIKE, **kwargs):
    items = ReviewItem.objects.open() if items is None else items
    return piles.folds(shown, items, how, **kwargs)


def test_the_most_urgent_stands_for_its_pile():
    urgent, alone, less = item(0.9, pile="a"), item(0.8), item(0.7, pile="a")

    shown = rows()

    assert shown == [urgent, alone]
    assert folds(shown) == {
        urgent.pk: Fold(pile=Pile("a", size=2, same=True, upto=less.pk)),
        alone.pk: Fold(),
    }


def test_of_equally_urgent_ones_the_one_that_waits_longest_stands():
    first, _second, _third = (item(0.5, pile="a") for _ in range(3))

    assert rows() == [first]


def test_a_pile_of_differing_words_says_so():
    item(0.9, pile="a", body="Save our shelves.")
    item(0.8, pile="a", body="Save our SHELVES!")
    item(0.7, pile="b", body="Save our shelves.")
    item(0.6, pile="b", body="Save our trees.")

    assert [fold.pile.same for fold in folds(rows()).values()] == [True, False]


def test_what_is_closed_stands_for_nothing():
    item(0.9, pile="a")
    ReviewItem.objects.update(closed_at="2026-11-24T12:00Z")
    left = item(0.5, pile="a")

    assert rows() == [left]
    assert folds([left]) == {left.pk: Fold()}


def test_a_list_folds_by_itself_what_another_list_has_more_urgent():
    """The most urgent one is in the reported queue: the held one must not vanish from the held."""
    item(1.4, pile="a", status=Status.VISIBLE)
    held = item(0.9, pile="a")
    other = item(0.8, pile="a")

    shown = rows(ReviewItem.objects.held())

    assert shown == [held]
    assert folds(shown, ReviewItem.objects.held())[held.pk].pile.size == 2
    assert other not in shown


def test_of_one_authors_flood_three_rows_are_shown_and_the_last_says_how_many_more():
    author = UserFactory()
    flood = [item(0.9 - n / 100, author=author) for n in range(7)]
    other = item(0.1)

    shown = rows()

    assert shown == [*flood[:3], other]
    assert folds(shown) == {
        flood[0].pk: Fold(),
        flood[1].pk: Fold(),
        flood[2].pk: Fold(of_author=4),
        other.pk: Fold(),
    }


def test_a_flood_of_the_same_text_is_one_of_the_authors_three_rows():
    author = UserFactory()
    same = [item(0.9, pile="a", author=author) for _ in range(5)]
    others = [item(0.5 - n / 100, author=author) for n in range(3)]

    shown = rows()

    assert shown == [same[0], *others[:2]]
    assert folds(shown)[same[0].pk].pile.size == 5
    assert folds(shown)[others[1].pk].of_author == 1


def test_three_rows_of_an_author_are_no_flood():
    author = UserFactory()
    shown = [item(0.9 - n / 100, author=author) for n in range(3)]

    assert rows() == shown
    assert set(folds(rows()).values()) == {Fold()}


def test_who_asks_for_one_author_sees_all_of_theirs():
    author = UserFactory()
    flood = [item(0.9 - n / 100, author=author) for n in range(5)]

    shown = rows(of_one_author=True)

    assert shown == flood
    assert set(folds(shown, of_one_author=True).values()) == {Fold()}


def test_by_article_three_rows_each():
    hot = ArticleFactory()
    many = [item(0.9 - n / 100, article=hot) for n in range(5)]
    other = item(0.1)

    shown = rows(how=ARTICLE)

    assert shown == [*many[:3], other]
    assert folds(shown, how=ARTICLE)[many[2].pk] == Fold(of_article=2)
    assert rows(how=ALIKE) == [*many, other]


def test_nothing_is_folded_when_it_is_switched_off():
    author = UserFactory()
    flood = [item(0.9, pile="a", author=author) for _ in range(5)]

    assert rows(how=OFF) == flood
    assert folds(flood, how=OFF) == {}


@pytest.mark.parametrize("amount", [1, 12])
def test_what_rows_stand_for_takes_two_queries_however_many(amount, django_assert_num_queries):
    author = UserFactory()
    for n in range(amount):
        item(0.9 - n / 100, author=author)
        item(0.5, pile=f"pile {n}")
        item(0.4, pile=f"pile {n}")
    shown = rows()
    flood = amount > 3

    with django_assert_num_queries(1 + flood):
        folds(shown)


def test_folding_goes_by_its_indexes():
    items = make_many(400)
    for n in range(40):
        ReviewItem.objects.filter(pk__in=[i.pk for i in items[n::40]]).update(author=UserFactory())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # So few rows are read whole otherwise; asked is what the indexes can serve.
            for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    page = piles.folded(ReviewItem.objects.open(), ALIKE).order_by("-priority", "id")[:51]

    plan = page.explain()

    assert "moderation_queue_urgent" in plan
    assert "moderation_queue_pile" in plan
    if connection.vendor == "sqlite":  # With so few of each author PostgreSQL sees no difference.
        assert "moderation_queue_author" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
