"""Whatever is done to the log past the application, the check finds it and says which row."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation import append_only
from moderation.chain import digests, erasing, rows, sealing
from moderation.models import ChainHead, Decision, LogEntry, PolicyVersion
from moderation.services import decide
from tests.factories import make_item
from tests.moderation.chain.tampering import (
    execute,
    faults,
    sealed_decisions,
    tamper,
    undone_after,
    without_triggers,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(moderator):
    """Five decisions, entries 2 to 6."""
    return sealed_decisions(5, moderator)


def of(decision):
    return LogEntry.objects.get(kind="decision", row_id=decision.pk)


def changed(decision):
    return f"changed: decision {decision.pk} (entry {of(decision).number})"


def test_a_log_as_it_was_written_has_no_fault(log):
    found, tally = faults()

    assert found == []
    assert (tally.entries, tally.erased) == (6, 0)


def test_a_log_without_decisions_has_no_fault():
    assert faults()[0] == []


# A statement for each column, on the row %s.
COLUMNS = {
    "comment_id": "comment_id + 1",
    "revision_id": "revision_id + 1",
    "item_id": "NULL",
    "action": "'dismiss'",
    "moderator_id": "moderator_id + 1",
    "scorer": "'test@2'",
    "reason_code": "'spam'",
    "note": "'another'",
    "salt": "'another'",
    "status_before": "'visible'",
    "status_after": "'removed'",
    "batch": "'5f7d4c0e9c7f4d3c8a55e2a3f1c0b9d8'",
    "decided_at": "'2026-01-01 00:00:00+00:00'",
    "facts": """'{"author_comments": 9}'""",
}


def test_every_column_of_a_decision_is_tried():
    untried = {f.column for f in Decision._meta.concrete_fields} - COLUMNS.keys()

    # A policy's decision has no moderator, and an undo is one: the database's rules forbid to mix.
    assert untried == {"id", "policy_id", "undoes_id"}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found(log, column):
    with undone_after():  # And so no foreign key is ever looked at.
        append_only.remove(connection)
        value = COLUMNS[column]
        execute(f"UPDATE moderation_decision SET {column} = {value} WHERE id = %s", [log[2].pk])

        assert faults()[0] == [changed(log[2])]


def test_a_changed_policy_is_found(log):
    tamper("UPDATE moderation_policyversion SET banned_words = 'none', hold_at = 0.71")

    [policy] = PolicyVersion.objects.all()
    assert faults()[0] == [f"changed: policy {policy.pk} (entry 1)"]


def test_a_changed_last_row_is_found(log):
    tamper("UPDATE moderation_decision SET note = 'x' WHERE id = %s", [log[-1].pk])

    assert faults()[0] == [changed(log[-1])]


def test_a_value_that_no_field_can_hold_is_a_change(log):
    wrong = ["'infinity'", "'-infinity'"] if connection.vendor == "postgresql" else ["'once'", "9"]
    for value, decision in zip(wrong, log[1:3], strict=True):
        tamper(f"UPDATE moderation_decision SET decided_at = {value} WHERE id = %s", [decision.pk])

    assert faults()[0] == [changed(log[1]), changed(log[2])]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_removed_row_is_found(log, place):
    with without_triggers():
        execute("DELETE FROM moderation_decision WHERE id = %s", [log[place].pk])

    assert faults()[0] == [f"removed: decision {log[place].pk} (entry {place + 2})"]


@pytest.mark.parametrize("place", [0, 2])
def test_a_row_removed_with_its_entry_is_found(log, place):
    with without_triggers():
        execute("DELETE FROM moderation_decision WHERE id = %s", [log[place].pk])
        execute("DELETE FROM moderation_logentry WHERE row_id = %s AND number > 1", [log[place].pk])

    assert faults()[0] == [f"removed: entry {place + 2}"]


def test_an_end_cut_off_is_found(log):
    with without_triggers():
        for decision in log[3:]:
            execute("DELETE FROM moderation_decision WHERE id = %s", [decision.pk])
        execute("DELETE FROM moderation_logentry WHERE number > 4")

    assert faults()[0] == ["removed: entries 5 to 6"]


def test_everything_cut_off_is_found(log):
    with without_triggers():
        execute("DELETE FROM moderation_decision")
        execute("DELETE FROM moderation_logentry")

    [policy] = PolicyVersion.objects.all()
    assert faults()[0] == ["removed: entries 1 to 6", f"inserted: policy {policy.pk}"]


COPY = """
INSERT INTO moderation_decision (comment_id, revision_id, item_id, action, moderator_id, policy_id,
 scorer, reason_code, note, salt, status_before, status_after, undoes_id, batch, decided_at)
SELECT comment_id, revision_id, item_id, action, moderator_id, policy_id, scorer, reason_code, note,
 salt, status_before, status_after, undoes_id, batch, decided_at
