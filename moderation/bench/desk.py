"""How fast the desk is under a moderator's keys: a whole site of its own, and a real Chromium."""

import json
import shutil
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright
from tqdm import tqdm

from moderation.bench.open_items import NAME, PASSWORD
from moderation.bench.servers import VALKEY, server
from moderation.bench.site import NotMeasured, call, environment, run, web

THINK = 250  # milliseconds between two deeds, so that the server is asked as a person would
BARE = """<!doctype html><title>bare</title><main><article class="one" data-item="0">0</article>
</main>"""

# From the key's own time to the first frame that shows another comment.
WATCH = """
window.painted = [];
const shown = () => document.querySelector(".one")?.dataset.item;
addEventListener("keydown", (event) => {
  if (!/^[f0-9]$/.test(event.key)) return;
  const before = shown(), start = event.timeStamp;
  const look = () => requestAnimationFrame(() => {
    const now = shown();
    if (now && now !== before) setTimeout(() => painted.push(performance.now() - start));
    else if (performance.now() - start < 10_000) look();
  });
  look();
}, { capture: true });
"""
BARE_DEED = """
let next = 0;
addEventListener("keydown", () => {
  const one = document.createElement("article");
  one.className = "one";
  one.dataset.item = one.textContent = ++next;
  document.querySelector("main").replaceChildren(one);
});
"""


def measure(*, open_items: int, decisions: int, contexts: int, seed: int) -> dict:
    """Decide by keys alone in the focus view; times in milliseconds.

    ``contexts`` times the conversation is unfolded first. Raises NotMeasured when a decision
    was not stored, or the site or its Valkey does not start.
    """
    # Without Redis the site would refuse strangers who log in.
    with (
        tempfile.TemporaryDirectory(prefix="decorum-bench-") as folder,
        server(VALKEY) as redis_url,
    ):
        settings = [*environment(Path(folder), redis_url=redis_url), "DEBUG=True"]
        run(settings, "migrate", "-v0")
        call(settings, "open_items", f"make_site({open_items}, seed={seed})")
        with web(settings) as (address, _server), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            bare = press_on_bare_page(browser.new_page(), decisions)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            found = moderate(page, address, decisions, contexts)
            browser.close()
        stored = call(settings, "open_items", "tell_decisions()")
    if int(stored) != decisions:
        raise NotMeasured(f"Only {stored} of {decisions} decisions were stored.")
    return {
        "open_items": open_items,
        "decisions": decisions,
        "contexts": contexts,
        "next_painted": spread(found["decided"]),
        "context_shown": spread(found["context"]),
        "bare_page": spread(bare),
        "machine_per_minute": round(60_000 * decisions / sum(found["decided"] + found["context"])),
    }


def spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median": round(median(ordered), 1),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "max": round(ordered[-1], 1),
    }


def press_on_bare_page(page: Page, times: int) -> list[float]:
    """The limit: a page that does nothing but show another element."""
    page.set_content(BARE)
    page.evaluate(WATCH)
    page.evaluate(BARE_DEED)
    for done in range(1, times + 1):
        page.keyboard.press("f")
        page.wait_for_function("(n) => painted.length === n", arg=done)
    return page.evaluate("painted")


def moderate(page: Page, address: str, decisions: int, contexts: int) -> dict[str, list[float]]:
    """Every third comment is rejected, the others approved."""
    page.goto(f"{address}/accounts/login/?next=/moderation/focus/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector(".one")
    page.evaluate(WATCH)
    context: list[float] = []
    for done in tqdm(range(1, decisions + 1), unit="decision"):
        page.wait_for_timeout(THINK)
        if done % (decisions // contexts) == 0 and len(context) < contexts:
            context.append(unfold(page))
        if done % 3:
            page.keyboard.press("f")
        else:
            page.keyboard.press("d")
            page.keyboard.press("1")
        page.wait_for_function("(n) => painted.length === n", arg=done)
    page.wait_for_timeout(5_000)  # What is being sent behind the last key arrives.
    return {"decided": page.evaluate("painted"), "context": context}


def unfold(page: Page) -> float:
    """Press the key of the conversation; milliseconds until it stands there."""
    start = page.evaluate("performance.now()")
    page.keyboard.press("t")
    page.wait_for_selector(".one .context .turn, .one .context p")
    return page.evaluate("performance.now()") - start


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise NotMeasured("Chromium is not installed, and the desk is measured in it.")
    return found


def page_of(found: dict) -> str:
    """The figures for people."""
    lines = [
        f"{found['decisions']} decisions by keys alone in the focus view, the conversation",
        f"unfolded {found['contexts']} times; {found['open_items']:,} open items.",
        "",
        f"{'milliseconds':<34}{'median':>8}{'95 %':>8}{'most':>8}",
    ]
    names = {
        "next_painted": "key to next comment painted",
        "context_shown": "key to conversation shown",
        "bare_page": "limit: key on a page of one element",
    }
    for name, words in names.items():
        figures = found[name]
        lines.append(f"{words:<36}{figures['median']:>6}{figures['p95']:>8}{figures['max']:>8}")
    ratio = found["next_painted"]["median"] / found["bare_page"]["median"]
    lines += [
        "",
        f"{ratio:.1f} times the limit at the median.",
        f"The machine's part allows {found['machine_per_minute']:,} decisions a minute.",
    ]
    return "\n".join(lines)


def write(found: dict, file: Path | None) -> None:
    if file:
        file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
