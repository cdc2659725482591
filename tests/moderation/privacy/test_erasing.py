"""An erased account leaves a number, and the places of its comments."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse

from comments.models import Article, Comment, Erasure, Report, Status, User, Vote
from comments.privacy import erasing
from comments.services import CannotErase
from comments.services.recount import articles, comments
from moderation.chain import sealing
from moderation.models import Decision, Sanction
from tests.factories import UserFactory, make_comment
from tests.moderation.chain.tampering import faults
from tests.moderation.privacy.people import (
    CANARIES,
    NAME,
    NETWORK,
    SHOWN,
    found,
    make_colleague,
    make_person,
    shape,
)

pytestmark = pytest.mark.django_db

# Never stored at all, only a colleague's, or only in a form that this look does not read.
ELSEWHERE = {NETWORK, "ilterscanary", "eftcanary"}

# What goes on pointing to the number of an erased account, and why.
STAYS = {
    ("comments.Comment", "author"): "the place in the thread; without words",
    ("comments.Report", "reporter"): "what a report led to; without the note",
    ("moderation.ReviewItem", "author"): "that it was reviewed",
    ("moderation.ReviewItem", "opened_by"): "that somebody at the desk asked for it",
    ("moderation.ReviewItem", "not_for"): "who read it first, by number",
    ("moderation.CoolDown", "started_by"): "who answers for it, by number",
    ("moderation.CoolDown", "ended_by"): "who answers for it, by number",
    ("moderation.Decision", "moderator"): "the log is sealed and names numbers",
    ("moderation.Sanction", "user"): "kind and dates; without the reason",
    ("moderation.Sanction", "imposed_by"): "who answers for it, by number",
    ("moderation.Sanction", "lifted_by"): "who answers for it, by number",
    ("moderation.Note", "author"): "a colleague's word about somebody else",
    ("moderation.PolicyVersion", "created_by"): "the log is sealed and names numbers",
    ("moderation.PolicyDraft", "created_by"): "who tried it, by number",
    ("moderation.Assignment", "assigned_by"): "another's area",
    ("moderation.RightsChange", "person"): "who had which rights, by number",
    ("moderation.RightsChange", "changed_by"): "who gave them, by number",
    ("admin.LogEntry", "user"): "who did what in the admin, by number",
}


def pointing_at(person) -> set[tuple[str, str]]:
    """(model, field) of all rows that name ``person``."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and not field.many_to_many and field.related_model is User
        if model._base_manager.filter(**{field.name: person}).exists()
    }


def every_way_to_point() -> set[tuple[str, str]]:
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and not field.many_to_many and field.related_model is User
    }


def test_no_word_of_an_erased_person_is_left_anywhere():
    person = make_person()
    before = shape()
    assert {canary for _table, canary in found()} == set(CANARIES) - ELSEWHERE

    erasing.erase(person)

    assert found() == set()
    assert shape() == before
    assert set(Comment.objects.filter(author=person).values_list("body", "status")) == {
        ("", Status.WITHDRAWN),
        ("", Status.REMOVED),
    }
    assert Comment.objects.filter(body="An answer that stays.", status=Status.VISIBLE).exists()


def test_the_examples_have_a_row_of_every_kind_and_nothing_else_stays():
    person, other = make_person(), None
    pointed = pointing_at(person)
    User.objects.filter(pk=person.pk).update(username="w", display_name="", email="")
    other = make_colleague()
    pointed |= pointing_at(other)
    # A log-in is noted by logging in, which the pages' tests do.
    assert pointed | {("comments.SignIn", "user")} == every_way_to_point()

    erasing.erase(person)
    erasing.erase(other)

    assert pointing_at(person) | pointing_at(other) == STAYS.keys()


def test_votes_count_on_without_a_voter():
    person = make_person()
    [vote] = Vote.objects.filter(user=person)

    erasing.erase(person)

    vote.refresh_from_db()
    assert (vote.user, vote.comment.ups) == (None, 1)
    assert [list(each) for each in comments()] == [[]]
    assert [drift for batch in articles() for drift in batch] == []


