"""The hash chain over the log: its entries, its head, and what waits to be sealed."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone


def new_salt() -> str:
    """128 random bits in hex, for a row's commitment to its personal part."""
    return secrets.token_hex(16)


class LogKind(models.TextChoices):
    DECISION = "decision"
    POLICY = "policy"


class LogEntry(models.Model):
    """The seal of one row. Triggers let it only be added, and only after the last."""

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=LogKind)
    # No foreign key: that a row is gone is for `verify_log` to find, whatever was done to it.
    row_id = models.BigIntegerField()
    personal = models.CharField(max_length=64)  # commitment to what can be erased
    previous = models.CharField(max_length=64)  # digest of the entry before
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)  # not hashed: says when, proves nothing

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="moderation_logentry_once", fields=["kind", "row_id"]),
        ]

    def __str__(self):
        return f"entry {self.number} ({self.kind} {self.row_id})"


class ChainHead(models.Model):
    """The one row that says where the chain ends. Whoever seals holds its lock."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="moderation_chainhead_one", condition=Q(id=1))]

    def __str__(self):
        return f"{self.number} {self.digest}"


class Unsealed(models.Model):
    """A row of the log that has no entry yet. Written by a trigger, in the row's transaction."""

    kind = models.CharField(max_length=8)
    row_id = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.kind} {self.row_id}"
