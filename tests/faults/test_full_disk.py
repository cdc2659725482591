"""SQLite on a full disk: 503 with a clear page, never 500, and all is as before once there is room.

Of SQLite alone: PostgreSQL's disk cannot be filled without filling this machine's.
"""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from comments.accounts.sessions import STATE
from config.database_down import LATER
from tests.factories import ArticleFactory, UserFactory, make_comment
from tests.faults.oracle import assert_nothing_lost
from tests.faults.sites import site
from tests.faults.visitors import Visitor

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_full_disk_is_said_and_reading_goes_on(worker, tmp_path, switches):
    article, author = ArticleFactory(), UserFactory()
    before = make_comment("Stored before.", article=article)
    # Not the article's first window: what is posted until the disk is full may fill that.
    before_there = f"/comments/{before.pk}/"
    with site(tmp_path, switches) as port:
        visitor = Visitor(port, author)
        accepted = [visitor.post(article, "While there is room.").comment_id]
        # The next page would like to note that this log-in is still in use.
        session = SessionStore(visitor.session_key)
        session[STATE] = session[STATE] | {"seen": 0}
        session.save()
        switches.set("most pages", 1)
        refused = None
        for number in range(400):  # What was freed before is still used.
            answer = visitor.post(article, f"{number} " + "many words " * 300)
            if answer.status != 302:
                refused = answer
                break
            accepted.append(answer.comment_id)
        pages = [visitor.get(path) for path in ("/", article.get_absolute_url(), before_there)]
        switches.set("most pages", 2**31)
        after = visitor.post(article, "There is room again.")

        assert_nothing_lost([*accepted, after.comment_id])
    assert refused is not None
    assert (refused.status, refused.headers["Retry-After"]) == (503, str(LATER))
    assert "It has no room left to store anything." in refused.text
    assert "what you wrote is usually still in it" in refused.text
    assert [page.status for page in pages] == [200, 200, 200]
    assert "Stored before." in pages[2].text
    assert visitor.errors == [503]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
