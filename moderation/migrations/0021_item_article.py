"""Every item names its comment's article from here on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0020_queue_columns")]

    operations = [
        migrations.AlterField(
            model_name="reviewitem",
            name="article",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="review_items",
                to="comments.article",
            ),
        ),
    ]
