"""What was removed or withdrawn before is kept from now on as long as what is removed today."""

from django.db import migrations
from django.utils import timezone


def forwards(apps, schema_editor):
    comments = apps.get_model("comments", "Comment").objects.using(schema_editor.connection.alias)
    gone = comments.filter(status__in=("removed", "withdrawn"), gone_at=None)
    gone.update(gone_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_privacy")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
