"""How fast the desk is under a moderator's keys: a whole site of its own, and a real Chromium."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright
from tqdm import tqdm

from moderation.bench.open_items import NAME, PASSWORD
from moderation.bench.valkey import valkey

ENV = "/usr/bin/env"
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30  # seconds
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


class NotMeasured(Exception):
    """The site did not start, or did not do what it was told."""


def measure(*, open_items: int, decisions: int, contexts: int, seed: int) -> dict:
    """Decide by keys alone in the focus view; times in milliseconds.

    ``contexts`` times the conversation is unfolded first. Raises NotMeasured when a decision
    was not stored, ValkeyServerError when the site's Valkey does not start.
    """
    # Without Redis the site would refuse strangers who log in.
    with tempfile.TemporaryDirectory(prefix="decorum-bench-") as folder, valkey() as redis_url:
        environment = site_environment(Path(folder), redis_url)
        run("migrate", "-v0", environment=environment)
        call(f"make_site({open_items}, seed={seed})", environment)
        with web(environment) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            bare = press_on_bare_page(browser.new_page(), decisions)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            found = moderate(page, address, decisions, contexts)
            browser.close()
        stored = call("tell_decisions()", environment)
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


def site_environment(folder: Path, redis_url: str) -> list[str]:
    """The settings of the measured site, as arguments of env(1)."""
    return [
        "DEBUG=True",
        "HTTPS=False",
        f"DECORUM_VAR={folder}",
        f"DATABASE_URL=sqlite:///{folder / 'bench.sqlite3'}",
        f"REDIS_URL={redis_url}",
    ]


def run(*arguments: str, environment: list[str]) -> str:
    done = subprocess.run(  # noqa: S603  # Our own commands.
        [ENV, *environment, sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip()


def call(words: str, environment: list[str]) -> str:
    """Run a function of open_items on the measured site's database."""
    code = f"from moderation.bench import open_items; open_items.{words}"
    return run("shell", "--no-imports", "-c", code, environment=environment)


@contextmanager
def web(environment: list[str]) -> Iterator[str]:
    """The site as run.py starts it: two processes of four threads."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = f"-m gunicorn config.wsgi:application --bind=127.0.0.1:{port} --workers=2 --threads=4"
    server = subprocess.Popen(  # noqa: S603  # Our own command.
        [
            *(ENV, *environment, sys.executable, *command.split()),
            *("--no-control-socket", "--log-level=warning"),
        ],
        cwd=ROOT,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait(15)


def wait_for(address: str) -> None:
    """Until the site answers. Raises NotMeasured when it does not within PATIENCE."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  # Our own address.
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise NotMeasured(f"{address} did not answer within {PATIENCE} s")


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
