"""What the browser tests of the desk share: a moderator's page, and comments to decide."""

from playwright.sync_api import Page

from comments.models import Status
from moderation.models import DeskSettings
from tests.factories import make_comment, make_item, make_staff

PASSWORD = "correct horse battery"
HELD = "/moderation/queue/?queue=held"
FOCUS = "/moderation/focus/?queue=held"


def moderator(name: str = "mika", **ways):
    """A moderator, with the settings in ``ways``."""
    person = make_staff(username=name)
    if ways:
        DeskSettings.objects.create(user=person, **ways)
    return person


def held(amount: int, rudeness: float = 0.9, **fields) -> list:
    """Held comments with their items, the most urgent first."""
    return [
        make_item(
            make_comment(f"Words {n}, you fool.", status=Status.HELD),
            rudeness=rudeness,
            priority=9.0 - n,
            **fields,
        )
        for n in range(amount)
    ]


def at_desk(visitor, path: str = HELD, name: str = "mika", **options) -> Page:
    """The page of a moderator who has logged in and opened ``path``."""
    one = visitor(viewport={"width": 1440, "height": 900}, **options)
    one.log_in(name, PASSWORD)
    one.open(path)
    return one.page


def row(page: Page, item):
    return page.locator(f"#item-{item.pk}")


def tops(page: Page) -> list[float]:
    """Where each row of the queue begins, in pixels from the top of the page."""
    return page.locator("table.queue tbody tr").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().top + scrollY)"
    )
