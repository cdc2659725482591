"""Rows get their entries in order, once each, whoever seals and however many at a time."""

import importlib
from hashlib import sha256
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Status
from moderation.apps import keep_append_only
from moderation.chain import digests, rows, sealing
from moderation.models import ChainHead, Decision, LogEntry, PolicyVersion, Unsealed
from moderation.pipeline import sweeper
from moderation.services import decide, decide_many, undo_batch
from tests.factories import make_comment, make_item, make_staff, set_policy
from tests.moderation.chain.tampering import execute, faults, tamper, without_triggers
from tests.racing import race

pytestmark = pytest.mark.django_db


def test_a_new_log_begins_with_the_first_policy():
    [policy] = PolicyVersion.objects.all()
    [entry] = LogEntry.objects.all()

    assert (entry.number, entry.kind, entry.row_id) == (1, "policy", policy.pk)
    assert entry.previous == digests.START
    assert (ChainHead.objects.get().number, ChainHead.objects.get().digest) == (1, entry.digest)


def test_an_entry_is_what_the_documented_recipe_gives(moderator):
    """Worked out here by hand, so that no change of the code can change what old entries mean."""
    decision = decide(make_item(), moderator=moderator, action="approve", note="Ä “quoted”\n")
    sealing.seal_waiting()

    before, entry = LogEntry.objects.order_by("number")
    row = Decision.objects.get()
    personal = sha256(f'{row.salt}{{"note":"Ä “quoted”"}}'.encode()).hexdigest()
    content = (
        f'{{"action":"approve","comment_id":{row.comment_id},"decided_at":'
        f'"{row.decided_at:%Y-%m-%dT%H:%M:%S.%f}Z","id":{decision.pk},"item_id":{row.item_id},'
        f'"moderator_id":{moderator.pk},"reason_code":"","revision_id":{row.revision_id},'
        f'"scorer":"","status_after":"visible","status_before":"held"}}'
    )
    text = (
        f'{{"content":{content},"kind":"decision","number":2,"personal":"{personal}",'
        f'"previous":"{before.digest}","row":{decision.pk}}}'
    )
    assert entry.personal == personal
    assert entry.digest == sha256(text.encode()).hexdigest()


def test_columns_that_come_later_are_null_in_old_rows():
    """One that is never null would be in the hash of every old entry, and break them all."""
    never_null = {
        kind: {field.name for field in model._meta.concrete_fields if not field.null}
        for kind, model in rows.MODELS.items()
    }

    assert never_null["decision"] == {
        *("id", "comment", "revision", "action", "scorer", "reason_code", "note", "salt"),
        *("status_before", "status_after", "decided_at"),
    }
    assert never_null["policy"] == {
        *("id", "hold_at", "new_author_comments", "new_author_hold_at", "new_author_hold_all"),
        *("new_author_hold_links", "max_links", "max_length", "repeat_hours", "history_days"),
        *("repeats_same_author", "repeats_any_author", "history_rejections", "banned_words"),
        *("suspect_words", "hide_reports", "hide_weight", "note", "salt", "created_at"),
    }


def test_every_way_to_the_log_is_noted_and_sealed(moderator):
    batch = decide_many([make_item() for _ in range(3)], moderator=moderator, action="approve")
    undo_batch(batch.batch, moderator=moderator)
    policy = set_policy(hold_at=0.5)

    assert Unsealed.objects.count() == 7
    assert sealing.seal_waiting() == 7
    assert sealing.seal_waiting() == 0

    sealed = LogEntry.objects.filter(number__gt=1).order_by("number").values_list("kind", "row_id")
    decisions = Decision.objects.order_by("pk").values_list("pk", flat=True)
    assert list(sealed) == [*(("decision", pk) for pk in decisions), ("policy", policy.pk)]
    assert faults()[0] == []


def test_salts_are_drawn_for_each_row(moderator):
    decide_many([make_item() for _ in range(3)], moderator=moderator, action="approve")

    salts = set(Decision.objects.values_list("salt", flat=True))
    assert {len(salt) for salt in salts} == {32}
    assert len(salts) == 3


