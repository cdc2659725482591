"""Gives items of before their author and their pile. Alone in a transaction: PostgreSQL alters no
table with foreign keys still to be checked."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    items = apps.get_model("moderation", "ReviewItem").objects.using(schema_editor.connection.alias)
    comments = apps.get_model("comments", "Comment").objects.filter(pk=OuterRef("comment"))
    items.filter(author=None).update(
        author=Subquery(comments.values("author")), pile=Subquery(comments.values("fingerprint"))
    )


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_desk")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
