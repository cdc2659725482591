"""The rudeness of an item's score beside it, for the index of the order "rudest first"."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def fill(apps, schema_editor):
    items = apps.get_model("moderation", "ReviewItem").objects.using(schema_editor.connection.alias)
    scores = apps.get_model("moderation", "Score").objects.filter(pk=OuterRef("score"))
    items.filter(score__isnull=False).update(rudeness=Subquery(scores.values("rudeness")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0007_gone_at"),
        ("moderation", "0016_patterns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reviewitem",
            name="rudeness",
            field=models.FloatField(default=-1.0, editable=False),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(
                condition=Q(("closed_at__isnull", True)),
                fields=["-rudeness", "id"],
                name="moderation_queue_rudest",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
