"""What is measured on seeded databases runs on a small one, leaves it as it was, and is counted."""

import json
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from moderation.bench import crowd, own_threads, side, throughput
from moderation.bench.replay import undone
from moderation.bench.rivals import threads
from moderation.bench.subject import Goals, Subject
from moderation.bench.subjects import bulk, queue
from moderation.models import Decision, ReviewItem
from moderation.pipeline import drain
from moderation.scoring import ScoreResult
from moderation.seeding.load import load
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def items():
    load(comments=12, open_items=12, seed=1, until=datetime(2026, 11, 1, tzinfo=UTC))


def test_bulk_decisions_are_undone_and_keep_to_ten_statements(items, monkeypatch):
    monkeypatch.setattr(bulk, "TOGETHER", 5)
    bulk.prepare(5)
    before = (Decision.objects.count(), ReviewItem.objects.open().count())

    told = [side.describe(subject) for subject in bulk.subjects(5)]
    took = side.turn(bulk.subjects(5)[1])

    assert [each["name"] for each in told] == ["approve 5", "approve 5, then undo"]
    assert [each["statements"] <= each["goals"]["statements"] for each in told] == [True, True]
    assert {name: min(times) > 0 for name, times in took.items()} == {"run": True, "limit": True}
    assert (Decision.objects.count(), ReviewItem.objects.open().count()) == before


def test_pages_of_the_queue_are_drawn_beside_raw_rows_and_leave_it_as_it_was(items):
    queue.prepare(12)

    subjects = queue.subjects(12)
    told = [side.describe(subject) for subject in subjects]
    took = side.turn(subjects[0])

    assert len(told) == 5 + len(queue.NARROWED)
    assert min(each["statements"] for each in told) > 5
    assert {name: min(times) > 0 for name, times in took.items()} == {"run": True, "limit": True}


def test_statements_and_bytes_of_a_subject_are_counted():
    def deed():
        ReviewItem.objects.count()
        return HttpResponse("é")

    assert side.describe(Subject("page", undone(deed), goals=Goals(statements=1))) == {
        "name": "page",
        "statements": 1,
        "bytes": 2,
        "goals": {"statements": 1},
    }


def test_people_who_post_are_logged_in_and_what_waits_is_judged_by_the_worker_s_own_loop(
    monkeypatch, capsys
):
    def score(texts, **_options):
        return [ScoreResult(rudeness=0.1, attributes={}, spans=[], scorer="x@1") for _ in texts]

    monkeypatch.setattr(drain.engines, "score", score)
    crowd.gather(2, 1)
    told = json.loads(capsys.readouterr().out)

    crowd.leave_waiting(3, seed=5)
    throughput.judge_all()
    crowd.tell_judged(0)

    assert told["places"] == [reverse("comments:post", args=["measured-0"])]
    assert [words.split("=")[0] for words in told["cookies"]] == [settings.SESSION_COOKIE_NAME] * 2
    rows = json.loads(capsys.readouterr().out)
    assert [judged >= posted for _pk, posted, judged, _held in rows] == [True] * 3


def test_a_thread_for_the_rivals_is_shown_whole_and_takes_posts(client):
    grown = threads.grow(["One.", "Two."], [130], seed=1)
    reader = UserFactory()
    article = own_threads.store(0, grown[0], reader)
    client.force_login(reader)

    pages = own_threads.whole(client, article)
    own_threads.posting(client, article, "More.")()

    own_threads.check(grown, [pages])
    with pytest.raises(RuntimeError, match="130 of 131"):
        own_threads.check([[*grown[0], ("Three.", None)]], [pages])
