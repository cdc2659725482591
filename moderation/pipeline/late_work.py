"""What the beat should have done, when it is dead: a worker sends the mails that are overdue."""

import logging
import threading

from django.db import connections

from comments.services import send_notice_mails
from comments.services.notice_mails import is_overdue

logger = logging.getLogger(__name__)

LOOK = 15.0  # seconds between two looks of one process; one query each

sending = threading.Lock()


def send_if_overdue() -> threading.Thread | None:
    """Send what is overdue, beside the sweep and not in it: a mail server may be slow, and comments
    must not wait for it. None when there is nothing to do or this process is at it already."""
    if sending.locked() or not is_overdue():
        return None
    thread = threading.Thread(target=send, name="late mails", daemon=True)
    thread.start()
    return thread


def send() -> None:
    if not sending.acquire(blocking=False):
        return
    try:
        logger.warning("notice mails are overdue; is the beat alive? %s sent", send_notice_mails())
    except Exception:  # The next look tries again.
        logger.exception("overdue notice mails not sent")
    finally:
        connections.close_all()  # This thread's own; it ends here.
        sending.release()