def test_what_was_rolled_back_is_not_noted(moderator):
    decide(make_item(), moderator=moderator, action="approve")
    held = make_item(make_comment("Another.", status=Status.HELD))
    decide(held, moderator=moderator, action="approve")

    with pytest.raises(Exception, match="approved"):
        decide(held, moderator=moderator, action="approve")

    assert Unsealed.objects.count() == 2


def test_sealing_takes_the_same_statements_for_2_and_20(moderator):
    def statements(amount):
        decide_many([make_item() for _ in range(amount)], moderator=moderator, action="approve")
        with CaptureQueriesContext(connection) as captured:
            assert sealing.seal_waiting() == amount
        return len(captured)

    assert statements(20) == statements(2)


def test_a_batch_is_sealed_by_several_when_it_is_long(moderator, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    decide_many([make_item() for _ in range(5)], moderator=moderator, action="approve")

    assert sealing.seal_waiting() == 5

    assert faults()[0] == []
    assert ChainHead.objects.get().number == 6


def test_a_chain_without_its_head_is_not_made_longer(moderator):
    tamper("DELETE FROM moderation_chainhead")
    decide(make_item(), moderator=moderator, action="approve")

    with pytest.raises(sealing.HeadMissing):
        sealing.seal_waiting()

    assert LogEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_bulk_decisions_and_sealers_at_once_make_one_chain():
    """Two moderators with a heap each, while three processes seal as they come."""
    people = [make_staff(username=name) for name in ("ana", "ben")]
    shares = [[make_item() for _ in range(20)] for _ in people]

    def bulk(person, items):
        def deed():
            for start in range(0, len(items), 5):
                result = decide_many(items[start : start + 5], moderator=person, action="approve")
                sealing.seal_waiting()
                undo_batch(result.batch, moderator=person)
            return "done"

        return deed

    def seal():
        for _ in range(20):
            sealing.seal_waiting()
        return "done"

    outcomes = race(*(bulk(*pair) for pair in zip(people, shares, strict=True)), seal, seal, seal)
    sealing.seal_waiting()

    assert outcomes == ["done"] * 5
    assert Decision.objects.count() == 80
    numbers = list(LogEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 82))
    assert faults()[0] == []


@pytest.mark.django_db(transaction=True)
def test_the_check_finds_nothing_while_others_decide_and_seal(moderator):
    items = [make_item() for _ in range(15)]

    def work():
        for item in items:
            decide(item, moderator=moderator, action="approve")
            sealing.seal_waiting()
        return "done"

    def look():
        return [faults()[0] for _ in range(8)]

    outcomes = race(work, look, look)

    assert outcomes == ["done", [[]] * 8, [[]] * 8]


def test_the_sweep_seals(moderator, monkeypatch):
    decide(make_item(), moderator=moderator, action="approve")
    monkeypatch.setattr(sweeper, "sweep", lambda: False)
    monkeypatch.setattr(sweeper.late_work, "do_overdue", lambda: None)
    monkeypatch.setattr(sweeper.drain.stopping, "wait", lambda _s: sweeper.drain.stopping.set())
    monkeypatch.setattr(sweeper, "close_old_connections", lambda: None)
    sweeper.drain.stopping.clear()

    try:
        sweeper.sweep_for_ever()
    finally:
        sweeper.drain.stopping.clear()

    assert Unsealed.objects.count() == 0
    assert faults()[0] == []


def test_what_was_decided_before_the_chain_is_sealed_by_the_migration(moderator):
    """As `migrate` finds it: rows without a salt, no entries, no head."""
    for _ in range(3):
        decide(make_item(), moderator=moderator, action="approve", note="of old")
    with without_triggers():
        for table in ("moderation_unsealed", "moderation_logentry", "moderation_chainhead"):
            execute(f"DELETE FROM {table}")
        execute("UPDATE moderation_decision SET salt = 'the default of a new column'")
    migration = importlib.import_module("moderation.migrations.0013_fill_chain")

    migration.fill(None, SimpleNamespace(connection=connection))
    keep_append_only(None, using="default")

    assert len(set(Decision.objects.values_list("salt", flat=True))) == 3
    kinds = LogEntry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["policy", *["decision"] * 3]
    assert faults()[0] == []
