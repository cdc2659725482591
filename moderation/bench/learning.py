"""`manage.py bench learning`: the learning curve, kept as JSON and drawn in docs/learning.md."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from moderation import scoring
from moderation.bench.site import ROOT
from moderation.learning import curve
from moderation.scoring.evaluate.tables import table

PAGE = ROOT / "docs" / "learning.md"
KEPT = ROOT / "docs" / "measured" / "learning.json"
PLOT = ROOT / "docs" / "measured" / "learning.svg"
_PLACE = re.compile(r"(<!-- bench learning -->\n).*?(<!-- end -->)", re.DOTALL)

WIDTH, HEIGHT, MARGIN = 640, 260, 48
LOW, HIGH = 0.82, 0.96  # of the axis


def page(found: dict) -> str:
    """The figures as Markdown."""
    rows = [
        [
            point["labels"],
            f"{point['auc']['value']:.3f} [{point['auc']['low']:.3f}, {point['auc']['high']:.3f}]",
            _signed(point["gain"]) if point["labels"] else "",
            f"{point['spread']:.3f}" if point["labels"] in curve.SIZES[1:] else "",
            f"{point['calibration_error']:.3f}",
        ]
        for point in found["points"]
    ]
    head = ["labels", "AUC", "more than the shipped scorer", "between orders", "calibration error"]
    tested = found["tested"]
    return (
        f"{found['scorer']} beside weights learnt from so many of the site's own decisions;"
        f" {tested['rows']:,} other rows of the site ({tested['rude']:,} rude) are judged, drawn by"
        f" the hash of their text. Means of {found['orders']} random orders of the labels; in"
        " brackets 95 %, the judged rows drawn anew (400 times); between orders the standard"
        " deviation.\n\n" + table(head, rows)
    )


def _signed(figure: dict[str, float]) -> str:
    return f"{figure['value']:+.3f} [{figure['low']:+.3f}, {figure['high']:+.3f}]"


def plot(found: dict) -> str:
    """The curve as an SVG, its axis in the logarithm of the labels."""
    points = found["points"][1:]
    first, last = (np.log(points[at]["labels"]) for at in (0, -1))

    def x(point) -> float:
        return MARGIN + (np.log(point["labels"]) - first) / (last - first) * (WIDTH - 2 * MARGIN)

    def y(value: float) -> float:
        return HEIGHT - MARGIN - (value - LOW) / (HIGH - LOW) * (HEIGHT - 2 * MARGIN)

    marks = []
    for point in points:
        figure, at = point["auc"], x(point)
        value = figure["value"]
        top, bottom = y(figure["high"]), y(figure["low"])
        marks += [
            f'<path d="M{at:.1f} {top:.1f}V{bottom:.1f}" stroke="#1d4fb8"/>',
            f'<circle cx="{at:.1f}" cy="{y(value):.1f}" r="4" fill="#1d4fb8"/>',
            f'<text x="{at + 7:.1f}" y="{y(value) + 16:.1f}">{value:.3f}</text>',
            f'<text x="{at - 14:.1f}" y="{HEIGHT - 24}">{point["labels"]:,}</text>',
        ]
    line = " ".join(f"{x(point):.1f},{y(point['auc']['value']):.1f}" for point in points)
    general = found["points"][0]["auc"]["value"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="system-ui, sans-serif" font-size="13">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        f'<path d="M{MARGIN} {y(general):.1f}H{WIDTH - MARGIN}" stroke="#5a626e" '
        'stroke-dasharray="5 4"/>'
        f'<text x="{WIDTH - MARGIN - 190}" y="{y(general) + 16:.1f}">shipped scorer alone '
        f"{general:.3f}</text>"
        f'<polyline points="{line}" fill="none" stroke="#1d4fb8" stroke-width="2"/>'
        + "".join(marks)
        + f'<text x="{MARGIN}" y="20">AUC on decisions not seen, by labels learnt from</text>'
        "</svg>\n"
    )


def run(data: Path, tell: Callable[[str], None]) -> dict:
    """Measure on the set in ``data``, keep the figures and draw them. Raises CorpusError."""
    found = curve.measure(scoring.load(), data, tell)
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    write(found, PAGE, PLOT)
    return found


def write(found: dict, place: Path, drawing: Path) -> None:
    """Put the table into its place in the page, and the curve beside the figures."""
    drawing.write_text(plot(found), encoding="utf-8")
    words = f"{page(found)}\n\n![AUC by the number of labels](measured/{drawing.name})\n"
    text = place.read_text(encoding="utf-8")
    place.write_text(_PLACE.sub(lambda m: f"{m[1]}{words}{m[2]}", text), encoding="utf-8")
