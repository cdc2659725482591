"""What becomes of a comment: published and voted on, edited, withdrawn, held, reported, decided."""

from collections.abc import Callable

from comments import text
from comments.models import ModerationMode, ReportCategory, ReportOutcome, Status
from comments.ranking import rank
from comments.reasons import ReasonCode
from moderation import policy as rules
from moderation.explanations import explain
from moderation.models import Action, FlagKind
from moderation.seeding.records import HOUR, MINUTE, SECOND, Life, Records, at
from moderation.seeding.threads import Node
from moderation.seeding.words import Writer
from moderation.services.deciding import OUTCOME_FOR_ACTION, STATUS_FOR_ACTION

# What becomes of what does not wait: the method of that name -> its share.
FATES = {"published": 0.937, "edited": 0.018, "withdrawn": 0.01, "reviewed": 0.025, "cleared": 0.01}
WAITS_REPORTED, WAITS_ESCALATED = 0.15, 0.04  # of what waits
LET_THROUGH = 0.55  # of the held that were decided
DISMISSED = 0.6  # of the reported that were decided
FLOOD = 0.03  # of what is held: texts that many send
NOTES = ("", "", "", "Third time this week.", "See the thread above.", "Quoted, but meant.")
REASONS = tuple(code for code in ReasonCode.values if code != ReasonCode.OTHER)
CATEGORIES = tuple(each for each in ReportCategory.values if each != ReportCategory.OTHER)
SPAN = 0.4  # least weight of a marked word


