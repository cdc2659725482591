"""The site as gunicorn serves it, with faults at the moments that no kill from outside can hit."""

from config.wsgi import application as site  # First: it sets Django up.

# isort: split
from django.conf import settings
from django.db import connection

from comments.services import posting
from moderation.pipeline import bell
from tests.faults.switches import Switches, die

settings.MIN_FORM_SECONDS = 0  # Who posts here is no person.
switches = Switches()
announce_after_commit, ring = posting.announce_after_commit, bell.ring


def announce_or_die(comment):
    if switches.take("die before commit") is not None:
        die()
    announce_after_commit(comment)


def ring_or_fail():
    if switches.take("die after commit") is not None:
        die()
    if switches.take("raise after commit") is not None:
        raise RuntimeError("the bell broke")
    ring()


posting.announce_after_commit, bell.ring = announce_or_die, ring_or_fail


def application(environ, start_response):
    # The limit is one of the connection, of which every thread has its own. SQLite does not go
    # below what is used: 1 means that the file may not grow.
    if pages := switches.get("most pages"):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {int(pages)}")
    return site(environ, start_response)
