"""The four roles, each a group with permissions: who may do what, and giving somebody a role.

The groups are kept as they stand here: by a migration and again after every `migrate`, so that a
permission that a later version adds reaches the people who have the role.
"""

from django.apps import apps as global_apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, transaction

from comments.accounts.sessions import end_all
from comments.models import User
from comments.rights import rights_of
from moderation.services.rights import record

READER = "reader"
MODERATOR = "moderator"
LEAD = "lead"
ADMINISTRATOR = "administrator"

APPS = ("comments", "moderation")

MODERATOR_PERMISSIONS = frozenset(
    {
        "moderation.review",
        "moderation.view_cooldown",
        "moderation.view_decision",
        "moderation.view_flag",
        "moderation.view_heatwarning",
        "moderation.view_policyversion",
        "moderation.view_reviewitem",
        "moderation.view_sanction",
        "moderation.view_score",
        "comments.view_article",
        "comments.view_comment",
        "comments.view_commentrevision",
        "comments.view_report",
        "comments.view_section",
        "comments.view_tag",
        "comments.view_user",
    }
)
# "change_article" without "add_article" opens commenting and moderation mode, not the words.
LEAD_PERMISSIONS = MODERATOR_PERMISSIONS | {
    "moderation.review_escalated",
    "moderation.impose",
    "moderation.limit",
    "comments.change_article",
}
# What is missing is what only services write, and everything in `auth`: rights are given by
# superusers alone.
ADMINISTRATOR_PERMISSIONS = LEAD_PERMISSIONS | {
    "moderation.add_policyversion",
    "moderation.view_auditdraw",
    "moderation.view_secondreading",
    "moderation.view_workerheartbeat",
    "moderation.view_rightschange",
    "comments.view_follow",
    "comments.view_vote",
    "comments.change_user",
    *(
        f"comments.{deed}_{model}"
        for deed in ("add", "change", "delete", "view")
        for model in ("article", "section", "tag", "sitenotice", "noticename")
    ),
}
PERMISSIONS: dict[str, frozenset[str]] = {
    READER: frozenset(),
    MODERATOR: MODERATOR_PERMISSIONS,
    LEAD: LEAD_PERMISSIONS,
    ADMINISTRATOR: ADMINISTRATOR_PERMISSIONS,
}
# Who may enter the admin; their permissions say what they find there.
STAFF = frozenset({MODERATOR, LEAD, ADMINISTRATOR})


def give(user: User, role: str, *, by: User | None = None) -> None:
    """Make ``role`` the one role of ``user``; other groups and a superuser's rights stay. Recorded,
    with who did it. Whoever is logged in logs in again: no session lasts from one role into
    another.

    Raises ValueError for a role that does not exist.
    """
    if role not in PERMISSIONS:
        raise ValueError(f"no such role: {role!r}")
    with transaction.atomic():
        before = rights_of(user)
        user.groups.remove(*Group.objects.filter(name__in=PERMISSIONS).exclude(name=role))
        user.groups.add(Group.objects.get(name=role))
        user.is_staff = role in STAFF or user.is_superuser
        user.save(update_fields=["is_staff"])
        record(user, by=by, before=before)
        end_all(user)


def install(*, apps=global_apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the groups and give each exactly its permissions; safe to call again.

    ``apps`` is the registry to take the models from. A migration passes its own, which may not know
    a model that came later: what is missing then is given after the last migration.
    """
    groups = apps.get_model("auth", "Group").objects.using(using)
    known = known_permissions(apps, using)
    for role, names in PERMISSIONS.items():
        group, _ = groups.get_or_create(name=role)
        group.permissions.set([known[name] for name in sorted(names & known.keys())])


def known_permissions(apps, using: str) -> dict[str, object]:
    """ "app.codename" -> permission, for our apps.

    On a fresh database Django writes the permissions only after the last migration: too late for
    a migration that gives them away, so they are made here.
    """
    for label in APPS:
        # The real app, because one of a migration's registry says that it has no models; the models
        # themselves are taken from ``apps``.
        app = global_apps.get_app_config(label)
        create_permissions(app, verbosity=0, apps=apps, using=using)
    rows = apps.get_model("auth", "Permission").objects.using(using)
    return {
        f"{row.content_type.app_label}.{row.codename}": row
        for row in rows.filter(content_type__app_label__in=APPS).select_related("content_type")
    }
