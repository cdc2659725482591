from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.utils import timezone

from comments.models import Section, Status
from moderation.filters import QueueFilter
from moderation.models import FlagKind, ReviewItem
from tests.factories import (
    ANYWHERE,
    ArticleFactory,
    UserFactory,
    make_comment,
    make_item,
    make_staff,
)

pytestmark = pytest.mark.django_db


def narrowed(query, user=None):
    request = SimpleNamespace(GET=QueryDict(query), user=user or ANYWHERE)
    return QueueFilter(request.GET, ReviewItem.objects.open(), request=request)


def item(*, article=None, author=None, **fields):
    comment = make_comment(
        "Words.",
        status=Status.HELD,
        article=article or ArticleFactory(),
        author=author or UserFactory(),
    )
    return make_item(comment, **fields)


def test_no_filter_keeps_everything():
    made = {item(), item()}

    assert set(narrowed("").qs) == made


def test_article_and_section():
    sport = Section.objects.create(name="Sport", slug="sport")
    match = ArticleFactory(section=sport)
    wanted, _ = item(article=match), item()

    assert list(narrowed(f"article={match.pk}").qs) == [wanted]
    assert list(narrowed(f"section={sport.pk}").qs) == [wanted]


def test_flag_finds_an_item_once_however_often_it_was_reported():
    wanted = item(kind=FlagKind.NEW_AUTHOR)
    item()

    assert list(narrowed("flag=new_author").qs) == [wanted]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rude_from=0.5", [0.5, 0.9, 1.0]),
        ("rude_to=0.5", [0.1]),
        ("rude_to=0.51", [0.1, 0.5]),
        ("rude_from=0.5&rude_to=0.9", [0.5]),
        ("rude_from=0.5&rude_to=1", [0.5, 0.9, 1.0]),
        ("rude_from=0.2&rude_to=0.6", [0.5]),
    ],
)
def test_rudeness_begins_with_its_lower_limit_and_ends_before_its_upper(query, found):
    """But for 1, the end of the scale."""
    for rudeness in (0.1, 0.5, 0.9, 1.0):
        item(rudeness=rudeness)

    assert sorted(each.score.rudeness for each in narrowed(query).qs) == found


@pytest.mark.parametrize("words", ["GERRIT", "hale", "gh_7"])
def test_author_by_part_of_either_name(words):
    wanted = item(author=UserFactory(username="gh_74", display_name="Gerrit Hale"))
    item()

    assert list(narrowed(f"author={words}").qs) == [wanted]


def test_age_keeps_what_waits_longer():
    wanted = item(opened_at=timezone.now() - timedelta(minutes=31))
    item(opened_at=timezone.now() - timedelta(minutes=29))

    assert list(narrowed("age=30").qs) == [wanted]


@pytest.mark.parametrize(
    ("who", "found"), [("mine", ["mine"]), ("nobody", ["free", "over"]), ("colleagues", ["theirs"])]
)
def test_claim(who, found):
    me, now = make_staff(), timezone.now()
    live, over = now + timedelta(minutes=1), now - timedelta(seconds=1)
    made = {
        item(claimed_by=me, claim_expires_at=live).pk: "mine",
        item(claimed_by=make_staff(), claim_expires_at=live).pk: "theirs",
        item(claimed_by=make_staff(), claim_expires_at=over).pk: "over",
        item().pk: "free",
    }

    assert sorted(made[each.pk] for each in narrowed(f"claim={who}", me).qs) == found


@pytest.mark.parametrize(
    "query",
    [
        "article=abc",
        "article=99999999999999999999999",
        "article=%C2%B2",
        "section=-1",
        "flag=nonsense",
        "rude_from=x",
        "rude_from=nan",
        "rude_to=7",
        "age=-5",
        "claim=me",
        "author=" + "x" * 61,
        "author=%00",
    ],
)
def test_filter_that_makes_no_sense_is_left_out_and_named(query):
    made = item()

    found = narrowed(query)

    assert list(found.qs) == [made]
    assert list(found.form.errors) == [query.split("=")[0]]


def test_articles_to_choose_from_have_work_or_are_chosen():
    busy, chosen = item().comment.article, ArticleFactory()
    ArticleFactory()

    field = narrowed(f"article={chosen.pk}").form.fields["article"]

    assert set(field.queryset) == {busy, chosen}