class Lives(Records):
    """Leads comments through their lives. The same dice and tables make the same rows."""

    def __init__(self, dice, *, limits: rules.Limits, **records):
        super().__init__(dice, **records)
        self.writer = Writer(dice)
        self.limits = limits
        # Below that nothing is held, whoever wrote it.
        self.calm = min(limits.hold_at, limits.new_author_hold_at)
        self.rude_to = 1.0 if limits.remove_at is None else limits.remove_at
        self.names, self.shares = list(FATES), list(FATES.values())

    def lead(self, node: Node, article: int, mode: str, *, waits: bool) -> bool:
        """Write the whole life of one comment. Whether readers see it at the end."""
        fate = "waiting" if waits else self.dice.choices(self.names, self.shares)[0]
        life = self.posted(node, article, mode, may_flood=fate in ("waiting", "reviewed"))
        deed: Callable[[Life], object] = getattr(self, fate)
        deed(life)
        self.voted(life)
        self.tables.comments.add(**life.row)
        return life.row["status"] == Status.VISIBLE

    # ── Its author ──────────────────────────────────────────────────────────────────────────────
    def posted(self, node: Node, article: int, mode: str, *, may_flood: bool) -> Life:
        campaign, body = None, ""
        if may_flood and self.dice.random() < FLOOD:
            campaign, body = self.writer.flood()
        is_at_once = mode == ModerationMode.AT_ONCE
        posted_at = at(node.posted)
        row = {
            "id": node.pk,
            "article_id": article,
            "parent_id": node.parent.pk if node.parent else None,
            "root_id": node.root,
            "path": node.path,
            "depth": node.depth,
            "number": node.number,
            "author_id": self.readers.author(),
            "status": Status.VISIBLE if is_at_once else Status.PENDING,
            "posted_at": posted_at,
            "published_at": posted_at if is_at_once else None,
            "unjudged_since": None,
            "not_before": posted_at,
        }
        life = Life(node, row, is_at_once, campaign=campaign)
        life.rudeness = round(self.calm * self.dice.betavariate(1.2, 4), 4)
        self.wrote(life, body or self.writer.comment(), number=1, when=node.posted)
        return life

    def published(self, life: Life) -> None:
        self.judged(life, Action.PUBLISH, Status.VISIBLE, posted=life.node.posted)

    def edited(self, life: Life) -> None:
        """Within the ten minutes that authors have, and judged again."""
        self.published(life)
        when = life.node.posted + self.dice.randrange(MINUTE, 9 * MINUTE)
        body = f"{life.row['body']} {self.writer.words('en', 5)}"[: text.MAX_BODY].strip()
        self.wrote(life, body, number=2, when=when)
        life.row["edited_at"] = life.row["not_before"] = at(when)
        if not life.is_at_once:
            life.row["status"] = Status.PENDING
        self.judged(life, Action.PUBLISH, Status.VISIBLE, posted=when)

    def withdrawn(self, life: Life) -> None:
        self.published(life)
        life.node.gone = self.later(life.node.posted + MINUTE, HOUR)
        life.row["status"] = Status.WITHDRAWN

    # ── The machine ─────────────────────────────────────────────────────────────────────────────
    def judged(
        self,
        life: Life,
        action: Action,
        status: Status,
        *,
        posted: int,
        note: str = "",
        spans: list | None = None,
    ) -> int:
        """A score and the policy's decision within a second. Returns when."""
        when = posted + self.dice.randrange(200, SECOND)
        self.scored(life, when, spans=spans)
        self.decided(life, action, when, status, note=note)
        life.row["explanation"] = note
        if status == Status.VISIBLE and life.node.shown is None:
            self.shown(life, life.node.posted if life.is_at_once else when)
        return when

    def shown(self, life: Life, when: int) -> None:
        """Readers see it for the first time."""
        life.node.shown = when
        life.row["published_at"] = at(when)

    def held(self, life: Life) -> int:
        """As rude: it waits, but readers see it where articles publish at once. Returns when."""
        room = 0.99 * (self.rude_to - self.limits.hold_at)
        life.rudeness = round(self.limits.hold_at + room * self.dice.random(), 4)
        body = life.row["body"]
        spans = self.marked(body)
        facts = rules.Facts(body, life.rudeness, author_published=self.limits.new_author_comments)
        findings = tuple(rules.rudeness(facts, self.limits))
        status, note = Status.VISIBLE, ""
        if not life.is_at_once:
            verdict = rules.Verdict(rules.Outcome.HOLD, findings)
            status, note = Status.HELD, explain(verdict, body, [span[:3] for span in spans])
        posted = life.node.posted
        when = self.judged(life, Action.HOLD, status, posted=posted, note=note, spans=spans)
        self.opened(life, when)
        for finding in findings:
            said = {"sentence": finding.sentence, "values": dict(finding.values)}
            self.flagged(life, finding.kind, finding.evidence, when, said=said)
        return when

    def marked(self, body: str) -> list:
        """Up to three words as spans, in code points."""
        places, start = [], 0
        for word in body.split(" "):
            if len(word) > 3:
                places.append((start, start + len(word)))
            start += len(word) + 1
        amount = min(len(places), 1 + int(3 * self.dice.random()))
        return [
            [begin, end, round(SPAN + (1 - SPAN) * self.dice.random(), 3), None]
            for begin, end in sorted(self.dice.sample(places, amount))
        ]

    # ── Readers ─────────────────────────────────────────────────────────────────────────────────
    def voted(self, life: Life) -> None:
        """Those vote who saw it."""
        begin = life.node.shown
        if begin is None:
            return
        usual = 1.2 if life.node.depth else 2.5
        amount = int(self.dice.expovariate(1 / usual))
        voters = self.readers.others(life.row["author_id"], amount)
        ups = 0
        for voter in voters:
            is_up = self.dice.random() < 0.75 - 0.5 * life.rudeness
            ups += is_up
            self.tables.votes.add(
                id=self.tables.votes.new_id(),
                user_id=voter,
                comment_id=life.node.pk,
                value=1 if is_up else -1,
                voted_at=at(self.later(begin, 6 * HOUR, life.node.gone or 0)),
            )
        downs = len(voters) - ups
        life.row |= {"ups": ups, "downs": downs, "rank": rank(ups, downs)}

    def complained(self, life: Life, outcome: ReportOutcome, resolved: int = 0) -> int:
        """Published, then reported by one reader or a few. Returns when last."""
        self.published(life)
        amount = 1 + min(4, int(self.dice.expovariate(1.2)))
        reporters = self.readers.others(life.row["author_id"], amount)
        begin = life.node.posted + 2 * SECOND
        times = sorted(self.later(begin, 4 * HOUR, resolved) for _ in reporters)
        life.reports = len(reporters)
        self.opened(life, times[0])
        for reporter, when in zip(reporters, times, strict=True):
            category = self.dice.choice(CATEGORIES)
            note = self.writer.words("en", 6) if self.dice.random() < 0.3 else ""
            report = self.tables.reports.new_id()
            self.tables.reports.add(
                id=report,
                comment_id=life.node.pk,
                revision_id=life.revision,
                reporter_id=reporter,
                category=category,
                note=note,
                outcome=outcome,
                reported_at=at(when),
                resolved_at=at(resolved) if resolved else None,
            )
            self.flagged(life, FlagKind.for_report(category), note, when, report_id=report)
        return times[-1]

    # ── Moderators ──────────────────────────────────────────────────────────────────────────────
    def waiting(self, life: Life) -> None:
        """It waits still: held, reported, or for a lead."""
        chance = self.dice.random()
        if chance < WAITS_REPORTED:
            when = self.complained(life, ReportOutcome.OPEN)
        else:
            when = self.held(life)
        if self.dice.random() < WAITS_ESCALATED and life.item is not None:
            when = self.later(when, 3 * HOUR)
            self.decided(life, Action.ESCALATE, when, life.row["status"], note="What do you think?")
            life.item["escalated_at"] = at(when)
            self.urged(life)

    def reviewed(self, life: Life) -> None:
        """Held, and decided since."""
        when = self.later(self.held(life), 2 * HOUR)
        is_fine = self.dice.random() < LET_THROUGH
        self.settled(life, Action.APPROVE if is_fine else Action.REJECT, when)

    def cleared(self, life: Life) -> None:
        """Reported, and decided since."""
        action = Action.DISMISS if self.dice.random() < DISMISSED else Action.REJECT
        when = self.later(life.node.posted + MINUTE, 8 * HOUR)
        self.complained(life, OUTCOME_FOR_ACTION[action], when)
        self.settled(life, action, when)

    def settled(self, life: Life, action: Action, when: int) -> None:
        """A moderator decides, the item is closed, and the author is told of a new status."""
        before = life.row["status"]
        after = STATUS_FOR_ACTION.get(action, before)
        code = self.dice.choice(REASONS) if action == Action.REJECT else ""
        note = self.dice.choice(NOTES)
        self.decided(life, action, when, after, note=note, reason_code=code)
        if life.item is not None:
            life.item["closed_at"] = at(when)
        if after == before:
            return
        life.row |= {"reason_code": code, "explanation": ""}
        self.told(life, before, when)
        if after == Status.REMOVED:
            life.node.gone = when
        elif life.node.shown is None:
            self.shown(life, when)
