"""Markdown tables."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; numbers are set to the right."""
    rows = list(rows)
    cells = [[_cell(value) for value in row] for row in rows]
    rule = ["--:" if all(_number(row[i]) for row in rows) else "---" for i in range(len(head))]
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, rule, *cells])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    # A bar would end the cell, and a line break the table.
    return (
        f"{value:,}" if isinstance(value, int) else " ".join(str(value).split()).replace("|", "¦")
    )


def _number(value: object) -> bool:
    return isinstance(value, int | float)
