"""Make docs/screenshots/ anew: every page of the demo, at two widths, in every theme.

Called by `python3 run.py screenshots`. Starts a demo of its own with an empty state folder, waits
until the worker has judged the sample, and looks at it in the machine's Chromium. Names after the
command make these pictures alone: `make_screenshots.py --out /tmp focus search`.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
HEIGHTS = {1440: 900, 390: 844}  # pixels: width -> height
LOOKS = ((1440, "light"), (1440, "dark"), (1440, "contrast"), (390, "light"), (390, "dark"))
ARTICLE = "/articles/rent-cap-passes-by-two-votes/"
HELD = "/moderation/queue/?queue=held"

# Who looks -> name of the picture -> address, or what it describes; then the keys to press there.
PAGES: dict[str | None, dict[str, str]] = {
    None: {
        "front": "/",
        "section": "/sections/politics/",
        "log-in": "/accounts/login/",
        "sign-up": "/accounts/signup/",
        "password-reset": "/accounts/password/reset/",
        "not-found": "/no-such-page/",
    },
    "reader": {
        "article": ARTICLE,
        "thread": ARTICLE + "?order=best#talk",
        "mine": "/me/",
        "leaving": "/me/delete",
        "sessions": "/me/sessions",
        "second-factor": "/accounts/2fa/",
    },
    "moderator": {
        "home": "/moderation/",
        "queue": "/moderation/queue/",
        "queue-held": HELD,
        "queue-conversation": f"{HELD} j t",
        "queue-author": f"{HELD} j a",
        "queue-reason": f"{HELD} j d",
        "keys": f"{HELD} ?",
        "focus": "/moderation/focus/?queue=held",
        "batch": "/moderation/batch/?rude_from=0.7&rude_to=1",
        "batch-done": "last batch",
        "search": "/moderation/search/?q=rent",
        "saved-filters": "/moderation/filters/?page=search",
        "decisions": "/moderation/decisions/",
        "settings": "/moderation/settings/",
    },
    "lead": {
        "item": "first item",
        "person": "first person",
        "areas": "/moderation/areas/",
        "insight": "/moderation/insight/",
        "policy": "/moderation/policy/",
        "quality": "/moderation/insight/quality/",
        "models": "/moderation/insight/models/",
    },
    "admin": {
        "admin": "/admin/",
        "admin-queue": "/admin/moderation/reviewitem/",
        "admin-decisions": "/admin/moderation/decision/",
        "admin-policy": "/admin/moderation/policyversion/add/",
        "admin-words": "/admin/moderation/policyversion/try/",
    },
}


@contextmanager
def demo() -> Iterator[str]:
    """The address of a fresh demo with the whole sample judged."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    state = tempfile.mkdtemp(prefix="decorum-shots-")
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DECORUM_VAR": state,
        "DECORUM_VENV": sys.prefix,
        # Nothing by lot: pictures of two days are to differ only where the pages do.
        "AUDIT_SHARE": "0",
        "SECOND_SHARE": "0",
    }
    process = subprocess.Popen(  # noqa: S603  # Our own launcher.
        [sys.executable, "run.py", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_judged(address, process)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        shutil.rmtree(state, ignore_errors=True)


def wait_until_judged(address: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit("The demo did not start. Try: python3 run.py")
        time.sleep(0.5)
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310
                report = json.load(answer)
        except OSError:
            continue
        if report["ready"] and report["waiting"] == 0:
            return
    sys.exit("The demo was not ready within two minutes.")


def log_in(page: Page, address: str, name: str | None) -> None:
    if name is None:
        return
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(name)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def address_of(page: Page, address: str, where: str) -> str:
    """``where`` itself, or what it describes."""
    if where == "first item":
        page.goto(f"{address}/moderation/queue/?queue=held")
        found = page.locator("table.queue a[href*='/items/']").first.get_attribute("href")
    elif where == "first person":
        page.goto(f"{address}/moderation/queue/?queue=held")
        found = page.locator("table.queue a[href*='/people/']").first.get_attribute("href")
    elif where == "last batch":
        page.goto(f"{address}/moderation/decisions/")
        found = page.locator("main a[href*='/batches/']").first.get_attribute("href")
    else:
        found = where
    return f"{address}{found}"


def decide_some(browser: Browser, address: str) -> None:
    """A moderator's first minutes, by hand, so that the log and the records show something."""
    page = browser.new_page()
    log_in(page, address, "moderator")
    page.goto(f"{address}/moderation/queue/?queue=held")
    links = page.locator("table.queue a[data-open]")
    items = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for at, item in enumerate(items[:9]):
        page.goto(f"{address}{item}")
        bar = page.locator(".decide")
        if at % 3 == 2:
            bar.get_by_role("button", name="Approve").click()
        else:
            bar.locator("label", has_text="Abusive" if at % 2 else "Offensive").click()
            bar.get_by_role("button", name="Reject").click()
        page.wait_for_load_state()
    page.close()


def leave_traces(browser: Browser, address: str) -> None:
    """What a lead and a moderator have arranged: an area, a saved filter, a batch."""
    page = browser.new_page()
    log_in(page, address, "moderator")
    page.goto(f"{address}/moderation/filters/?page=search&query=q%3Drent%26status%3Dvisible")
    page.locator("main input[name=name]").fill("Rent, published")
    page.locator("main .saved-new button").click()
    page.wait_for_load_state()
    page.goto(f"{address}/moderation/batch/?rude_from=0&rude_to=0.05")
    page.locator(".batch-bar button[value=approve]").click()
    page.locator("main button.main[type=submit]").click()
    page.wait_for_load_state()
    page.close()
    page = browser.new_page()
    log_in(page, address, "lead")
    page.goto(f"{address}/moderation/areas/")
    for field in ("moderator", "section"):
        page.locator(f"main select[name={field}]").select_option(index=1)
    page.get_by_role("button", name="Assign").click()
    page.wait_for_load_state()
    page.close()


@dataclass(frozen=True)
class Wanted:
    """Which pictures to make, and where."""

    names: frozenset[str]  # empty: all
    out: Path
    bar: tqdm

    def of(self, viewer: str | None) -> Iterator[tuple[str, str]]:
        for picture, where in PAGES[viewer].items():
            if not self.names or picture in self.names:
                yield picture, where


def shoot(browser: Browser, address: str, look: tuple[int, str], wanted: Wanted) -> None:
    width, theme = look
    for name in PAGES:
        if not any(wanted.of(name)):
            continue
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            color_scheme="dark" if theme == "dark" else "light",
        )
        context.add_cookies([{"name": "theme", "value": theme, "url": address}])
        page = context.new_page()
        log_in(page, address, name)
        for picture, where in wanted.of(name):
            where, *keys = where.split(" ") if where.startswith("/") else [where]
            page.goto(address_of(page, address, where))
            for key in keys:
                page.keyboard.press(key)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=wanted.out / f"{picture}-{width}-{theme}.png")
            wanted.bar.update()
        context.close()


def read_arguments() -> argparse.Namespace:
    pictures = [picture for pages in PAGES.values() for picture in pages]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(pictures)}")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the pictures")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(pictures):
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    return arguments


def main() -> None:
    arguments = read_arguments()
    browser_path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if browser_path is None:
        sys.exit("Screenshots need Chromium. On Debian: apt install chromium")
    arguments.out.mkdir(exist_ok=True)
    total = len(LOOKS) * (len(arguments.names) or sum(map(len, PAGES.values())))
    with demo() as address, sync_playwright() as playwright, tqdm(total=total) as bar:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        decide_some(browser, address)
        leave_traces(browser, address)
        wanted = Wanted(frozenset(arguments.names), arguments.out, bar)
        for look in LOOKS:
            shoot(browser, address, look, wanted)
        browser.close()
    print(f"{total} pictures in {arguments.out}")  # noqa: T201  # A script's result.


if __name__ == "__main__":
    main()
