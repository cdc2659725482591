"""What is kept so that less is kept: keys of address hashes, the hashes, what was erased, and what
the last clearing away found."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models.people import User


class AddressKey(models.Model):
    """The secret that addresses are hashed with during one period. Once it is destroyed nobody can
    tell any more whose hash is whose. See comments/privacy/addresses.py."""

    period = models.PositiveIntegerField(primary_key=True)  # 30 days each, counted from 1970 on
    secret = models.CharField(max_length=64)  # 256 random bits in hex

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"key of period {self.period}"


class PostingNetwork(models.Model):
    """Somebody posted from this network during a period. Of the address there is only a hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posting_networks")
    # No foreign key: the key goes first, and its hashes with it.
    period = models.PositiveIntegerField()
    digest = models.CharField(max_length=32)  # hex
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="comments_postingnetwork_once", fields=["user", "period", "digest"]
            )
        ]
        # Serves "who else posted from there".
        indexes = [models.Index(name="comments_network_shared", fields=["period", "digest"])]

    def __str__(self):
        return f"network {self.digest[:8]} of period {self.period}"


class Erasure(models.Model):
    """An account that was erased: its number and when, and nothing else. Restoring a backup that is
    older erases again what this list names."""

    # No foreign key: a restored backup may lack the person, and the list must hold all the same.
    person_id = models.BigIntegerField(primary_key=True)
    erased_at = models.DateTimeField(default=timezone.now)
    # Until then a worker goes on with it; see comments/privacy/erasing.py.
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                name="comments_erasure_undone", fields=["person_id"], condition=Q(done_at=None)
            )
        ]

    def __str__(self):
        return f"person {self.person_id}"


class RetentionRun(models.Model):
    """One clearing away of what was kept long enough, and how many rows of each class it met."""

    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # name of the class -> rows

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"retention of {self.began_at:%Y-%m-%d}"
