"""A simulation as its page shows it."""

from dataclasses import dataclass
from functools import cached_property

from comments.models import Comment, CommentRevision, Section
from moderation.insight.intervals import wilson
from moderation.insight.plots import lengths
from moderation.lab import drawings, findings
from moderation.lab.findings import HOLD, REMOVE, SHOW, Both, Load, Quality
from moderation.lab.sweep import Point
from moderation.lab.tally import MILDER, STRICTER, Tally
from moderation.models import ReviewItem, Simulation
from moderation.services.simulating import SPAN, scale


@dataclass(frozen=True, slots=True)
class Amount:
    """Comments of the whole time with one outcome, as the sample has it."""

    outcome: str
    live: int
    draft: int

    @property
    def more(self) -> int:
        return self.draft - self.live


@dataclass(frozen=True, slots=True)
class Example:
    comment: Comment
    body: str
    item: ReviewItem | None
    before: str  # outcome digits
    after: str


class Result:
    """Of a run that has judged something. Reads the database for names and examples alone."""

    def __init__(self, run: Simulation):
        self.run = run
        self.tally = Tally.of(run.tally)
        self.scale = scale(run)
        self.both = findings.both(self.tally)

    @property
    def is_whole(self) -> bool:
        """Whether every comment of the time was looked at."""
        return self.run.sampled == self.run.population

    @property
    def amounts(self) -> list[Amount]:
        return [
            Amount(each, self.whole(self.both.live[each]), self.whole(self.both.draft[each]))
            for each in (SHOW, HOLD, REMOVE)
        ]

    def whole(self, amount: int) -> int:
        return round(amount * self.scale)

    @property
    def stricter(self) -> tuple[int, int, int]:
        return self.between(self.both.stricter)

    @property
    def milder(self) -> tuple[int, int, int]:
        return self.between(self.both.milder)

    def between(self, amount: int) -> tuple[int, int, int]:
        """(at least, most likely, at most) of the whole time. Exact where all were looked at."""
        if self.is_whole:
            return amount, amount, amount
        low, high = wilson(amount, self.tally.judged)
        judged = self.whole(self.tally.judged)
        return round(low * judged), self.whole(amount), round(high * judged)

    @property
    def loads(self) -> tuple[Load, Load]:
        of = {"scale": self.scale, "days": SPAN.days}
        return (
            findings.load(self.tally, "live", **of),
            findings.load(self.tally, "draft", **of),
        )

    @property
    def qualities(self) -> tuple[Quality, Quality]:
        return findings.quality(self.tally, 0), findings.quality(self.tally, 1)

    @property
    def labels(self) -> int:
        """Comments of the sample that moderators decided."""
        return self.tally.labels.total()

    @property
    def sections(self) -> list[tuple[str, Both, list[float]]]:
        """(name, Both, lengths of the bars of what live and draft stop), most comments first."""
        found = findings.by_group(self.tally.sections)
        names = dict(Section.objects.filter(pk__in=found).values_list("pk", "name"))
        most = max((max(stopped(each)) for each in found.values()), default=0)
        rows = sorted(found.items(), key=lambda row: -row[1].total)
        return [(names.get(int(pk), "–"), each, lengths(stopped(each), most)) for pk, each in rows]

    @property
    def day(self) -> drawings.Day:
        found = findings.by_group(self.tally.hours)
        empty = Both.of([])
        each = [stopped(found.get(str(hour), empty)) for hour in range(drawings.HOURS)]
        return drawings.day([live for live, _ in each], [draft for _, draft in each])

    @cached_property
    def examples(self) -> dict[str, list[Example]]:
        """Four queries. Words that were erased since are not shown."""
        kept = self.tally.examples
        ids = [row[1] for rows in kept.values() for row in rows]
        comments = Comment.objects.select_related("author", "article__section").in_bulk(ids)
        bodies = CommentRevision.objects.in_bulk([row[2] for rows in kept.values() for row in rows])
        items = {
            item.comment_id: item
            for item in ReviewItem.objects.filter(comment__in=ids).order_by("pk")
        }
        return {
            way: [
                Example(comments[pk], bodies[revision].body, items.get(pk), move[0], move[1])
                for _, pk, revision, move in kept[way]
                if revision in bodies and bodies[revision].body
            ]
            for way in (STRICTER, MILDER)
        }


def stopped(both: Both) -> tuple[int, int]:
    """What live and draft do not publish."""
    return both.total - both.live[SHOW], both.total - both.draft[SHOW]


def points_of(run: Simulation) -> list[Point]:
    return [Point(*stored) for stored in Tally.of(run.tally).points]
