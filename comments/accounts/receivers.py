"""What follows from a log-in and from a change of what one logs in with."""

import logging
import smtplib

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from comments.accounts import sessions
from comments.accounts.new_device_mail import new_device_mail
from comments.models import SignIn

logger = logging.getLogger(__name__)


@receiver(user_logged_in)
def note_log_in(sender, request, user, **kwargs):
    row = sessions.begin(request, user)
    if user.is_staff and user.email and is_new(row):
        try:
            new_device_mail(row).send()
        except (OSError, smtplib.SMTPException) as error:
            # The log-in stands: it was right, and a mail server that is down must not prevent it.
            logger.warning("new-device mail not sent: %s", type(error).__name__)


def is_new(row: SignIn) -> bool:
    """Whether its person was here before, but never with such a device."""
    earlier = SignIn.objects.filter(user=row.user).exclude(pk=row.pk)
    return earlier.exists() and not earlier.filter(device=row.device).exists()


@receiver([password_changed, password_set, authenticator_added, authenticator_removed])
def end_other_sessions(sender, request, user, **kwargs):
    """Whoever was in before with less does not stay in."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        sessions.end_others(request)
