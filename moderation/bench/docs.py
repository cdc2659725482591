"""Writes the tables and plots of docs/performance.md, between the marks that name each part."""

import re
from pathlib import Path

from moderation.bench import growth_plot
from moderation.bench.site import ROOT

PAGE = ROOT / "docs" / "performance.md"
PLOTS = "measured/bench"  # beside the page
PLACE = re.compile(r"(<!-- bench (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def write(page: Path, pages: dict[str, str], figures: dict[str, dict]) -> None:
    """Put every part's page into its place. A part that was not measured is said to be so."""

    def fill(place: re.Match[str]) -> str:
        name = place[2]
        words = pages.get(name, "Not measured yet.")
        if growth_plot.plots(figures.get(name, {})):
            words += f"\n\n![Time by the number of open items]({PLOTS}/{name}.svg)"
        return f"{place[1]}{words}\n{place[3]}"

    page.write_text(PLACE.sub(fill, page.read_text()), encoding="utf-8")
    folder = page.parent / PLOTS
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in figures.items():
        if drawing := growth_plot.plots(found):
            (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")
