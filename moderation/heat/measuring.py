"""What `replay_heat` replays, and the table that it writes into the docs."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from comments.models import Comment, Status
from comments.sample import load as sample
from moderation import scoring
from moderation.heat.replay import Told, figures, replay, without_later_votes
from moderation.heat.signs import LIMITS, Voice
from moderation.models import Action, Decision, Flag, PolicyVersion
from moderation.services.watching import by_article, with_facts

DOC, KEPT = "docs/quality.md", "docs/measured/heat.json"
BEGIN, END = "<!-- heat: begin -->", "<!-- heat: end -->"
MOST = 300_000  # comments of the database that are replayed
FEWEST = 20  # comments of a thread; shorter ones have no time to heat up


def measure() -> dict:
    """Both sources. The database's is empty where there is no load data."""
    return {
        "scorer": scoring.load().name,
        "limits": LIMITS,
        "sample": figures(replay(map(of_sample, sample.articles()))),
        "load": figures(replay(of_database())),
    }


def of_sample(data: dict) -> Told:
    """An article of the sample. Who was reported is taken to have been so at once, and bad is what
    was reported or the present scorer would hold."""
    hold_at = PolicyVersion().hold_at
    people: dict[str, int] = {}
    nodes = sorted(flat(data["comments"]), key=lambda each: -each[0]["minutes_ago"])
    results = scoring.score([node["text"] for node, _, _ in nodes])
    voices, bad = [], []
    for (node, parent, depth), result in zip(nodes, results, strict=True):
        reports = len(node.get("reports", []))
        voices.append(
            Voice(
                at=-60.0 * node["minutes_ago"],
                author=people.setdefault(node["by"], len(people)),
                answers=people.setdefault(parent["by"], len(people)) if parent else None,
                depth=depth,
                rudeness=result.rudeness,
                reports=reports,
            )
        )
        bad.append(bool(reports) or result.rudeness >= hold_at)
    return Told(voices, bad)


def flat(nodes: list, parent: dict | None = None, depth: int = 0) -> Iterator:
    for node in nodes:
        yield node, parent, depth
        yield from flat(node.get("replies", []), node, depth + 1)


def of_database() -> Iterator[Told]:
    """The threads of the load data's last MOST comments. Bad is what was rejected, removed, held as
    rude or reported."""
    acted = Q(comment=OuterRef("pk"), action__in=(Action.REJECT, Action.HOLD, Action.REMOVE))
    flagged = Flag.objects.filter(item__comment=OuterRef("pk"), report__isnull=False)
    comments = with_facts(Comment.objects.filter(author__username__startswith="seed"))
    rows = comments.annotate(
        bad=Q(status=Status.REMOVED) | Exists(Decision.objects.filter(acted)) | Exists(flagged)
    ).order_by("-pk")[:MOST]
    threads: dict[int, list[bool]] = {}
    kept = []
    for row in reversed(rows):
        threads.setdefault(row["article"], []).append(row.pop("bad"))
        kept.append(row)
    for article, voices in by_article(kept).items():
        if len(voices) >= FEWEST:
            yield Told([without_later_votes(voice) for voice in voices], threads[article])


def write(found: dict, file: Path) -> None:
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def write_docs(found: dict) -> None:
    """The figures, and their table between its marks."""
    write(found, settings.BASE_DIR / KEPT)
    page = settings.BASE_DIR / DOC
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{page_of(found)}\n{END}{after}", encoding="utf-8")


ROWS = {
    "threads": "threads",
    "boiled_over": "boiled over",
    "warned_before": "… warned before",
    "warned_late": "… warned too late",
    "not_warned": "… not warned",
    "median_lead_minutes": "median lead time, minutes",
    "shortest_lead_minutes": "shortest lead time, minutes",
    "calm": "stayed calm",
    "false_alarms": "… warned for nothing",
    "false_alarm_rate": "false-alarm rate",
}


def page_of(found: dict) -> str:
    """A table in Markdown."""
    lines = ["| | sample | load data |", "|---|---|---|"]
    lines += [
        f"| {label} | {text(found['sample'][name])} | {text(found['load'][name])} |"
        for name, label in ROWS.items()
    ]
    return "\n".join(lines)


def text(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"
