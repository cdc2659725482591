"""What the queue's indexes need of an item's comment, beside it: its article, and whether readers
see it. Filled last: PostgreSQL alters no table with foreign keys still to be checked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery


def fill(apps, schema_editor):
    items = apps.get_model("moderation", "ReviewItem").objects.using(schema_editor.connection.alias)
    comments = apps.get_model("comments", "Comment").objects.filter(pk=OuterRef("comment"))
    items.update(
        article=Subquery(comments.values("article")),
        readers_see=Exists(comments.filter(status="visible")),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0007_gone_at"),
        ("moderation", "0019_site_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reviewitem",
            name="article",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="review_items",
                to="comments.article",
            ),
        ),
        migrations.AddField(
            model_name="reviewitem",
            name="readers_see",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("escalated_at__isnull", True)),
                fields=["readers_see", "-priority", "id"],
                name="moderation_queue_seen_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("escalated_at__isnull", True)),
                fields=["readers_see", "opened_at", "id"],
                name="moderation_queue_seen_oldest",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("escalated_at__isnull", True)),
                fields=["readers_see", "-rudeness", "id"],
                name="moderation_queue_seen_rudest",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewitem",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["article", "-priority", "id"],
                name="moderation_queue_article",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
