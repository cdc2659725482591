"""People who do at a site what people do, and remember what the site told them it has done."""

import random
import threading
import time
import uuid
from collections.abc import Callable

from django.db import connections

from comments.models import Article, CommentRevision, Report, Vote
from moderation.models import Action, Decision, ReviewItem
from tests.faults.visitors import Answer, CutOff, Visitor
from tests.processes import wait_until

PAUSE = 0.1  # seconds between two deeds of one person
AGAIN = 0.2  # seconds before what was cut off is sent again
WORDS = ("A civil word about it, number {}.", "You utter fool, number {}.")


class Town:
    """Readers who post, vote, edit and report, and a moderator who decides, while the block runs.

    Whatever is cut off is sent again, as people do; what cannot be (a vote is not sure to have
    counted) is no promise.
    """

    def __init__(self, article: Article, readers: list[Visitor], desk: Visitor, *, seed: int):
        self.article, self.readers, self.desk = article, readers, desk
        self.accepted: list[int] = []
        self.edits: dict[int, str] = {}  # comment -> its last words
        self.votes: dict[tuple[int, int], int] = {}  # (reader, comment) -> value
        self.reports: set[tuple[int, int]] = set()  # (reader, comment)
        self.decisions: list[tuple[int, str]] = []  # (item, action)
        self.again = 0
        self.failures: list[object] = []
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self.live, args=[self.read, who, random.Random(f"{seed} {n}")])
            for n, who in enumerate(readers)
        ]
        dice = random.Random(f"{seed} desk")
        self.threads.append(threading.Thread(target=self.live, args=[self.moderate, desk, dice]))

    def live(self, deed: Callable, who: Visitor, dice: random.Random) -> None:
        try:
            while not self.stopping.wait(PAUSE):
                deed(who, dice)
        except Exception as error:  # Handed to the test.
            self.failures.append(error)
        finally:
            self.failures += who.errors
            connections.close_all()

    def read(self, who: Visitor, dice: random.Random) -> None:
        others = list(self.accepted)
        deed = dice.choice((self.post, self.post, self.vote, self.edit, self.report))
        if deed == self.post or not others:
            self.post(who, dice)
        else:
            deed(who, dice, dice.choice(others[-50:]))

    def insist(self, send: Callable[[], Answer]) -> tuple[Answer, bool]:
        """The answer, and whether it is to the first try."""
        first = True
        while True:
            try:
                return send(), first
            except CutOff:
                first = False
                self.again += 1
                time.sleep(AGAIN)

    def post(self, who: Visitor, dice: random.Random) -> None:
        key, number = uuid.uuid4(), dice.randrange(10**9)
        body = dice.choice(WORDS).format(number)
        answer, _first = self.insist(lambda: who.post(self.article, body, key=key))
        if answer.comment_id is None:
            self.failures.append(answer)
        else:
            self.accepted.append(answer.comment_id)

    def vote(self, who: Visitor, dice: random.Random, comment_id: int) -> None:
        value = dice.choice((1, -1))
        self.votes.pop((who.user.pk, comment_id), None)
        answer, _first = self.insist(lambda: who.swap(f"/comments/{comment_id}/vote", value=value))
        if answer.status == 200:
            self.votes[who.user.pk, comment_id] = value

    def edit(self, who: Visitor, dice: random.Random, comment_id: int) -> None:
        body = f"Other words, number {dice.randrange(10**9)}."
        answer, _first = self.insist(lambda: who.send(f"/comments/{comment_id}/edit", body=body))
        if answer.status == 302:
            self.edits[comment_id] = body

    def report(self, who: Visitor, dice: random.Random, comment_id: int) -> None:
        address = f"/comments/{comment_id}/report"
        answer, _first = self.insist(lambda: who.send(address, category="spam", note=""))
        if answer.status == 302:
            self.reports.add((who.user.pk, comment_id))

    def moderate(self, who: Visitor, dice: random.Random) -> None:
        item = ReviewItem.objects.open().select_related("comment").order_by("?").first()
        if item is None:
            return
        action = dice.choice((Action.APPROVE, Action.REJECT)).value
        fields = {"action": action, "seen_revision": item.comment.revision}
        fields["reason_code"] = "abusive" if action == Action.REJECT else ""
        answer, first = self.insist(lambda: who.send(f"/moderation/items/{item.pk}/", **fields))
        if first and answer.status == 302:
            self.decisions.append((item.pk, action))

    def wait_for_more(self, count: int) -> None:
        wanted = len(self.accepted) + count
        wait_until(
            lambda: len(self.accepted) >= wanted or self.failures, timeout=90, what="more posts"
        )
        assert self.failures == []

    def figures(self) -> dict[str, int]:
        return {
            "comments": len(self.accepted),
            "votes": len(self.votes),
            "edits": len(self.edits),
            "reports": len(self.reports),
            "decisions": len(self.decisions),
            "sent again": self.again,
            "errors": len(self.failures),
        }

    def broken_promises(self) -> list[str]:
        """What the site said it has done and has not."""
        votes = {(v.user_id, v.comment_id): v.value for v in Vote.objects.all()}
        reports = set(Report.objects.values_list("reporter", "comment"))
        bodies = set(CommentRevision.objects.values_list("comment", "body"))
        decided = list(Decision.objects.filter(moderator=self.desk.user))
        done = {(each.item_id, each.action) for each in decided}
        broken = [f"vote {key}" for key, value in self.votes.items() if votes.get(key) != value]
        broken += [f"report {key}" for key in self.reports - reports]
        broken += [f"edit of {key}" for key in set(self.edits.items()) - bodies]
        broken += [f"decision {key}" for key in set(self.decisions) - done]
        broken += [f"comment {i} twice" for i in self.accepted if self.accepted.count(i) > 1]
        return broken

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in self.threads)
