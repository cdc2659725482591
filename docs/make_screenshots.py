"""Make docs/screenshots/ anew: every page of the demo, at two widths, in light and dark.

Called by `python3 run.py screenshots`. Starts a demo of its own with an empty state folder, waits
until the worker has judged the sample, and looks at it in the machine's Chromium.
"""

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
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
WIDTHS = {1440: 900, 390: 844}  # pixels: width -> height
THEMES = ("light", "dark")
ARTICLE = "/articles/rent-cap-passes-by-two-votes/"

# Who looks -> name of the picture -> address, or the text of a link on the page before.
PAGES: dict[str | None, dict[str, str]] = {
    None: {
        "front": "/",
        "section": "/sections/politics/",
        "log-in": "/accounts/login/",
        "sign-up": "/accounts/signup/",
        "password-reset": "/accounts/password/reset/",
        "not-found": "/no-such-page/",
    },
    "reader": {"article": ARTICLE, "thread": ARTICLE + "?order=best#talk", "mine": "/me/"},
    "moderator": {
        "home": "/moderation/",
        "queue": "/moderation/queue/",
        "queue-held": "/moderation/queue/?queue=held",
        "decisions": "/moderation/decisions/",
    },
    "lead": {"item": "first item", "person": "first person"},
    "admin": {
        "admin": "/admin/",
        "admin-queue": "/admin/moderation/reviewitem/",
        "admin-decisions": "/admin/moderation/decision/",
        "admin-policy": "/admin/moderation/policyversion/add/",
    },
}


@contextmanager
def demo() -> Iterator[str]:
    """The address of a fresh demo with the whole sample judged."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    state = tempfile.mkdtemp(prefix="decorum-shots-")
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"DECORUM_VAR": state, "DECORUM_VENV": sys.prefix}
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


def shoot(browser: Browser, address: str, width: int, theme: str, step) -> None:
    for name, pages in PAGES.items():
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]}, color_scheme=theme
        )
        page = context.new_page()
        log_in(page, address, name)
        for picture, where in pages.items():
            page.goto(address_of(page, address, where))
            page.wait_for_load_state("networkidle")
            page.screenshot(path=OUT / f"{picture}-{width}-{theme}.png")
            step()
        context.close()


def main() -> None:
    browser_path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if browser_path is None:
        sys.exit("Screenshots need Chromium. On Debian: apt install chromium")
    OUT.mkdir(exist_ok=True)
    total = len(WIDTHS) * len(THEMES) * sum(map(len, PAGES.values()))
    with demo() as address, sync_playwright() as playwright, tqdm(total=total) as bar:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        decide_some(browser, address)
        for width in WIDTHS:
            for theme in THEMES:
                shoot(browser, address, width, theme, bar.update)
        browser.close()
    print(f"{total} pictures in {OUT.relative_to(ROOT)}")  # noqa: T201  # A script's result.


if __name__ == "__main__":
    main()
