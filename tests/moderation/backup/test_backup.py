"""A backup under load holds all that was answered before, and comes back whole or not at all."""

import json
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from comments.models import Comment
from comments.services import post_comment
from moderation.backup import NotPossible, carried, manifest, postgres, restoring, taking
from moderation.backup.aliases import opened
from moderation.chain import digests, erasing
from moderation.models import ChainHead, Decision, LogEntry
from moderation.services import decide
from tests.factories import ArticleFactory, UserFactory, make_item
from tests.moderation.backup.places import drop, empty_database, leftovers, with_programs
from tests.moderation.chain.tampering import faults, tamper
from tests.processes import ROOT, child_environment, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    monkeypatch.setenv("PATH", with_programs())
    monkeypatch.setattr(postgres, "LEAVE", 1.0)


@pytest.fixture
def backup(tmp_path, moderator):
    """A backup of three decisions, of which the first has a note to be erased."""
    for number in range(3):
        decide(make_item(), moderator=moderator, action="approve", note=f"Note {number}.")
    call_command("backup", str(tmp_path / "backup"), verbosity=0)
    return tmp_path / "backup"


def manage(url, *arguments):
    ended = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=child_environment(DATABASE_URL=url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


class Crowd:
    """Posts and decides without a pause; ``answered`` are the ids of what was done so far."""

    def __init__(self, moderator):
        self.moderator, self.article, self.author = moderator, ArticleFactory(), UserFactory()
        self.answered: dict[type, list[int]] = {Comment: [], Decision: []}
        self.failed: list[Exception] = []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=[n]) for n in range(2)]

    def work(self, who):
        try:
            while not self.stopping.is_set():
                words = f"Word {len(self.answered[Comment])} of {who}."
                comment = post_comment(article=self.article, author=self.author, body=words)
                self.answered[Comment].append(comment.pk)
                decision = decide(make_item(), moderator=self.moderator, action="approve")
                self.answered[Decision].append(decision.pk)
        except Exception as error:  # Handed to the test.
            self.failed.append(error)
        finally:
            connections.close_all()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)


def test_a_backup_under_load_comes_back_elsewhere(moderator, tmp_path):
    folder = tmp_path / "backup"
    with Crowd(moderator) as crowd:
        wait_until(lambda: len(crowd.answered[Decision]) >= 4 or crowd.failed, what="some work")
        before = {model: list(ids) for model, ids in crowd.answered.items()}
        call_command("backup", str(folder), verbosity=0)
        done = len(crowd.answered[Decision])
        wait_until(lambda: len(crowd.answered[Decision]) > done or crowd.failed, what="more work")
    found = manifest.read(folder)

    with empty_database(tmp_path) as (name, url):
        said = manage(url, "restore", str(folder), "--verbosity", "0")
        checked = manage(url, "verify_log", "--verbosity", "0", "--head", found.head["short"])
        with opened(name) as using:
            there = {
                model: set(model.objects.using(using).values_list("pk", flat=True))
                for model in before
            }

    assert crowd.failed == []
    assert [set(ids) - there[model] for model, ids in before.items()] == [set(), set()]
    assert len(there[Decision]) == found.rows["moderation_decision"]
    assert "foreign keys hold" in said
    # What waited for its entry when the copy was taken has got it by then.
    entries = found.rows["moderation_logentry"] + found.rows["moderation_unsealed"]
    assert checked.startswith(f"{entries} entries verified")
    assert faults(wanted=found.head["digest"])[1].met  # In the running site's own log.


def test_a_backup_says_what_is_in_it(backup, capsys):
    found = json.loads((backup / "manifest.json").read_text())
    head = ChainHead.objects.get()

    [name] = found["files"]
    assert sorted(file.name for file in backup.iterdir()) == sorted([name, "manifest.json"])
    assert found["files"][name] == manifest.sha256(backup / name)
    assert found["head"] == {
        "number": 4,
        "digest": head.digest,
        "short": digests.short(head.digest),
    }
    assert found["rows"]["moderation_decision"] == 3
    assert found["database"] == connection.vendor
    assert found["migrations"] == sorted(manifest.known())
    assert {file.stat().st_mode & 0o077 for file in (backup, backup / name)} == {0}
    with pytest.raises(CommandError, match="is there already and not empty"):
        call_command("backup", str(backup), verbosity=0)


def test_a_backup_takes_the_place_of_the_database_and_what_was_there_is_kept(
    backup, moderator, capsys
):
    late = decide(make_item(), moderator=moderator, action="approve")

    call_command("restore", str(backup), "--replace", verbosity=0)

    said = capsys.readouterr().out
    assert Decision.objects.count() == 3
    assert faults()[0] == []
    assert "foreign keys hold, 4 entries of the log verified" in said
    kept = said.split("is kept as ")[1].split(":")[0]
    with opened(kept) as using:
        assert Decision.objects.using(using).filter(pk=late.pk).exists()
    drop(kept)
    assert leftovers() == set()
    # Triggers came back, too.
    with pytest.raises(Exception, match="append-only"):
        Decision.objects.update(note="otherwise")


