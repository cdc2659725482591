"""What somebody takes along is all that is known of them, and nothing of anybody else."""

import io
import json
import stat
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from comments.accounts.sessions import end_all
from comments.models import User
from comments.privacy.exporting import LABELS, archive, collect
from comments.privacy.parts import PARTS
from tests.comments.accounts.test_sessions import PASSWORD, logged_in
from tests.factories import UserFactory
from tests.moderation.privacy.people import BODY, FIRST_BODY, NAME, make_colleague, make_person
from tests.moderation.privacy.test_erasing import every_way_to_point

pytestmark = pytest.mark.django_db

# What leads to a person and is not handed out, and why.
NOT_IN_IT = {
    (
        "moderation.Note",
        "person",
    ): "colleagues' words for colleagues, who would not write them else",
    ("moderation.Note", "author"): "words about somebody else",
    ("moderation.ReviewItem", "author"): "the desk's state; what came of it is in the decisions",
    ("moderation.ReviewItem", "opened_by"): "about somebody else's comment",
    ("moderation.ReviewItem", "claimed_by"): "for two minutes, about somebody else's comment",
    ("moderation.ReviewItem", "not_for"): "about somebody else's comment",
    ("moderation.CoolDown", "ended_by"): "what a colleague had begun",
    ("moderation.Sanction", "lifted_by"): "about somebody else",
    ("moderation.Assignment", "assigned_by"): "a colleague's area",
    ("moderation.RightsChange", "changed_by"): "about somebody else",
    ("admin.LogEntry", "user"): "about other people's rows",
}
# Three in one row of the account.
IN_THE_ACCOUNT = {
    ("comments.User_groups", "user"),
    ("comments.User_user_permissions", "user"),
    ("comments.User_sections", "user"),
}


def read(data: bytes) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return json.loads(packed.read("data.json")), packed.read("index.html").decode()


def after_the_undo_window():
    return time_machine.travel(timezone.now() + timedelta(minutes=1), tick=True)


def test_every_way_to_a_person_is_in_a_part_or_has_a_reason():
    covered = [way for part in PARTS for way in part.covers]

    assert len(covered) == len(set(covered))
    assert set(covered) & NOT_IN_IT.keys() == set()
    assert set(covered) | NOT_IN_IT.keys() == every_way_to_point()


@pytest.mark.parametrize("make", [make_person, make_colleague])
def test_every_row_of_the_person_is_in_it_and_none_of_others(make):
    person = make()
    with after_the_undo_window():
        data = collect(person)

    rows = {part.name: len(data[part.name]) for part in PARTS}
    for part in PARTS:
        for label, field in set(part.covers) - IN_THE_ACCOUNT:
            mine = apps.get_model(label)._base_manager.filter(**{field: person}).count()
            assert (part.name, rows[part.name]) == (part.name, mine)
    assert rows["account"] == 1


def test_it_reads_as_it_was_written_and_quotes_nobody_else():
    person = make_person()
    with after_the_undo_window():
        data, page = read(archive(person))

    assert data["person"] == NAME
    assert [one["text"] for one in data["comments"][0]["versions"]] == [FIRST_BODY, BODY]
    [decision] = data["decisions"]
    assert (decision["decision"], decision["reason"], decision["by"]) == (
        "Rejected",
        "Abusive",
        "a moderator",
    )
    assert [each["reason"] for each in data["sanctions"]] == ["Sanctioncanary."]
    assert data["reports"][0]["text"] == "Reportcanary is my reason."
    for words in (page, json.dumps(data)):
        assert BODY in words
        assert "An answer that stays." not in words
        assert "Quotecanary" not in words  # A reporter's note, and a moderator's.
        assert "Desknotecanary" not in words
        assert "asscanary" not in words  # The secret of a second factor.
        for other in User.objects.exclude(pk=person.pk):
            assert other.username not in words.replace("readers", "")


def test_every_value_has_a_label_for_people_and_in_german_too():
    used: set[str] = set()
    for make in (make_person, make_colleague):
        User.objects.filter(username=NAME).update(username="w", display_name="", email="")
        person = make()
        with after_the_undo_window():
            for rows in collect(person).values():
                for row in rows:
                    used |= row.keys()
                    used |= {key for one in row.get("versions", ()) for key in one}

    assert used <= LABELS.keys()
    with override("de"):
        assert "<dt>Benutzername</dt>" in read(archive(person))[1]


def test_the_page_gives_the_file_to_who_shows_again_that_it_is_they():
    user = UserFactory()
    client = logged_in(user)

    asked = client.get(reverse("comments:data"))
    page = client.post(asked.url, {"password": PASSWORD, "next": reverse("comments:data")})
    file = client.post(reverse("comments:data"))

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "It holds nothing of other people" in client.get(reverse("comments:data")).text
    assert page.status_code in (200, 302)
    assert file.headers["Content-Type"] == "application/zip"
    assert 'filename="my-data.zip"' in file.headers["Content-Disposition"]
    assert read(file.content)[0]["person"] == user.username
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=True):
        assert client.post(reverse("comments:data")).status_code == 302
    end_all(user)
    assert client.post(reverse("comments:data")).status_code == 302


def test_the_command_writes_a_file_for_its_owner_alone(tmp_path, capsys):
    person = UserFactory(username="robin")

    call_command("export_person", "Robin", str(tmp_path / "out"))

    file = tmp_path / "out" / f"person-{person.pk}.zip"
    assert capsys.readouterr().out == f"{file}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read(file.read_bytes())[0]["person"] == "robin"
    with pytest.raises(CommandError, match="File exists"):
        call_command("export_person", "robin", str(tmp_path / "out"))
    with pytest.raises(CommandError, match="nobody has the username"):
        call_command("export_person", "nobody", str(tmp_path / "out"))