def test_the_log_still_verifies_and_says_what_was_erased():
    person = make_person()
    sealing.seal_waiting()

    erasing.erase(person)

    found_faults, tally = faults()
    assert (found_faults, tally.erased) == ([], 1)
    decision = Decision.objects.get(comment__author=person)
    assert (decision.reason_code, decision.note) == ("abusive", "")
    out = StringIO()
    call_command("verify_log", stdout=out, verbosity=0)
    assert "1 of them with erased words" in out.getvalue()


def test_a_moderator_goes_and_their_decisions_keep_a_number(lead_client):
    person = make_colleague()

    erasing.erase(person)

    decision = Decision.objects.get(moderator=person.pk)
    assert decision.by == f"deleted user {person.pk}"
    assert decision.note == "Fine by me."
    assert faults()[0] == []
    page = lead_client.get(reverse("moderation:decisions")).content.decode()
    assert f"deleted user {person.pk}" in page
    assert SHOWN not in page


def test_readers_see_a_place_without_words_or_name(client):
    person = make_person()
    answer = Comment.objects.get(body="An answer that stays.")
    erasing.erase(person)

    page = client.get(answer.article.get_absolute_url()).content.decode()

    assert "Deleted with the account of its author." in page
    assert "An answer that stays." in page
    assert SHOWN not in page
    assert NAME not in page


def test_readers_in_german_see_the_same_in_german(client):
    person = make_person()
    erasing.erase(person)
    answer = Comment.objects.get(body="An answer that stays.")

    page = client.get(
        answer.article.get_absolute_url(), headers={"Accept-Language": "de"}
    ).content.decode()

    assert "Mit dem Konto der Verfasserin oder des Verfassers gelöscht." in page


def test_an_erased_account_cannot_log_in_and_is_logged_out(client):
    person = make_person()
    client.force_login(person)

    erasing.erase(person)

    assert client.get(reverse("comments:me")).status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.has_usable_password(), person.name) == (
        False,
        False,
        "deleted user",
    )


def test_the_only_administrator_stays(admin_user):
    with pytest.raises(CannotErase, match="only administrator"):
        erasing.erase(admin_user)

    assert User.objects.get(pk=admin_user.pk).username == "admin"
    assert not Erasure.objects.exists()
    UserFactory(is_superuser=True)
    assert erasing.erase(admin_user).person_id == admin_user.pk


def test_what_a_killed_process_left_is_finished_later():
    person = make_person()
    erasing.begin(person)
    assert User.objects.get(pk=person.pk).name == "deleted user"
    assert Comment.objects.filter(author=person).exclude(body="").count() == 4

    assert erasing.finish_begun() == 4

    assert found() == set()
    assert Erasure.objects.get().done_at is not None


def test_a_comment_that_was_under_way_meanwhile_is_found_too():
    person = make_person()
    erasing.erase(person)
    make_comment("Late Xylocanary.", author=person)

    assert erasing.finish_begun() == 1

    assert found() == set()


def test_nobody_else_loses_a_row():
    person = make_person()
    others = UserFactory(username="other", email="other@example.org")
    make_comment("Mine.", author=others)
    counts = Comment.objects.count(), Report.objects.count(), Sanction.objects.count()

    erasing.erase(person)

    assert (Comment.objects.count(), Report.objects.count(), Sanction.objects.count()) == counts
    others.refresh_from_db()
    assert (others.username, others.email) == ("other", "other@example.org")
    assert Article.objects.filter(comment_count__gt=0).exists()


def test_the_command_asks_for_the_name_again():
    person = make_person()
    with pytest.raises(CommandError, match="nobody has the username"):
        call_command("erase_person", "nobody", "--yes", verbosity=0)
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase_person", NAME, verbosity=0)
    assert User.objects.filter(username=NAME).exists()

    out = StringIO()
    call_command("erase_person", NAME.upper(), "--yes", verbosity=0, stdout=out)

    assert out.getvalue() == f"person {person.pk} is erased, with 4 comments\n"
    assert found() == set()
