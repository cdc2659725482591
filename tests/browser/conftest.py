"""A whole site in real processes, and a real Chromium to look at it."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from config.settings import MIN_FORM_SECONDS, PASSWORD_HASHERS
from tests.conftest import CHROMIUM
from tests.processes import answers, free_port, running, start_web, wait_until

# Playwright runs an event loop in this thread; the ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine is slow, not wrong.
expect.set_options(timeout=20_000)  # milliseconds


@pytest.fixture(autouse=True)
def true_passwords(settings, quick_settings):
    """Passwords as the web server's process hashes them."""
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def site(request, transactional_db, tmp_path) -> Iterator[str]:
    """The address of a web server on this test's database, with a worker if the test is marked so.

    Most pages are looked at without one: starting it takes longer than the look.
    """
    works = request.node.get_closest_marker("worker") is not None
    if works:
        request.getfixturevalue("worker")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    health = f"{address}/{'readyz' if works else 'healthz'}"
    # Each test logs the same names in, from the same address, on a Valkey that remembers it.
    often = {"RATE_LOG_IN": "1000/minute", "RATE_LOG_IN_AS": "1000/minute"}
    with running(start_web(tmp_path, port, SITE_URL=address, **often)) as web:
        wait_until(lambda: answers(health), timeout=30, what="the site")
        yield address
        log = web.text()
    assert "Traceback" not in log
    assert "WARNING" not in log


class Visitor:
    """One person's browser. Keeps what the page complained of."""

    def __init__(self, context: BrowserContext, site: str):
        self.site = site
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.listen)

    def listen(self, message) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")

    def take_time(self) -> None:
        """As long as people take with a form; what comes back sooner a program sent."""
        self.page.wait_for_timeout(MIN_FORM_SECONDS * 1_000 + 100)

    def log_in(self, name: str, password: str) -> None:
        self.open("/accounts/login/")
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_load_state()


@pytest.fixture
def visitor(browser, site):
    """Makes visitors; at the end none of their pages may have complained."""
    visitors = []

    def make(**options) -> Visitor:
        made = Visitor(browser.new_context(**options), site)
        visitors.append(made)
        return made

    yield make
    complaints = [complaint for one in visitors for complaint in one.complaints]
    for one in visitors:
        one.page.context.close()
    assert complaints == []
