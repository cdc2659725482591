"""What tells that two texts under review say nearly the same."""

from django.db import models


class Likeness(models.Model):
    """One band of the MinHash of an item's text: texts that share one may be nearly the same.

    A row for each band of each item that began a pile; see moderation/likeness.py.
    """

    item = models.ForeignKey(
        "moderation.ReviewItem", on_delete=models.CASCADE, related_name="likenesses"
    )
    band = models.BigIntegerField()  # a hash over the band's number and its minima, signed 64 bits

    class Meta:
        indexes = [models.Index(name="moderation_likeness_band", fields=["band", "item"])]

    def __str__(self):
        return f"band {self.band} of item {self.item_id}"
