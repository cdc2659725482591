"""A moderator who is limited to sections: what lies elsewhere does not exist for them."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Section, Status, User
from comments.services import report_comment
from moderation import activity, roles, services
from moderation.insight import figures
from moderation.models import Action, Decision, ReviewItem, Sanction
from moderation.records import records
from moderation.services.notes import write_note
from moderation.similar import similar_decisions
from moderation.waiting import queues
from tests.factories import (
    ANYWHERE,
    ArticleFactory,
    SectionFactory,
    UserFactory,
    make_comment,
    make_item,
    make_staff,
)

pytestmark = pytest.mark.django_db


def limit(person: User, *sections: Section) -> User:
    """The same person, as the next request finds them."""
    person.is_limited = True
    person.save(update_fields=["is_limited"])
    person.sections.set(sections)
    return User.objects.get(pk=person.pk)


@dataclass
class Place:
    """One section with what a desk finds in it. ``word`` stands in all its texts."""

    section: Section
    word: str
    author: User
    reporter: User
    item: ReviewItem
    decision: Decision
    sanction: Sanction


def furnish(name: str, word: str) -> Place:
    section = SectionFactory(name=name, slug=name.lower())
    article = ArticleFactory(section=section, headline=f"Headline {word}")
    author = UserFactory(username=f"author-{word}")
    reporter = UserFactory(username=f"reporter-{word}")

    def comment(status):
        body = f"You utter fool, says {word} of the harbour."
        return make_comment(body, status=status, article=article, author=author)

    item = make_item(comment(Status.HELD))
    write_note(f"Note about {word}", author=make_staff(), comment=item.comment)
    report_comment(
        make_comment(f"Reported {word}.", article=article, author=author),
        reporter=reporter,
        category="spam",
    )
    done = make_item(comment(Status.HELD))
    boss = make_staff(roles.LEAD)
    decision = services.decide(done, moderator=boss, action=Action.REJECT, reason_code="abusive")
    sanction = services.impose(author, kind="warning", reason=f"For {word}.", moderator=boss)
    return Place(section, word, author, reporter, item, decision, sanction)


@pytest.fixture
def inside():
    return furnish("Sport", "alphorn")


@pytest.fixture
def outside():
    return furnish("Culture", "bassoon")


@pytest.fixture
def limited(inside, outside, lead, client):
    """A lead, who may do most at the desk, in one section of two."""
    person = limit(lead, inside.section)
    client.force_login(person)
    return person


def names_of(place: Place) -> dict[str, str]:
    """Every page and deed of the desk that names something, by its address."""
    item, comment = place.item.pk, place.item.comment_id
    pages = {
        "item": item,
        "focus_one": item,
        "thread": item,
        "author": item,
        "person": place.author.pk,
    }
    return {name: reverse(f"moderation:{name}", args=[pk]) for name, pk in pages.items()} | {
        "reporter": reverse("moderation:person", args=[place.reporter.pk]),
        "admin comment": reverse("admin:comments_comment_change", args=[comment]),
        "admin item": reverse("admin:moderation_reviewitem_review", args=[item]),
        "admin item history": reverse("admin:moderation_reviewitem_history", args=[item]),
        "admin decision": reverse("admin:moderation_decision_change", args=[place.decision.pk]),
        "admin person": reverse("admin:comments_user_change", args=[place.author.pk]),
        "admin article": reverse(
            "admin:comments_article_change", args=[place.item.comment.article_id]
        ),
    }


def test_pages_of_what_lies_elsewhere_are_not_there(client, limited, inside, outside):
    here = {name: client.get(url).status_code for name, url in names_of(inside).items()}
    there = {name: client.get(url).status_code for name, url in names_of(outside).items()}

    assert here == dict.fromkeys(names_of(inside), 200)
    assert there == dict.fromkeys(names_of(outside), 404)


def deeds_on(place: Place) -> dict[str, tuple[str, dict]]:
    item, comment, author = place.item, place.item.comment, place.author
    reject = {"action": "reject", "reason_code": "spam", "seen_revision": "1"}
    urls = {
        "item": (item.pk, reject),
        "focus_one": (item.pk, reject),
        "claim": (item.pk, {}),
        "release": (item.pk, {}),
        "impose": (author.pk, {"kind": "warning", "reason": "Again."}),
        "note_on_person": (author.pk, {"text": "Known."}),
        "note_on_comment": (comment.pk, {"text": "Known."}),
        "open_for_review": (comment.pk, {}),
        "lift": (place.sanction.pk, {}),
    }
    named = {
        name: (reverse(f"moderation:{name}", args=[pk]), data) for name, (pk, data) in urls.items()
    }
    undo = reverse("moderation:undo")
    return named | {
        "undo": (undo, {"decision": place.decision.pk}),
        "undo sanction": (undo, {"sanction": place.sanction.pk}),
    }


def test_deeds_on_what_lies_elsewhere_are_refused_as_not_there(client, limited, outside):
    before = Decision.objects.count(), ReviewItem.objects.get(pk=outside.item.pk).claimed_by

    got = {
        name: client.post(url, data).status_code for name, (url, data) in deeds_on(outside).items()
    }

    assert got == dict.fromkeys(deeds_on(outside), 404)
    assert (Decision.objects.count(), ReviewItem.objects.get(pk=outside.item.pk).claimed_by) == (
        before
    )


LISTS = (
    "moderation:home",
    "moderation:queue",
    "moderation:focus",
    "moderation:focus_more",
    "moderation:by_score",
    "moderation:decisions",
    "moderation:search",
    "moderation:insight",
    "moderation:areas",
    "admin:comments_comment_changelist",
    "admin:comments_commentrevision_changelist",
    "admin:comments_report_changelist",
    "admin:comments_article_changelist",
    "admin:comments_user_changelist",
    "admin:moderation_reviewitem_changelist",
    "admin:moderation_decision_changelist",
    "admin:moderation_flag_changelist",
    "admin:moderation_score_changelist",
    "admin:moderation_sanction_changelist",
    "admin:moderation_sanction_add",
)
QUERIES = {
    "moderation:queue": "?queue=held&fold=article",
    "moderation:by_score": "?rude_from=0&rude_to=1",
    "moderation:decisions": "?by=all",
    "moderation:search": "?q=harbour",
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_say_no_word_of_what_lies_elsewhere(client, limited, outside, name):
    page = client.get(reverse(name) + QUERIES.get(name, ""), follow=True)

    assert page.status_code == 200
    text = page.content.decode()
    assert outside.word not in text
    # The names of sections are on the site's front page; the desk's leave them out all the same.
    assert name.startswith("admin:") or "Culture" not in text


@pytest.mark.parametrize("name", ["moderation:queue", "moderation:search", "moderation:decisions"])
def test_lists_still_show_ones_own_section(client, limited, inside, name):
    page = client.get(reverse(name) + QUERIES.get(name, ""))

    assert inside.word in page.content.decode()


def test_counts_of_the_top_bar_are_those_of_ones_sections(limited, inside, outside):
    boss, now = UserFactory(is_superuser=True), timezone.now()

    theirs = {queue.name: queue.count for queue in queues(limited, now)}
    everywhere = {queue.name: queue.count for queue in queues(boss, now)}

    assert theirs == {"reported": 1, "held": 1, "escalated": 0, "": 2}
    assert everywhere == {"reported": 2, "held": 2, "escalated": 0, "": 4}


def test_figures_count_ones_sections_alone(limited, inside, outside):
    now = timezone.now()
    since = now - timedelta(days=1)

    assert figures.work(limited, since) == figures.Work(1, 0, 0)
    assert [each.name for each in figures.sections(limited, since)] == ["Sport"]
    assert sum(hour.decided for hour in activity.hours(limited, now)) == 1
    assert sum(hour.came for hour in activity.hours(limited, now)) == 3


def test_record_of_an_author_counts_ones_sections_alone(limited, inside, outside):
    make_comment(article=outside.item.comment.article, author=inside.author)
    author = inside.author.pk

    assert records([author], limited)[author].comments == 3
    assert records([author], ANYWHERE)[author].comments == 4


def test_similar_decisions_come_from_ones_sections(limited, inside, outside):
    found = similar_decisions(inside.item.comment, [], limited)
    everywhere = similar_decisions(inside.item.comment, [], ANYWHERE)

    assert [each.decision for each in found] == [inside.decision]
    assert {each.decision for each in everywhere} == {inside.decision, outside.decision}


def test_bulk_decides_ones_own_section_alone(client, limited, inside, outside):
    ours, others = inside.item, outside.item
    data = {"item": [ours.pk, others.pk], "action": "approve", "confirmed": "1"}
    data |= {f"seen-{item.pk}": "1" for item in (ours, others)}

    client.post(reverse("moderation:bulk"), data)

    assert list(Decision.objects.filter(moderator=limited).values_list("item", flat=True)) == [
        ours.pk
    ]


def test_range_decides_ones_own_section_alone(client, limited, inside, outside):
    items = f"{inside.item.pk}:1 {outside.item.pk}:1"
    data = {"items": items, "action": "approve", "confirmed": "1"}

    client.post(reverse("moderation:by_score"), data)

    assert [d.item for d in Decision.objects.filter(moderator=limited)] == [inside.item]


def test_a_batch_is_taken_back_in_ones_own_section_alone(client, limited, inside, outside):
    batch = services.decide_many(
        [inside.item, outside.item], moderator=make_staff(roles.LEAD), action=Action.APPROVE
    ).batch

    page = client.get(reverse("moderation:batch", args=[batch]))
    client.post(reverse("moderation:undo"), {"batch": batch})

    assert outside.word not in page.content.decode()
    undone = Decision.objects.filter(action=Action.UNDO)
    assert [each.item for each in undone] == [inside.item]


def test_a_sanction_rejects_what_waits_in_ones_sections(limited, inside, outside):
    elsewhere = make_comment(
        status=Status.HELD, article=outside.item.comment.article, author=inside.author
    )
    waits = make_item(elsewhere)

    services.impose(
        inside.author, kind="warning", reason="Enough.", moderator=limited, reject_reason="spam"
    )

    assert ReviewItem.objects.get(pk=waits.pk).closed_at is None
    assert ReviewItem.objects.get(pk=inside.item.pk).closed_at is not None


def test_news_tell_nothing_of_rows_elsewhere(client, limited, inside, outside):
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    rows = f"{inside.item.pk}:mine,{outside.item.pk}:mine"

    answer = client.get(reverse("moderation:news"), {"since": since, "rows": rows})

    assert answer.context["arrived"] == 2
    assert f"item-{inside.item.pk}" in answer.content.decode()
    assert f"item-{outside.item.pk}" not in answer.content.decode()


def test_a_claim_elsewhere_shows_nobody_at_work(client, limited, inside, outside):
    colleague = make_staff(display_name="Sanna")
    services.claim(outside.item, moderator=colleague)

    assert "Sanna" not in client.get(reverse("moderation:settings")).content.decode()

    services.claim(inside.item, moderator=colleague)

    assert "Sanna" in client.get(reverse("moderation:settings")).content.decode()


def test_the_next_item_is_one_of_ones_sections(limited, inside, outside):
    ReviewItem.objects.filter(pk=outside.item.pk).update(priority=99)

    mine = [services.claim_next(limited) for _ in range(3)]

    assert {item.comment.article.section for item in mine if item} == {inside.section}
    assert mine[2] is None


def test_a_service_refuses_what_lies_elsewhere_by_itself(limited, outside):
    with pytest.raises(services.NotYours):
        services.decide(outside.item, moderator=limited, action=Action.APPROVE)
    with pytest.raises(services.CannotUndo):
        services.undo(outside.decision, moderator=limited)


def test_admin_action_leaves_what_lies_elsewhere_alone(client, limited, inside, outside):
    data = {"action": "approve_selected", "_selected_action": [inside.item.pk, outside.item.pk]}

    client.post(reverse("admin:moderation_reviewitem_changelist"), data)

    assert [d.item for d in Decision.objects.filter(moderator=limited)] == [inside.item]


def test_people_to_choose_from_are_those_of_ones_sections(client, limited, inside, outside):
    query = {"app_label": "moderation", "model_name": "sanction", "field_name": "user"}

    answer = client.get(reverse("admin:autocomplete"), query | {"term": "author-"})

    assert [each["text"] for each in answer.json()["results"]] == [inside.author.name]


def test_a_section_that_is_deleted_lets_nobody_into_the_others(limited, inside, outside):
    alone = SectionFactory(name="Chess", slug="chess")
    person = limit(limited, alone)
    alone.delete()

    person = User.objects.get(pk=person.pk)

    assert person.section_limit == frozenset()
    assert list(ReviewItem.objects.moderatable_by(person)) == []


def test_readers_and_former_moderators_find_nothing(limited, inside):
    roles.give(limited, roles.READER)
    person = User.objects.get(pk=limited.pk)

    assert list(Comment.objects.moderatable_by(person)) == []
    assert list(ReviewItem.objects.moderatable_by(person)) == []


def test_a_former_moderator_is_refused_at_once(client, limited, inside):
    url = reverse("moderation:item", args=[inside.item.pk])
    assert client.get(url).status_code == 200

    limited.groups.clear()

    assert client.get(url).status_code == 403


@pytest.mark.parametrize("amount", [1, 3])
def test_a_limit_costs_one_query_a_page(client, lead, inside, amount):
    for _number in range(amount):
        make_item(make_comment(status=Status.HELD, article=inside.item.comment.article))
    client.force_login(lead)
    url = reverse("moderation:queue")
    with CaptureQueriesContext(connection) as unlimited:
        client.get(url)
    limit(lead, inside.section)

    with CaptureQueriesContext(connection) as queries:
        client.get(url)

    assert len(queries) == len(unlimited) + 1
