"""The pipeline's figures for people."""

from collections.abc import Callable, Iterator

from moderation.bench.report import remarks, span
from moderation.scoring.evaluate.tables import table


def page(found: dict) -> str:
    sites = found["sites"]
    heads = [each["database"] for each in sites]
    first = sites[0]
    head = (
        f"{remarks(found)}{first['rate']} posts a second for {first['seconds']} s, then"
        f" {first['burst_rate']} a second for {first['burst_seconds']} s; the client, the site and"
        f" the databases share {found['cores']} cores. Milliseconds: median / 99 % / most."
    )
    words = [
        head,
        table(["", *heads, "goal"], list(delays(sites))),
        "How many comments a second one process judges, batches of 64, by turns:",
        table(["", *heads, "goal"], list(rates(sites))),
    ]
    return "\n\n".join(words)


def delays(sites: list[dict]) -> Iterator[list[str]]:
    """Rows of the first table."""

    def row(name: str, cell: Callable[[dict], str], goal: str = "") -> list[str]:
        return [name, *map(cell, sites), goal]

    def times(part: str, key: str) -> Callable[[dict], str]:
        return lambda each: " / ".join(f"{value:,.0f}" for value in each[part][key].values())

    yield row(
        "accepted to judged and in the queue",
        times("steady", "judged_ms"),
        "median under 150, 99 % under 1,000",
    )
    yield row("due to judged", times("steady", "due_to_judged_ms"))
    yield row("due to answered", times("steady", "post_ms"))
    yield row("refused or failed", lambda each: f"{each['steady']['refused']}", "0")
    yield row("**burst**: due to judged", times("burst", "due_to_judged_ms"))
    yield row("due to answered", times("burst", "post_ms"))
    yield row(
        "seconds from its last post to the last verdict",
        lambda each: f"{each['burst']['drained_s']:.1f}",
        "30",
    )
    yield row("refused or failed", lambda each: f"{each['burst']['refused']}", "0")
    yield row("start to first page, s", lambda each: f"{each['first_page_s']}", "3")
    yield row(
        "MB of web + worker + Valkey",
        lambda each: (
            " + ".join(map(str, each["megabytes"].values()))
            + f" = {sum(each['megabytes'].values())}"
        ),
        "400",
    )


def rates(sites: list[dict]) -> Iterator[list[str]]:
    names = {
        "scorer_per_s": "the scorer alone",
        "database_per_s": "claiming and writing alone, scores given",
        "both_per_s": "both, as the worker does",
        "of_the_slower": "times the slower of the two",
    }
    for key, name in names.items():
        goal = "at least 0.8" if key == "of_the_slower" else ""
        yield [name, *(span(each["throughput"][key]) for each in sites), goal]
    sizes = {f"{each['backlog']['comments']:,}" for each in sites}
    yield [
        f"a Celery worker with {' or '.join(sorted(sizes))} waiting",
        *(f"{each['backlog']['per_second']:,}" for each in sites),
        "",
    ]
    yield [
        "its MB after a tenth, half and all of them",
        *(" / ".join(map(str, memory_at(each["backlog"]))) for each in sites),
        "flat",
    ]


def memory_at(backlog: dict) -> list[int]:
    """MB once a tenth, half and all of the comments were judged."""
    return [
        next(mb for done, mb in backlog["megabytes"] if done >= share * backlog["comments"])
        for share in (0.1, 0.5, 1)
    ]
