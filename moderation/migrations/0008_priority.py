"""Open items of before carry an urgency; what is sorted by now also falls with the hour of opening
(moderation/priority.py). The numbers stand here because a migration never changes."""

from datetime import UTC, datetime

from django.db import migrations

RISE = 3.5 / 24  # per hour
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 1_000


def shift(apps, schema_editor, sign: int) -> None:
    items = apps.get_model("moderation", "ReviewItem").objects.using(schema_editor.connection.alias)
    batch = []
    for item in items.filter(closed_at=None).only("priority", "opened_at").iterator(BATCH):
        item.priority -= sign * RISE * (item.opened_at - EPOCH).total_seconds() / 3600
        batch.append(item)
        if len(batch) == BATCH:
            items.bulk_update(batch, ["priority"])
            batch = []
    items.bulk_update(batch, ["priority"])


def forwards(apps, schema_editor):
    shift(apps, schema_editor, 1)


def backwards(apps, schema_editor):
    shift(apps, schema_editor, -1)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0007_search")]

    operations = [migrations.RunPython(forwards, backwards)]
