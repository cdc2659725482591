"""What is wrong with a page for those who cannot see it well, or see it small."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {
    "runOnly": {"type": "tag", "values": WCAG},
    # Off by default in axe, because it is new with WCAG 2.2.
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # of style sheets, for a rule that is not among these
}
# A theme is a set of colours and nothing else: beyond the first, what looks at colours is enough.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
    "preload": False,  # of style sheets, for a rule that is not among these
}
RUN = """options => axe.run(document, options).then(result => result.violations.flatMap(
    one => one.nodes.map(node => [one.id, node.target.join(' '), node.failureSummary])))"""
# What reaches past the right edge of the window, the innermost first.
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.body.querySelectorAll('*')].filter(
        one => one.getBoundingClientRect().right > width + 1);
    return out.slice(-3).map(one => one.tagName + '.' + one.className);
}"""
# How people choose a theme, and what their system prefers: the value that the server writes into
# the page, and light or dark.
LOOKS = (
    (1440, "light", "light", EVERYTHING),
    (1440, "dark", "dark", COLOURS),
    (1440, "contrast", "light", COLOURS),
    (1440, "contrast", "dark", COLOURS),
    (390, "light", "light", EVERYTHING),
)
HEIGHTS = {1440: 900, 390: 844}  # pixels: width -> height


def violations(page: Page, options: dict) -> set[tuple[str, str, str]]:
    """(rule, selector, what axe says) of everything on the page that breaks a rule of WCAG."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # From the top: what has scrolled half under the bar is not too small, one can scroll.
    page.evaluate("scrollTo(0, 0)")
    return {tuple(found) for found in page.evaluate(RUN, options)}


def in_theme(page: Page, theme: str, system: str) -> None:
    """As if the page had been served in this theme: it is one attribute, and the style sheet."""
    page.emulate_media(color_scheme=system)
    page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    # The admin's links fade from one colour to the other.
    page.evaluate("document.getAnimations().forEach(one => one.finish())")


def at_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})


def faults(page: Page) -> list[str]:
    """Everything wrong in any theme at 1440 pixels, in light at 390, or too wide for a window."""
    found = []
    for width, theme, system, options in LOOKS:
        at_width(page, width)
        in_theme(page, theme, system)
        found += [
            f"{theme} on {system} at {width}: {rule}, {selector}: {summary}"
            for rule, selector, summary in sorted(violations(page, options))
        ]
    for width in (360, 390, 2560):
        at_width(page, width)
        found += [f"too wide for {width}: {one}" for one in page.evaluate(TOO_WIDE)]
    return found
