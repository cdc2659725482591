"""The rows of one comment's life as the services write them, each kind in one place."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings

from comments import text
from comments.models import Status
from comments.services.telling import kind_of
from moderation.likeness import bands, shingles
from moderation.models import Action
from moderation.models.decision import POLICY_ACTIONS
from moderation.priority import priority
from moderation.scoring.attributes import HEADS
from moderation.scoring.tongues import language
from moderation.seeding.readers import Readers
from moderation.seeding.site import Tables
from moderation.seeding.threads import Node

SCORER = "seed@1"
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000  # milliseconds


def at(time: int) -> datetime:
    """A moment from milliseconds since 1970, without the rounding of a float."""
    return datetime.fromtimestamp(time // 1000, UTC) + timedelta(milliseconds=time % 1000)


@dataclass(slots=True)
class Life:
    """One comment on its way: its place, its row, and the row of its present revision."""

    node: Node
    row: dict[str, Any]
    is_at_once: bool
    revision: int = 0
    score: int = 0
    rudeness: float = 0.0
    campaign: int | None = None
    reports: int = 0
    item: dict[str, Any] | None = None

    @property
    def is_visible(self) -> bool:
        return self.row["status"] == Status.VISIBLE


class Records:
    """Adds to the tables what happens to a comment. Times are milliseconds since 1970."""

    def __init__(self, dice: Random, *, tables: Tables, readers: Readers, policy, until: int):
        self.dice = dice
        self.tables = tables
        self.readers = readers
        self.policy = policy
        self.until = until
        self.founded: dict[str | int, str] = {}  # text or campaign -> the pile it began

    def later(self, time: int, mean: int, end: int = 0) -> int:
        """Some time after ``time``, at the latest at ``end``, else at the end of all."""
        return min(time + SECOND + int(self.dice.expovariate(1 / mean)), end or self.until)

    def wrote(self, life: Life, body: str, *, number: int, when: int) -> None:
        life.row |= {"body": body, "revision": number, "fingerprint": text.fingerprint(body)}
        life.revision = self.tables.revisions.new_id()
        self.tables.revisions.add(
            id=life.revision,
            comment_id=life.node.pk,
            number=number,
            body=body,
            written_at=at(when),
        )

    def scored(self, life: Life, when: int, *, spans: list | None = None) -> None:
        strongest = self.dice.choice(HEADS)
        attributes = {head: round(life.rudeness * self.dice.random(), 4) for head in HEADS}
        attributes[strongest] = life.rudeness
        life.score = self.tables.scores.new_id()
        self.tables.scores.add(
            id=life.score,
            comment_id=life.node.pk,
            revision_id=life.revision,
            rudeness=life.rudeness,
            attributes=attributes,
            spans=spans or [],
            scorer=SCORER,
            language=language(life.row["body"]),
            scored_at=at(when),
        )

    def marked(self, body: str) -> list:
        """Up to three words as spans, in code points."""
        places, start = [], 0
        for word in body.split(" "):
            if len(word) > 3:
                places.append((start, start + len(word)))
            start += len(word) + 1
        chosen = sorted(self.dice.sample(places, min(len(places), 1 + int(3 * self.dice.random()))))
        return [
            [begin, end, round(0.4 + 0.6 * self.dice.random(), 3), None] for begin, end in chosen
        ]

    def decided(
        self,
        life: Life,
        action: Action,
        when: int,
        status: str,
        *,
        note: str = "",
        reason_code: str = "",
    ) -> None:
        """A decision, of the policy or of a moderator, and the status that it gives."""
        is_policy = action in POLICY_ACTIONS
        self.tables.decisions.add(
            id=self.tables.decisions.new_id(),
            comment_id=life.node.pk,
            revision_id=life.revision,
            item_id=None if is_policy or life.item is None else life.item["id"],
            action=action,
            moderator_id=None if is_policy else self.readers.moderator(),
            policy_id=self.policy if is_policy else None,
            scorer=SCORER if is_policy else "",
            reason_code=reason_code,
            note=note,
            salt=f"{self.dice.getrandbits(128):032x}",
            status_before=life.row["status"],
            status_after=status,
            decided_at=at(when),
        )
        life.row["status"] = status

    def opened(self, life: Life, when: int) -> None:
        """Into the queue, and into the pile of texts that are the same."""
        body, fingerprint = life.row["body"], life.row["fingerprint"]
        known: str | int = fingerprint if life.campaign is None else life.campaign
        runs = shingles(body)
        pile = self.founded.get(known) if len(runs) else fingerprint
        keys = [] if pile else bands(runs)
        if pile is None:
            pile = self.founded[known] = fingerprint
        life.item = {
            "id": self.tables.items.new_id(),
            "comment_id": life.node.pk,
            "author_id": life.row["author_id"],
            "article_id": life.row["article_id"],
            "pile": pile,
            "score_id": life.score,
            "rudeness": life.rudeness,
            "opened_at": at(when),
            "escalated_at": None,
        }
        self.urged(life)
        self.tables.items.rows.append(life.item)
        for key in keys:
            likeness = self.tables.likenesses.new_id()
            self.tables.likenesses.add(id=likeness, item_id=life.item["id"], band=key)

    def urged(self, life: Life) -> None:
        """How urgent the item is now; every reporter counts as one of whom nothing is known."""
        if life.item is not None:
            life.item["readers_see"] = life.is_visible
            life.item["priority"] = priority(
                rudeness=life.rudeness,
                visible=life.is_visible,
                reports=life.reports,
                escalated=life.item["escalated_at"] is not None,
                opened_at=life.item["opened_at"],
            )

    def flagged(self, life: Life, kind: str, evidence: str, when: int, **more) -> None:
        if life.item is not None:
            self.tables.flags.add(
                id=self.tables.flags.new_id(),
                item_id=life.item["id"],
                revision_id=life.revision,
                kind=kind,
                evidence=evidence,
                flagged_at=at(when),
                **more,
            )

    def told(self, life: Life, before: str, when: int) -> None:
        """What the author reads of a moderator's decision; the mailer has been there since."""
        kind = kind_of(before, life.row["status"])
        if kind is None:
            return
        due = when + settings.UNDO_WINDOW * SECOND
        sent, read = due + 30 * SECOND, due + HOUR
        has_read = self.dice.random() < 0.5 and read < self.until
        self.tables.notices.add(
            id=self.tables.notices.new_id(),
            recipient_id=life.row["author_id"],
            comment_id=life.node.pk,
            kind=kind,
            reason_code=life.row.get("reason_code", ""),
            decided_at=at(when),
            due_at=at(due),
            read_at=at(read) if has_read else None,
            sent_at=at(sent) if sent < self.until else None,
        )
