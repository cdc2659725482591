"""Nearly the same text comes into one pile; what is edited leaves it."""

import pytest
from django.utils import timezone

from comments.models import Status
from comments.services import edit_comment
from moderation.models import Likeness, ReviewItem
from moderation.services import open_for_review
from moderation.services.opening import open_items
from tests.factories import make_comment

pytestmark = pytest.mark.django_db
SHELVES = (
    "Save our shelves! They sold the council car park for less than a library costs. "
    "Sign here before {}."
)
OTHER = "The library should have been repaired years ago, whoever is to blame for the money."


def opened(*bodies):
    """The items of held comments with these words, opened one after the other."""
    return [
        next(iter(open_items([make_comment(body, status=Status.HELD)]).values())) for body in bodies
    ]


def test_nearly_the_same_text_joins_the_pile_of_the_first():
    first, second, other, third = opened(
        SHELVES.format("Friday"), SHELVES.format("Sunday"), OTHER, SHELVES.format("Monday").upper()
    )

    assert first.pile == first.comment.fingerprint
    assert [second.pile, third.pile] == [first.pile] * 2
    assert other.pile == other.comment.fingerprint
    assert set(Likeness.objects.values_list("item", flat=True)) == {first.pk, other.pk}


def test_nearly_the_same_texts_that_come_at_once_are_one_pile():
    comments = [
        make_comment(SHELVES.format(day), status=Status.HELD) for day in ("Friday", "Sunday")
    ]

    items = list(open_items(comments).values())

    assert [item.pile for item in items] == [comments[0].fingerprint] * 2
    assert Likeness.objects.count() == 16


def test_short_words_are_one_pile_only_when_they_are_the_same():
    one, same, other = opened("You fool 1!", "you FOOL 1", "You fool 2!")

    assert one.pile == same.pile != other.pile
    assert Likeness.objects.count() == 0


def test_a_pile_that_was_decided_lends_its_name_to_who_comes_next():
    (first,) = opened(SHELVES.format("Friday"))
    ReviewItem.objects.update(closed_at=timezone.now())

    (second,) = opened(SHELVES.format("Sunday"))

    assert second.pile == first.pile
    assert Likeness.objects.count() == 16


def test_new_words_leave_the_pile_and_begin_their_own():
    first, second = opened(SHELVES.format("Friday"), SHELVES.format("Sunday"))

    edit_comment(second.comment, author=second.comment.author, body=OTHER)

    second.refresh_from_db()
    assert second.pile == second.comment.fingerprint != first.pile
    assert opened(OTHER + " Yes.")[0].pile == second.pile


def test_new_words_can_join_a_pile():
    first, second = opened(SHELVES.format("Friday"), OTHER)

    edit_comment(second.comment, author=second.comment.author, body=SHELVES.format("Sunday"))

    second.refresh_from_db()
    assert second.pile == first.pile
    assert set(Likeness.objects.values_list("item", flat=True)) == {first.pk}


def test_a_comment_opened_again_is_in_its_old_pile(moderator):
    (first,) = opened(SHELVES.format("Friday"))
    ReviewItem.objects.update(closed_at=timezone.now())

    again = open_for_review(first.comment, moderator=moderator)

    assert again != first
    assert again.pile == first.pile


@pytest.mark.parametrize("amount", [1, 10])
def test_long_words_take_four_statements_however_many(amount, django_assert_num_queries):
    words = [f"{OTHER} {SHELVES.format('x' * 9 * n)}" for n in range(amount)]
    comments = [make_comment(body, status=Status.HELD) for body in words]

    with django_assert_num_queries(4):
        open_items(comments)

    assert ReviewItem.objects.count() == amount