FROM moderation_decision WHERE id = %s
"""


def test_a_row_inserted_past_the_triggers_is_found(log):
    tamper(COPY, [log[1].pk])
    sealing.seal_waiting()

    assert faults()[0] == [f"inserted: decision {Decision.objects.latest('pk').pk}"]


def forge(number, kind, row_id, previous):
    """An entry that is right in every way, as who knows the source would write it."""
    row = Decision.objects.get(pk=row_id)
    personal = rows.commitment(row)
    digest = digests.digest(
        number=number,
        previous=previous,
        kind=kind,
        row_id=row_id,
        content=rows.content(row),
        personal=personal,
    )
    return [number, kind, row_id, personal, previous, digest]


INSERT_ENTRY = """
INSERT INTO moderation_logentry (number, kind, row_id, personal, previous, digest, sealed_at)
VALUES (%s, %s, %s, %s, %s, %s, '2026-01-01 00:00:00+00:00')
"""


def test_a_forged_entry_at_the_end_is_found(log):
    last = of(log[-1])
    with without_triggers():
        execute(COPY, [log[1].pk])
        row = Decision.objects.latest("pk")
        execute(INSERT_ENTRY, forge(last.number + 1, "decision", row.pk, last.digest))

    assert faults()[0] == [f"inserted: decision {row.pk} (entry 7)"]


def test_a_row_written_anew_with_its_entry_is_found(log):
    """Sound in itself: what follows tells."""
    entry = of(log[2])
    with without_triggers():
        execute("UPDATE moderation_decision SET note = 'other' WHERE id = %s", [log[2].pk])
        forged = forge(entry.number, "decision", log[2].pk, entry.previous)
        execute(
            "UPDATE moderation_logentry SET personal = %s, digest = %s WHERE number = %s",
            [forged[3], forged[5], entry.number],
        )

    assert faults()[0] == [changed(log[2])]


def test_a_last_row_written_anew_with_its_entry_is_found(log):
    entry = of(log[-1])
    with without_triggers():
        execute("UPDATE moderation_decision SET note = 'other' WHERE id = %s", [log[-1].pk])
        forged = forge(entry.number, "decision", log[-1].pk, entry.previous)
        execute(
            "UPDATE moderation_logentry SET personal = %s, digest = %s WHERE number = %s",
            [forged[3], forged[5], entry.number],
        )

    assert faults()[0] == [changed(log[-1])]


def rewrite(log, place):
    """The whole chain from one row on, and the head: only what was written down elsewhere tells."""
    with without_triggers():
        execute("UPDATE moderation_decision SET note = 'other' WHERE id = %s", [log[place].pk])
        entry = of(log[place])
        previous = entry.previous
        for decision in log[place:]:
            number = of(decision).number
            forged = forge(number, "decision", decision.pk, previous)
            execute(
                "UPDATE moderation_logentry SET personal = %s, previous = %s, digest = %s"
                " WHERE number = %s",
                [*forged[3:], number],
            )
            previous = forged[5]
        execute("UPDATE moderation_chainhead SET digest = %s", [previous])


def test_a_chain_written_anew_is_found_by_the_head_that_was_written_down(log):
    early, late = of(log[1]).digest, ChainHead.objects.get().digest
    rewrite(log, 2)

    assert faults()[0] == []
    assert faults(wanted=early)[1].met
    assert not faults(wanted=late)[1].met


def test_every_head_of_a_sound_log_is_met_again(log):
    heads = [digests.START, *LogEntry.objects.values_list("digest", flat=True)]

    assert all(faults(wanted=head)[1].met for head in heads)
    assert all(faults(wanted=head[: digests.SHORT])[1].met for head in heads)


def test_a_missing_head_is_found(log):
    with without_triggers():
        execute("DELETE FROM moderation_chainhead")

    assert faults()[0] == ["the head of the chain is missing"]
    sealing.ensure_head()
    assert ChainHead.objects.count() == 0  # Only an empty chain gets one.


def test_erased_words_are_no_fault(log):
    erasing.erase_words(Decision.objects.filter(pk__in=[log[0].pk, log[4].pk]))

    found, tally = faults()

    assert (found, tally.erased) == ([], 2)


def test_words_put_in_the_place_of_erased_ones_are_found(log):
    erasing.erase_words(Decision.objects.filter(pk=log[0].pk))
    tamper("UPDATE moderation_decision SET note = 'x' WHERE id = %s", [log[0].pk])

    assert faults()[0] == [changed(log[0])]


def test_a_row_removed_before_it_was_sealed_is_found(log, moderator):
    fresh = decide(make_item(), moderator=moderator, action="approve")
    tamper("DELETE FROM moderation_decision WHERE id = %s", [fresh.pk])
    sealing.seal_waiting()

    assert faults()[0] == [f"removed: decision {fresh.pk} (entry 7)"]


def expected_faults(log, hits):
    """In the order of the chain. Entries gone beside each other are told of in one line."""
    lines = []
    gone: list[int] = []
    for place, decision in enumerate([*log, None]):
        deed = hits.get(place)
        if deed == "remove with its entry":
            gone.append(place + 2)
            continue
        if gone:
            span = f"entries {gone[0]} to {gone[-1]}" if len(gone) > 1 else f"entry {gone[0]}"
            lines.append(f"removed: {span}")
            gone = []
        if deed == "change":
            lines.append(f"changed: decision {decision.pk} (entry {place + 2})")
        elif deed == "remove":
            lines.append(f"removed: decision {decision.pk} (entry {place + 2})")
    return lines


HITS = {
    "change": ["UPDATE moderation_decision SET note = 'x' WHERE id = %s"],
    "remove": ["DELETE FROM moderation_decision WHERE id = %s"],
    "remove with its entry": [
        "DELETE FROM moderation_decision WHERE id = %s",
        "DELETE FROM moderation_logentry WHERE kind = 'decision' AND row_id = %s",
    ],
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    hits=st.dictionaries(st.integers(0, 4), st.sampled_from(list(HITS))),
    inserted=st.integers(0, 2),
)
def test_any_mixture_is_found_row_by_row(log, hits, inserted):
    with undone_after():
        with without_triggers():
            for _ in range(inserted):
                execute(COPY, [log[0].pk])
            for place, deed in hits.items():
                for statement in HITS[deed]:
                    execute(statement, [log[place].pk])
        fresh = Decision.objects.order_by("-pk").values_list("pk", flat=True)[:inserted]

        found, _tally = faults()

        assert found == [
            *expected_faults(log, hits),
            *(f"inserted: decision {pk}" for pk in sorted(fresh)),
        ]
