"""The figures for people: Markdown tables, the same in the terminal and in docs/performance.md."""

from moderation.scoring.evaluate.tables import table

NOISY = "**Noisy machine**: the calibration loop varied by {spread:.0%}. Read ratios alone.\n\n"


def page(found: dict) -> str:
    """Of the figures of one part that has subjects."""
    words = [remarks(found) + main_table(found)]
    if found["growth"]:
        words.append(growth_table(found))
    return "\n\n".join(words)


def remarks(found: dict) -> str:
    words = NOISY.format(spread=found["calibration_spread"]) if found["noisy"] else ""
    return words + (f"{found['not_measured']}\n\n" if found["not_measured"] else "")


def main_table(found: dict) -> str:
    head = ["", "database", "open items", "ms", "limit, ms", "times the limit", "95 %, ms"]
    head += ["statements", "kB", "goal"]
    return table(head, [cells(row) for row in found["rows"]])


def cells(row: dict) -> list[str]:
    goals = row["goals"]
    words = {
        "times_limit": f"at most {goals.get('times_limit')} times",
        "p95": f"95 % within {goals.get('p95')} ms",
        "statements": f"{goals.get('statements')} statements",
        "bytes": f"{goals.get('bytes', 0) / 1000:.0f} kB",
    }
    verdict = "; ".join(
        f"{'' if reached(row, name) else '**not reached** '}{words[name]}"
        for name in words
        if name in goals
    )
    return [
        row["name"],
        row["database"],
        f"{row['rows']:,}",
        span(row["run_ms"]),
        span(row.get("limit_ms")),
        span(row.get("times_limit")),
        f"{row['p95_ms']:.1f}",
        str(row["statements"]),
        "" if row["bytes"] is None else f"{row['bytes'] / 1000:.0f}",
        verdict,
    ]


def reached(row: dict, name: str) -> bool:
    figures = {
        "times_limit": row.get("times_limit", {}).get("value", 0),
        "p95": row["p95_ms"],
        "statements": row["statements"],
        "bytes": row["bytes"] or 0,
    }
    return figures[name] <= row["goals"][name]


def growth_table(found: dict) -> str:
    rows = [
        [
            row["name"],
            row["database"],
            f"{row['from']:,} to {row['to']:,}",
            span(row["times"]),
            goal_of(row),
        ]
        for row in found["growth"]
    ]
    return table(["", "database", "open items", "times as long", "goal"], rows)


def goal_of(row: dict) -> str:
    if row["goal"] is None:
        return ""
    missed = "" if row["times"]["value"] <= row["goal"] else "**not reached** "
    return f"{missed}at most {row['goal']} times"


def span(figure: dict[str, float] | None) -> str:
    """A median with its interval."""
    if not figure:
        return ""
    return f"{number(figure['value'])} [{number(figure['low'])}, {number(figure['high'])}]"


def number(value: float) -> str:
    """Three digits that count."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
