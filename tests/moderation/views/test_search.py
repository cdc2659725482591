from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Status
from moderation import services
from moderation.models import Action, Score
from moderation.search import finding
from moderation.views import paged
from tests.factories import (
    ArticleFactory,
    SectionFactory,
    UserFactory,
    make_comment,
    make_item,
)
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
SEARCH = "/moderation/search/"


def shown(response):
    return [row.record.comment for row in response.context["table"].rows]


def search(client, **query):
    return client.get(SEARCH, query)


def test_address():
    assert reverse("moderation:search") == SEARCH


def test_words_find_comments_in_every_status(moderator_client):
    comments = {make_comment("late train", status=status) for status in Status}
    make_comment("late ferry")

    assert set(shown(search(moderator_client, q="train"))) == comments


def test_readers_are_refused_and_strangers_log_in(reader_client):
    assert search(reader_client, q="train").status_code == 403
    reader_client.logout()
    assert search(reader_client, q="train").url.startswith("/accounts/login/")


def test_without_anything_chosen_the_newest_are_listed(moderator_client):
    comments = [make_comment() for _ in range(3)]

    assert shown(search(moderator_client)) == comments[::-1]


def test_best_match_comes_first_and_newest_on_request(moderator_client):
    best = make_comment("Strike! A strike again.")
    worse = make_comment(
        "There was talk of a strike and of many other things besides, all day long."
    )

    assert shown(search(moderator_client, q="strike")) == [best, worse]
    assert shown(search(moderator_client, q="strike", order="newest")) == [worse, best]
    assert shown(search(moderator_client, q="strike", order="nonsense")) == [best, worse]


@pytest.mark.parametrize("row_count", [1, 3, 50])
def test_query_count_does_not_grow(
    moderator_client, moderator, row_count, django_assert_num_queries
):
    for number in range(row_count):
        item = make_item(make_comment("late train", status=Status.HELD))
        if number % 2:
            services.decide(item, moderator=moderator, action=Action.APPROVE)

    with django_assert_num_queries(14):
        response = search(moderator_client, q="train")

    assert len(shown(response)) == row_count


def test_hits_are_marked_and_everything_is_escaped(moderator_client):
    make_comment("<b>Träin</b> & train")

    response = search(moderator_client, q="train")

    assert (
        '&lt;b&gt;<mark class="hit">Träin</mark>&lt;/b&gt; &amp; <mark class="hit">train</mark>'
        in flat(response)
    )


def test_each_filter_narrows(moderator_client, moderator):
    section, author = (
        SectionFactory(name="Sport", slug="sport"),
        UserFactory(display_name="Sanna O"),
    )
    article = ArticleFactory(section=section, headline="The cup final")
    old = timezone.now() - timedelta(days=40)
    wanted = make_comment(
        "late train", author=author, article=article, status=Status.HELD, posted_at=old
    )
    item = make_item(wanted, rudeness=0.9)
    services.decide(item, moderator=moderator, action=Action.REJECT, reason_code="spam")
    other = make_comment("late train")
    day = old.date()

    for query in (
        {"author": "sanna"},
        {"author": author.username},
        {"article": "cup fi"},
        {"article": article.slug},
        {"article": str(article.pk)},
        {"section": section.pk},
        {"status": "removed"},
        {"flag": "detected_rude"},
        {"action": "reject"},
        {"reason": "spam"},
        {"action": "reject", "reason": "spam"},
        {"since": day.isoformat(), "until": day.isoformat()},
        {"until": day.isoformat()},
        {"rude_from": "0.9"},
        {"rude_from": "0.5", "rude_to": "0.95"},
    ):
        for words in ({}, {"q": "train"}, {"q": "train", "order": "newest"}):
            assert shown(search(moderator_client, **words, **query)) == [wanted], (words, query)

    for query in (
        {"action": "none"},
        {"since": (day + timedelta(days=1)).isoformat()},
    ):
        assert shown(search(moderator_client, q="train", **query)) == [other], query
    for query in (
        {"action": "reject", "reason": "abusive"},
        {"author": "nobody at all"},
        {"article": "no such headline"},
        {"rude_to": "0.5"},
    ):
        assert shown(search(moderator_client, q="train", **query)) == [], query


def test_decision_that_was_taken_back_does_not_count(moderator_client, moderator):
    item = make_item(make_comment("late train", status=Status.HELD))
    decision = services.decide(item, moderator=moderator, action=Action.REJECT, reason_code="spam")
    services.undo(decision, moderator=moderator)

    assert shown(search(moderator_client, q="train", action="reject")) == []
    assert shown(search(moderator_client, q="train", action="none")) == [item.comment]


def test_the_latest_score_counts(moderator_client):
    item = make_item(make_comment("late train", status=Status.HELD), rudeness=0.9)
    score = item.score
    Score.objects.create(
        comment=item.comment, revision=score.revision, rudeness=0.1, scorer="test@2"
    )

    assert shown(search(moderator_client, q="train", rude_to="0.2")) == [item.comment]


