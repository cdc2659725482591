"""The moderators' side: scoring, policy, the review queue and the decision log."""

from django.apps import AppConfig
from django.core.checks import register
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy, gettext_noop

from moderation.database import allow_large_statements

# Stored as it stands here; pages translate it.
FIRST_NOTE = gettext_noop("The values Decorum starts with.")


def is_migrated(using: str, *, table: str = "moderation_decision") -> bool:
    """Whether our tables are there: the signal also follows `migrate` of another app alone."""
    return table in connections[using].introspection.table_names()


def keep_append_only(sender, using, **kwargs):
    """See append_only.install for why after every migration. What an earlier version left without
    an entry in the chain is sealed here, too: the models fit the tables only now."""
    from moderation import append_only  # Models are not loaded at import.
    from moderation.chain import sealing
    from moderation.models import PolicyVersion

    if not is_migrated(using):
        return
    append_only.install(connections[using])
    if not is_migrated(using, table="moderation_unsealed"):
        return
    sealing.ensure_head(using=using)
    if not PolicyVersion.objects.using(using).exists():
        PolicyVersion.objects.using(using).create(note=FIRST_NOTE)
    sealing.seal_waiting(using=using)


def keep_roles(sender, using, **kwargs):
    """The groups as moderation/roles.py says, also after a later version added a permission."""
    from moderation import roles  # Models are not loaded at import.

    if is_migrated(using):
        roles.install(using=using)


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = gettext_lazy("Moderation")

    def ready(self):
        # Connects what comments announce. Here, because the models must be loaded first.
        from comments.privacy import erasing
        from comments.privacy.parts import PARTS
        from moderation import receivers  # noqa: F401
        from moderation.backup.carried import CARRIED, CarriedOver
        from moderation.broker_check import check_broker
        from moderation.privacy.parts import OF_THE_DESK

        PARTS.extend(OF_THE_DESK)
        CARRIED.append(CarriedOver("erasures", erasing.listed, erasing.again))
        connection_created.connect(allow_large_statements)
        post_migrate.connect(keep_append_only, sender=self)
        post_migrate.connect(keep_roles, sender=self)
        register(check_broker, "broker", deploy=True)
