"""Celery entry points. Each one calls a service and returns a count."""

from celery import shared_task
from django.utils import timezone

from comments.accounts import sealed
from comments.privacy import erasing, retention
from comments.services.notice_mails import send_notice_mails
from comments.services.thread_mails import send_thread_mails


@shared_task(name="comments.send_thread_mails")
def send_thread_mails_now() -> int:
    """Mail followers what is new. Safe to run twice, late, or at once with another."""
    return send_thread_mails()


@shared_task(name="comments.send_notice_mails")
def send_notice_mails_now() -> int:
    """Mail authors what was decided. Safe to run twice, late, or at once with another."""
    return send_notice_mails()


@shared_task(name="comments.retention")
def clear_away() -> int:
    """Clear away what was kept long enough, and see that no second factor needs a key of before.
    Safe to run twice, late, or at once with another. Returns how many rows went."""
    sealed.reseal()
    return sum(retention.run(timezone.now()).counts.values())


@shared_task(name="comments.finish_erasures")
def finish_erasures() -> int:
    """Go on with erasures that a dying process left. Safe to run twice, or at once with another."""
    return erasing.finish_begun()
