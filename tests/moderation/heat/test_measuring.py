"""The replay's two sources, and the page that shows its figures."""

import json

import pytest
from django.conf import settings
from django.utils import timezone

from comments.models import Status
from moderation.heat import measuring
from moderation.heat.signs import LIMITS
from moderation.models import Decision
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item

PAGE = settings.BASE_DIR / measuring.DOC


def test_the_page_shows_the_figures_that_are_kept():
    kept = json.loads((settings.BASE_DIR / measuring.KEPT).read_text())

    assert measuring.page_of(kept) in PAGE.read_text()
    assert kept["limits"] == LIMITS


def test_the_samples_threads_are_told_in_the_order_of_time():
    def say(by, ago, text="I walk along the canal.", **more):
        return {"by": by, "minutes_ago": ago, "text": text, **more}

    told = measuring.of_sample(
        {
            "comments": [
                say("ada", 10, replies=[say("bo", 4, "You stupid idiot, shut up.")]),
                say("cy", 7, reports=[{"by": "ada", "category": "spam"}]),
            ]
        }
    )

    assert [(v.at, v.author, v.answers, v.depth, v.reports) for v in told.voices] == [
        (-600.0, 0, None, 0, 0),
        (-420.0, 1, None, 0, 1),
        (-240.0, 2, 0, 1, 0),
    ]
    assert told.bad == [False, True, True]


@pytest.mark.django_db
def test_of_the_database_the_load_data_alone_are_replayed(monkeypatch, moderator):
    monkeypatch.setattr(measuring, "FEWEST", 2)
    article, author = ArticleFactory(), UserFactory(username="seed7-1")
    fine = make_comment(article=article, author=author)
    held = make_item(make_comment("Fool.", article=article, author=author, status=Status.HELD))
    Decision.objects.create(
        comment=held.comment,
        revision=held.comment.revisions.get(),
        action="reject",
        reason_code="abusive",
        moderator=moderator,
        status_before=Status.HELD,
        status_after=Status.REMOVED,
    )
    make_comment(article=article)

    [told] = measuring.of_database()

    assert [voice.at for voice in told.voices] == [
        fine.posted_at.timestamp(),
        held.comment.posted_at.timestamp(),
    ]
    assert told.bad == [False, True]
    assert told.voices[0].at <= timezone.now().timestamp()
