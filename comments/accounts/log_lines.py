"""Lines of the log on who logged in and out, and on what they log in with.

People are numbers here. A refused try names nobody: looking up who was meant would take longer for
names that exist.
"""

import logging

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import (
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

logger = logging.getLogger(__name__)


@receiver(user_logged_in)
def in_line(sender, request, user, **kwargs):
    logger.info("person %s logged in", user.pk)


@receiver(user_logged_out)
def out_line(sender, request, user, **kwargs):
    if user is not None:
        logger.info("person %s logged out", user.pk)


@receiver(user_login_failed)
def refused_line(sender, credentials, **kwargs):
    logger.warning("a log-in was refused")


@receiver([password_changed, password_set, password_reset])
def password_line(sender, request, user, **kwargs):
    logger.info("person %s has a new password", user.pk)


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def factor_line(sender, request, user, authenticator, signal, **kwargs):
    deed = {authenticator_added: "added", authenticator_removed: "removed"}.get(signal, "renewed")
    logger.info("person %s %s a second factor: %s", user.pk, deed, authenticator.type)
