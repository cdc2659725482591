"""Draws how times grow with the number of open items: one small SVG, no script, both scales log."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import floor, log10

WIDTH, HEIGHT = 260, 170  # of one subject's panel
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 30, 30
COLUMNS = 3
KEYS = ("run_ms", "limit_ms")
COLOURS = {"SQLite": "#1f6f8b", "PostgreSQL": "#b0562c"}
STYLE = (
    "text{font:11px system-ui,sans-serif;fill:#555}.name{font-weight:600;fill:#333}"
    ".grid{stroke:#ddd}.limit{stroke-dasharray:4 3}"
    "@media(prefers-color-scheme:dark){text{fill:#bbb}.name{fill:#eee}.grid{stroke:#444}}"
)


def plots(found: dict) -> str:
    """The drawing of a part's figures; empty where it has not two sizes."""
    rows = found.get("rows", [])
    if not found.get("growth"):
        return ""
    names = list(dict.fromkeys(row["name"] for row in rows))
    panels = [
        panel(name, [row for row in rows if row["name"] == name], place)
        for place, name in enumerate(names)
    ]
    bottom = -(-len(names) // COLUMNS) * HEIGHT
    width, height = COLUMNS * WIDTH, bottom + 24
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img"'
        ' aria-label="Milliseconds by open items; the tables hold the figures">\n'
        f"<style>{STYLE}</style>\n{''.join(panels)}{legend(bottom + 14)}</svg>\n"
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a panel's sizes and times (milliseconds) lie. Both scales are logarithmic."""

    x0: float
    y0: float
    sizes: list[int]
    low: int  # powers of ten
    high: int

    def x(self, size: int) -> float:
        share = log10(size / self.sizes[0]) / (log10(self.sizes[-1] / self.sizes[0]) or 1)
        return round(self.x0 + LEFT + (WIDTH - LEFT - RIGHT) * share, 1)

    def y(self, time: float) -> float:
        share = (log10(time) - self.low) / (self.high - self.low)
        return round(self.y0 + HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def panel(name: str, rows: list[dict], place: int) -> str:
    """Lines of one subject: solid its own time, dashed its limit's."""
    x0, y0 = WIDTH * (place % COLUMNS), HEIGHT * (place // COLUMNS)
    times = [row[key]["value"] for row in rows for key in KEYS if key in row]
    sizes = sorted({row["rows"] for row in rows})
    scale = Scale(x0, y0, sizes, floor(log10(min(times))), floor(log10(max(times))) + 1)
    title = f'<text class="name" x="{x0 + 8}" y="{y0 + 18}">{escape(name)}</text>\n'
    return "".join([title, *grid(scale), *lines(scale, rows)])


def grid(scale: Scale) -> Iterator[str]:
    for power in range(scale.low, scale.high + 1):
        at = scale.y(10.0**power)
        yield (
            f'<path class="grid" d="M{scale.x0 + LEFT} {at}H{scale.x0 + WIDTH - RIGHT}"/>'
            f'<text x="{scale.x0 + LEFT - 5}" y="{at + 4}" text-anchor="end">'
            f"{10.0**power:g} ms</text>\n"
        )
    for size in scale.sizes:
        yield (
            f'<text x="{scale.x(size)}" y="{scale.y0 + HEIGHT - 12}" text-anchor="middle">'
            f"{size:,}</text>\n"
        )


def lines(scale: Scale, rows: list[dict]) -> Iterator[str]:
    for kind, colour in COLOURS.items():
        for key in KEYS:
            points = sorted(
                (row["rows"], row[key]["value"])
                for row in rows
                if row["database"] == kind and key in row
            )
            if points:
                path = " ".join(f"{scale.x(size)},{scale.y(time)}" for size, time in points)
                dash = ' class="limit"' if key == "limit_ms" else ""
                yield (
                    f'<polyline{dash} points="{path}" fill="none" stroke="{colour}"'
                    ' stroke-width="2"/>\n'
                )


def legend(y: float) -> str:
    x, parts = 8, []
    for kind, colour in COLOURS.items():
        parts.append(
            f'<path d="M{x} {y - 4}h22" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{x + 28}" y="{y}">{kind}</text>\n'
        )
        x += 120
    return "".join(parts) + f'<text x="{x}" y="{y}">dashed: the limit</text>\n'