def test_filters_that_make_no_sense_are_named_and_left_out(moderator_client):
    comment = make_comment("late train")

    response = search(
        moderator_client,
        q="train",
        section="x",
        status="gone",
        since="yesterday",
        until="0001-01-01",
        rude_from="2",
        author="x" * 300,
    )

    assert response.status_code == 200
    assert shown(response) == [comment]
    assert flat(response).count("This filter was left out.") == 6


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-train", "A minus only leaves comments out."),
        ("👍 ...", "Only letters and digits can be looked for"),
    ],
)
def test_words_that_ask_for_nothing_are_explained(moderator_client, typed, said):
    make_comment("late train 👍")

    response = search(moderator_client, q=typed)

    assert shown(response) == []
    assert said in flat(response)


def test_nothing_found_is_said_with_a_way_on(moderator_client):
    make_comment()

    assert "Nothing was found" in flat(search(moderator_client, q="zebra"))


def link(response, rel):
    _, _, rest = flat(response).partition(f'rel="{rel}" href="')
    query = parse_qs(urlsplit(rest.split('"')[0].replace("&amp;", "&")).query)
    return {name: value[0] for name, value in query.items()}


@pytest.mark.parametrize("order", ["relevance", "newest"])
@pytest.mark.parametrize("action", ["", "none"])
def test_pages_lead_on_and_back_with_the_question_kept(
    moderator_client, monkeypatch, order, action
):
    monkeypatch.setattr(finding, "SIZE", 2)
    for number in range(5):
        make_comment("train " * (number % 3 + 1))
    make_comment("late ferry")
    question = {"q": "train", "order": order, "action": action}

    first = search(moderator_client, **question)
    second = search(moderator_client, **link(first, "next"))
    third = search(moderator_client, **link(second, "next"))
    back = search(moderator_client, **link(third, "prev"))
    start = search(moderator_client, **link(back, "prev"))

    pages = [shown(first), shown(second), shown(third)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({comment for page in pages for comment in page}) == 5
    assert (shown(back), shown(start)) == (pages[1], pages[0])
    assert link(third, "next") == {}
    assert link(start, "prev") == {}


@pytest.mark.parametrize("order", ["relevance", "newest"])
@pytest.mark.parametrize(
    "cursor", ["x", "nan~1", "1.0~99999999999999999999", "0.5~1~2", "\x00", "-1"]
)
@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("action", ["", "none"])
def test_broken_link_shows_the_first_page_and_says_so(
    moderator_client, order, cursor, name, action
):
    comment = make_comment("train")

    response = search(moderator_client, q="train", order=order, action=action, **{name: cursor})

    assert shown(response) == [comment]
    assert str(paged.LOST) in flat(response)


def test_what_is_looked_through_is_bounded_and_goes_on_from_there(moderator_client, monkeypatch):
    """With a filter that the index does not answer, the newest matches are looked through first."""
    monkeypatch.setattr(finding, "LOOKED", 3)
    wanted = make_item(make_comment("train", status=Status.HELD)).comment
    for _ in range(4):
        make_comment("train")

    first = search(moderator_client, q="train", flag="detected_rude", order="newest")
    second = search(moderator_client, **link(first, "next"))

    assert shown(first) == []
    assert "Look through older ones" in flat(first)
    assert shown(second) == [wanted]
    assert link(second, "next") == {}


def test_only_the_newest_are_ranked_and_the_page_says_so(moderator_client, monkeypatch):
    monkeypatch.setattr(finding, "RANKED", 2)
    monkeypatch.setattr("moderation.views.search.RANKED", 2)
    make_comment("train train train")
    newer = {make_comment("the train is late"), make_comment("the train is late again")}

    response = search(moderator_client, q="train")

    assert set(shown(response)) == newer
    assert "only the newest 2 are put in order" in flat(response)
    assert response.context["found"].total == 3


def test_open_item_has_the_queues_buttons(moderator_client):
    item = make_item(make_comment("late train", status=Status.HELD))

    response = flat(search(moderator_client, q="train"))

    assert f'id="item-{item.pk}"' in response
    assert f'hx-post="{item.get_absolute_url()}" hx-target="#item-{item.pk}"' in response
    assert 'value="approve"' in response


def test_comment_that_nobody_reviews_can_be_put_before_review(moderator_client):
    comment = make_comment("late train")

    response = flat(search(moderator_client, q="train"))

    assert f'action="/moderation/comments/{comment.pk}/review"' in response
    assert "Put before review" in response


def test_withdrawn_comment_cannot_be_put_before_review(moderator_client):
    make_comment("late train", status=Status.WITHDRAWN)

    assert "Put before review" not in flat(search(moderator_client, q="train"))


def test_decided_comment_shows_the_last_decision(moderator_client, lead):
    item = make_item(make_comment("late train", status=Status.HELD))
    services.decide(item, moderator=lead, action=Action.REJECT, reason_code="spam")

    response = flat(search(moderator_client, q="train"))

    assert "Rejected: spam" in response
    assert f'href="{item.get_absolute_url()}" data-open' in response
