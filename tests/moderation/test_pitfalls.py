"""Mistakes of other desks that no other test would catch. docs/desk.md lists them all."""

import logging
import time
import uuid

import pytest

from comments.models import Comment, Status
from comments.services import report_comment
from moderation import scoring, services
from moderation.models import Action, ReviewItem
from moderation.pipeline import drain
from moderation.wordlist import WordList
from tests.factories import ArticleFactory, UserFactory

WORDS = "Xylographic morons, all of you."


@pytest.mark.django_db
@pytest.mark.parametrize("fails", [False, True])
def test_no_log_line_carries_the_words_of_a_comment(
    reader_client, moderator, monkeypatch, caplog, fails
):
    def refuse(texts):
        raise RuntimeError("the scorer is down")

    monkeypatch.setattr(drain, "LINGER", 0)
    article = ArticleFactory()
    caplog.set_level(logging.DEBUG)
    if fails:
        monkeypatch.setattr(scoring, "score", refuse)

    form = {"body": WORDS, "key": str(uuid.uuid4())}
    reader_client.post(f"{article.get_absolute_url()}comments", form)
    drain.judge_waiting()
    if not fails:
        item = ReviewItem.objects.get()
        services.decide(item, moderator=moderator, action=Action.APPROVE)
        report_comment(item.comment, reporter=UserFactory(), category="abusive", note=WORDS)
        reader_client.get(f"/comments/{item.comment_id}/")

    told = " ".join(record.getMessage() + (record.exc_text or "") for record in caplog.records)
    assert Comment.objects.get().status == (Status.PENDING if fails else Status.VISIBLE)
    assert ("the scorer is down" in told) == fails
    # The database's own log of its statements is for developers, and off unless they ask for it.
    ours = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert [record for record in ours if "ylographic" in record.getMessage()] == []
    assert [record for record in ours if "ylographic" in (record.exc_text or "")] == []


def quickest(words: WordList, text: str) -> float:
    """Seconds that the best of five searches takes."""
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        words.find(text)
        taken.append(time.perf_counter() - start)
    return min(taken)


def test_ten_thousand_words_take_hardly_longer_to_look_for_than_ten():
    """One after the other they would take a thousand times as long; ten times is no accident of a
    busy machine."""
    text = "A civil comment about the price of flats, and of the patience of those who wait. " * 60
    few, many = (WordList("\n".join(f"wort{n}x" for n in range(size))) for size in (10, 10_000))

    assert quickest(many, text) < 10 * quickest(few, text)
    assert many.find(f"{text} wort9999x {text}") == ["wort9999x"]