def refusal(folder, **options):
    with pytest.raises(NotPossible) as raised:
        restoring.restore(folder, replace=options.get("replace", True))
    return str(raised.value)


def rewritten(folder, **fields):
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | fields))


def test_what_cannot_be_restored_is_refused_and_nothing_changes(backup, moderator, tmp_path):
    late = decide(make_item(), moderator=moderator, action="approve")
    whole = (backup / "manifest.json").read_text()
    found = json.loads(whole)
    [name] = found["files"]
    newer = [*found["migrations"], "moderation.9999_from_the_future"]
    damages = {
        "was made by a newer version of Decorum (moderation.9999": {"migrations": newer},
        "this version knows 1": {"format": 2},
        "database of its own kind": {"database": "oracle"},
        "is missing from the backup": {"files": {"../manifest.json": "0"}},
        "its SHA-256 is another": {"files": {name: "0" * 64}},
        "moderation_decision has 3 rows": {"rows": found["rows"] | {"moderation_decision": 9}},
        "ends otherwise than its manifest": {"head": found["head"] | {"digest": "0" * 64}},
    }

    assert "is no backup" in refusal(tmp_path) or "holds no backup" in refusal(tmp_path)
    assert "The database is not empty" in refusal(backup, replace=False)
    for words, fields in damages.items():
        rewritten(backup, **fields)
        assert words in refusal(backup)
        (backup / "manifest.json").write_text(whole)
    (backup / "manifest.json").write_text("{")
    assert "cannot be read" in refusal(backup)

    assert Decision.objects.filter(pk=late.pk).exists()
    assert leftovers() == set()


def test_a_tampered_log_is_not_restored(moderator, tmp_path):
    first = decide(make_item(), moderator=moderator, action="approve")
    taking.back_up(tmp_path / "sealed")
    tamper("UPDATE moderation_decision SET note = 'x' WHERE id = %s", [first.pk])
    taking.back_up(tmp_path / "tampered")

    assert f"not as it was written: changed: decision {first.pk}" in refusal(tmp_path / "tampered")
    assert Decision.objects.get().note == "x"
    assert leftovers() == set()


def test_a_database_in_use_is_not_replaced(backup):
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        other = closing(sqlite3.connect(name))
    else:
        parameters = connection.get_connection_params()
        other = closing(
            psycopg.connect(dbname=name, user=parameters["user"], host=parameters.get("host"))
        )
    with other as held:
        held.execute("SELECT count(*) FROM moderation_decision").fetchone()
        assert "stop the site and its worker" in refusal(backup)

    assert Decision.objects.count() == 3
    assert leftovers() == set()


def test_what_was_erased_since_stays_erased(backup, monkeypatch, capsys):
    """As whoever keeps a list of erasures takes part in a restore."""
    chosen = Decision.objects.earliest("pk")
    erasing.erase_words(Decision.objects.filter(pk=chosen.pk))
    collect = lambda using: list(  # noqa: E731
        Decision.objects.using(using).filter(salt="").values_list("pk", flat=True)
    )
    again = lambda using, ids: erasing.erase_words(  # noqa: E731
        Decision.objects.using(using).filter(pk__in=ids)
    )
    monkeypatch.setattr(carried, "CARRIED", [carried.CarriedOver("erased words", collect, again)])

    call_command("restore", str(backup), "--replace", verbosity=0)

    said = capsys.readouterr().out
    found, tally = faults()
    assert "erased words: 1 applied again" in said
    assert list(Decision.objects.order_by("pk").values_list("note", flat=True)) == [
        "",
        "Note 1.",
        "Note 2.",
    ]
    assert (found, tally.erased) == ([], 1)
    drop(said.split("is kept as ")[1].split(":")[0])


def test_nothing_is_replaced_when_the_erasures_fail(backup, moderator, monkeypatch):
    late = decide(make_item(), moderator=moderator, action="approve")

    def fail(using, entries):
        raise NotPossible("the list cannot be read")

    whole = carried.CarriedOver("erasures", lambda using: [1], fail)
    monkeypatch.setattr(carried, "CARRIED", [whole])

    assert refusal(backup) == "the list cannot be read"
    assert Decision.objects.filter(pk=late.pk).exists()
    assert leftovers() == set()


def test_a_backup_that_fails_leaves_no_folder(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(manifest, "write", fail)

    with pytest.raises(CommandError, match="no space left on device"):
        call_command("backup", str(tmp_path / "backup"), verbosity=0)

    assert list(tmp_path.iterdir()) == []
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [(None, "pg_dump is not on PATH: install"), ("pg_dump (PostgreSQL) 2.9", "too old")],
)
def test_programs_that_are_missing_or_too_old_are_named(said, words, tmp_path, monkeypatch):
    if said:
        program = tmp_path / "pg_dump"
        program.write_text(f"#!/bin/sh\necho '{said}'\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotPossible, match=words):
        postgres.find("pg_dump")
