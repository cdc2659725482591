"""Notes for colleagues, and who looks after what."""

import pytest
from django.urls import reverse

from comments.models import Status
from comments.services import Refused
from moderation import roles, services
from moderation.models import Action, Assignment, Note
from moderation.services.assigning import CannotAssign, assign
from moderation.services.notes import write_note
from tests.factories import (
    ArticleFactory,
    SectionFactory,
    UserFactory,
    make_comment,
    make_item,
    make_staff,
)
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db


def test_note_on_a_person_is_kept_with_author_and_time(moderator_client, moderator):
    person = UserFactory()
    page = reverse("moderation:person", args=[person.pk])

    response = moderator_client.post(
        reverse("moderation:note_on_person", args=[person.pk]),
        {"text": "  Knows the <mayor>. ", "next": page},
        follow=True,
    )

    note = Note.objects.get()
    assert (note.text, note.author, note.person, note.comment) == (
        "Knows the <mayor>.",
        moderator,
        person,
        None,
    )
    assert response.redirect_chain == [(f"{page}#notes", 302)]
    assert "Knows the &lt;mayor&gt;." in flat(response)


def test_note_on_a_comment_stands_on_its_item(moderator_client):
    item = make_item()

    response = moderator_client.post(
        reverse("moderation:note_on_comment", args=[item.comment_id]),
        {"text": "Ask the author.", "next": item.get_absolute_url()},
        follow=True,
    )

    assert Note.objects.get().comment == item.comment
    assert "Ask the author." in flat(response)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  ", "The note was empty, so nothing was kept."),
        ("x" * 1001, "The note is too long: at most 1000 characters."),
    ],
)
def test_senseless_note_is_refused_by_the_service(moderator_client, moderator, text, words):
    person = UserFactory()
    with pytest.raises(Refused) as caught:
        write_note(text, author=moderator, person=person)

    response = moderator_client.post(
        reverse("moderation:note_on_person", args=[person.pk]), {"text": text}, follow=True
    )

    assert str(caught.value) == words
    assert words in flat(response)
    assert not Note.objects.exists()


def test_note_on_a_decision_is_held_to_its_length_by_the_service(moderator):
    with pytest.raises(Refused) as caught:
        services.decide(make_item(), moderator=moderator, action=Action.APPROVE, note="x" * 1001)

    assert str(caught.value) == "The note is too long: at most 1000 characters."


def test_notes_are_for_the_desk_alone(reader_client, reader):
    person = UserFactory()
    address = reverse("moderation:note_on_person", args=[person.pk])

    assert reader_client.post(address, {"text": "x"}).status_code == 403
    assert not Note.objects.exists()


def test_lead_assigns_a_section_and_ends_it(lead_client, lead, moderator):
    section = SectionFactory()

    response = lead_client.post(
        reverse("moderation:assign"),
        {"moderator": moderator.pk, "section": section.pk, "article": ""},
        follow=True,
    )
    made = Assignment.objects.get()
    assert (made.moderator, made.section, made.article, made.assigned_by) == (
        moderator,
        section,
        None,
        lead,
    )
    assert "Politics" in flat(response)

    lead_client.post(reverse("moderation:unassign", args=[made.pk]))
    assert not Assignment.objects.exists()


def test_assigning_twice_is_once(lead, moderator):
    section = SectionFactory()

    first = assign(moderator, assigned_by=lead, section=section)

    assert assign(moderator, assigned_by=lead, section=section) == first


def test_area_is_a_section_or_an_article_of_somebody_at_the_desk(lead_client, lead, moderator):
    section, article = SectionFactory(), ArticleFactory()
    for both in ({}, {"section": section, "article": article}):
        with pytest.raises(CannotAssign):
            assign(moderator, assigned_by=lead, **both)
    with pytest.raises(CannotAssign):
        assign(UserFactory(), assigned_by=lead, section=section)

    response = lead_client.post(reverse("moderation:assign"), {"moderator": moderator.pk})

    assert response.status_code == 422
    assert "Choose a section or an article." in flat(response)
    assert not Assignment.objects.exists()


def test_moderators_see_areas_and_change_none(moderator_client, moderator, lead):
    made = assign(moderator, assigned_by=lead, section=SectionFactory())

    text = flat(moderator_client.get(reverse("moderation:areas")))
    answers = [
        moderator_client.post(reverse("moderation:assign"), {"moderator": moderator.pk}),
        moderator_client.post(reverse("moderation:unassign", args=[made.pk])),
    ]

    assert "Politics" in text
    assert reverse("moderation:assign") not in text
    assert [answer.status_code for answer in answers] == [403, 403]
    assert Assignment.objects.exists()


def test_queue_of_my_areas(moderator_client, moderator, lead):
    politics, sport = SectionFactory(), SectionFactory(name="Sport", slug="sport")
    here = make_item(
        make_comment("a", status=Status.HELD, article=ArticleFactory(section=politics))
    )
    there = ArticleFactory(section=sport)
    named = make_item(make_comment("b", status=Status.HELD, article=there))
    make_item(make_comment("c", status=Status.HELD, article=ArticleFactory(section=sport)))
    assign(moderator, assigned_by=lead, section=politics)
    assign(moderator, assigned_by=lead, article=there)
    assign(make_staff(roles.MODERATOR), assigned_by=lead, section=sport)

    response = moderator_client.get(reverse("moderation:queue"), {"area": "mine"})

    assert {row.record.pk for row in response.context["table"].rows} == {here.pk, named.pk}


def test_leads_see_who_escalated_and_why(lead_client, moderator):
    item = make_item()
    services.decide(item, moderator=moderator, action=Action.ESCALATE, note="Is this a <threat>?")

    queue = flat(lead_client.get(reverse("moderation:queue"), {"queue": "escalated"}))
    page = flat(lead_client.get(item.get_absolute_url()))

    assert 'Escalated by <bdi>mika</bdi>: <span dir="auto">Is this a &lt;threat&gt;?' in queue
    assert "Escalated</b> by <bdi>mika</bdi>" in page
    assert "Is this a &lt;threat&gt;?" in page
