"""The policy in the admin: a new version instead of a change."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from comments.models import User
from moderation import roles
from moderation.models import PolicyVersion
from tests.factories import make_staff, set_policy

pytestmark = pytest.mark.django_db

ADD = reverse("admin:moderation_policyversion_add")
LIST = reverse("admin:moderation_policyversion_changelist")


@pytest.fixture
def administrator(client) -> User:
    user = make_staff(roles.ADMINISTRATOR, username="alex")
    client.force_login(user)
    return user


def filled_in(client) -> dict:
    """What the browser would send if nothing but the note was typed."""
    form = client.get(ADD).context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: value for name, value in data.items() if value not in (None, False)}
    return {**sent, "note": "Trying something"}


def save(client, **changes):
    return client.post(ADD, {**filled_in(client), **changes})


def errors(response) -> dict:
    found = response.context["adminform"].form.errors
    return {name: list(messages) for name, messages in found.items()}


def test_form_starts_from_the_version_in_force(client, administrator):
    set_policy(hold_at=0.55, new_author_hold_links=False, banned_words="one\ntwo")

    initial = filled_in(client)

    assert initial["hold_at"] == 0.55
    assert initial["banned_words"] == "one\ntwo"
    assert "new_author_hold_links" not in initial
    assert initial["note"] == "Trying something"


def test_saving_adds_a_version_and_leaves_the_one_before(client, administrator):
    before = PolicyVersion.current()

    response = save(client, hold_at="0.5", remove_at="0.95", note="Stricter before the vote")

    assert response.status_code == 302
    version = PolicyVersion.current()
    assert version.pk != before.pk
    assert (version.hold_at, version.remove_at) == (0.5, 0.95)
    assert (version.note, version.created_by) == ("Stricter before the vote", administrator)
    assert version.max_links == before.max_links
    unchanged = PolicyVersion.objects.get(pk=before.pk)
    assert (unchanged.hold_at, unchanged.note) == (before.hold_at, before.note)
    assert LogEntry.objects.get().user == administrator


def test_author_of_a_version_cannot_be_forged(client, administrator, admin_user):
    save(client, created_by=admin_user.pk, created_at="2020-01-01", id="1")

    version = PolicyVersion.current()
    assert version.created_by == administrator
    assert version.created_at.year != 2020


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        (
            {"hold_at": "0.8", "remove_at": "0.7"},
            {"remove_at": ["Must not be below the limit to hold, 0.8: or leave it empty."]},
        ),
        (
            {"hold_at": "1.1"},
            {"hold_at": ["Ensure this value is less than or equal to 1."]},
        ),
        ({"hold_at": "nan"}, {"hold_at": ["Enter a number."]}),
        (
            {"remove_at": "-0.1"},
            {"remove_at": ["Ensure this value is greater than or equal to 0."]},
        ),
        ({"hold_at": ""}, {"hold_at": ["This field is required."]}),
        ({"note": ""}, {"note": ["This field is required."]}),
        ({"repeat_hours": "99999999"}, {"repeat_hours": ["At most 8,784."]}),
        ({"history_days": "4000"}, {"history_days": ["At most 3,660."]}),
        (
            {"max_links": "-1"},
            {"max_links": ["Ensure this value is greater than or equal to 0."]},
        ),
        ({"banned_words": "a\0b"}, {"banned_words": ["Null characters are not allowed."]}),
    ],
)
def test_values_that_make_no_sense_are_refused_with_a_message(
    client, administrator, changes, refused
):
    before = PolicyVersion.current()

    response = save(client, **changes)

    assert errors(response) == refused
    assert PolicyVersion.current() == before


def test_thousands_of_words_are_kept(client, administrator):
    words = "\n".join(f"word number {number}" for number in range(8_000))

    save(client, banned_words=words, note="A long list")

    assert PolicyVersion.current().banned_words.splitlines() == words.splitlines()


def test_second_of_two_administrators_does_not_undo_the_first(client, administrator):
    data = filled_in(client)
    set_policy(hold_at=0.4, created_by=make_staff(roles.ADMINISTRATOR, username="kim"))
    newest = PolicyVersion.current()

    response = client.post(ADD, data)

    assert PolicyVersion.current() == newest
    assert errors(response)["__all__"][0].startswith(f"kim saved {newest} while you wrote.")


def test_list_shows_what_is_in_force_and_what_changed(client, administrator):
    first = PolicyVersion.current()
    second = set_policy(
        hold_at=0.6,
        remove_at=0.9,
        new_author_hold_all=True,
        banned_words="alpha\nbeta",
    )
    third = set_policy(
        hold_at=0.6,
        remove_at=0.9,
        new_author_hold_all=True,
        banned_words="beta\n" + "\n".join(f"w{number}" for number in range(7)),
    )
    fourth = set_policy(
        hold_at=0.6, remove_at=0.9, new_author_hold_all=True, banned_words=third.banned_words
    )

    changelist = client.get(LIST).context["cl"]

    shown = {row: changelist.model_admin.changed(row) for row in changelist.result_list}
    assert shown == {
        first: "the first version",
        second: (
            "hold at 0.7 → 0.6; remove at never → 0.9; new author hold all no → yes; "
            "banned words +2: alpha, beta"
        ),
        third: "banned words +7: w0, w1, w2, w3, w4 and 2 more; banned words −1: alpha",
        fourth: "nothing but the note",
    }
    assert [row for row in changelist.result_list if row.is_current] == [fourth]


def test_page_of_a_version_shows_what_it_changed(client, administrator):
    version = set_policy(hold_at=0.6)

    url = reverse("admin:moderation_policyversion_change", args=[version.pk])
    html = client.get(url).content.decode()

    assert "hold at 0.7 → 0.6" in html
    assert 'name="hold_at"' not in html


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_list_does_not_grow(
    client, administrator, count, django_assert_num_queries
):
    for _ in range(count):
        set_policy(created_by=administrator)

    with django_assert_num_queries(8):
        response = client.get(LIST)

    assert response.context["cl"].result_count == count + 1


@pytest.mark.parametrize("role", [roles.MODERATOR, roles.LEAD])
def test_moderators_and_leads_cannot_change_the_policy(client, role):
    client.force_login(make_staff(role))
    before = PolicyVersion.current()

    response = client.post(ADD, {"note": "mine", "hold_at": "1", "based_on": before.pk})

    assert response.status_code == 403
    assert PolicyVersion.current() == before


def test_a_pattern_that_does_not_run_is_refused_with_line_and_place(client, administrator):
    versions = PolicyVersion.objects.count()

    response = save(client, banned_words="idiot\n/ab[z-a]/\n/fine+/\n/(/")

    assert errors(response) == {
        "banned_words": [
            "Line 2, character 5: invalid character class range: z-a",
            "Line 4, character 2: missing ): (",
        ]
    }
    assert PolicyVersion.objects.count() == versions


def test_more_patterns_than_a_worker_should_run_are_refused(client, administrator):
    response = save(client, suspect_words="\n".join(f"/a{n}+/" for n in range(201)))

    assert errors(response) == {
        "suspect_words": ["There are 201 patterns, the most is 200. Make some of them phrases."]
    }


TRY = reverse("admin:moderation_policyversion_try")


def test_lists_are_tried_on_a_text_and_nothing_is_saved(client, administrator):
    set_policy(banned_words="idiot", suspect_words="/sp[ao]m+/")
    versions = PolicyVersion.objects.count()
    page = client.get(TRY)
    words = page.context["form"]["words"].value()

    response = client.post(TRY, {"words": words, "text": "An 1diot sends SPAMMM <b>"})
    clean = client.post(TRY, {"words": words, "text": "A classy word."})

    assert words == "idiot\n/sp[ao]m+/"
    assert response.context["trial"].hits == ["idiot", "/sp[ao]m+/"]
    assert "It took" in response.text
    assert "<b>" not in response.text.split("<textarea")[-1]
    assert "Nothing in this text is on the list." in clean.text
    assert PolicyVersion.objects.count() == versions
    assert TRY in client.get(LIST).text


def test_a_bad_pattern_is_named_when_tried(client, administrator):
    response = client.post(TRY, {"words": "/(/", "text": "x"})

    assert response.context["trial"] is None
    assert "Line 1, character 2: missing ): (" in response.text


def test_words_are_tried_by_administrators_alone(client, lead):
    client.force_login(lead)

    assert client.get(TRY).status_code == 403
