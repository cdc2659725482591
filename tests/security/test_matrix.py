"""Who may do what: every address, asked as every role of things in two sections.

The answers stand in docs/security-matrix.md, one table for each part of the site. Whoever changes
an answer changes that page, and the change is read like any other: where the page is not what was
answered, a fresh one is written to var/, to be put in its place. Whatever the page says, the rules
below hold.
"""

from difflib import unified_diff
from pathlib import Path

import pytest
from limits import parse_many

from tests.security.addresses import SITE_WIDE, addresses, room_of
from tests.security.asking import Answer, matrix
from tests.security.world import ROLES, build

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security-matrix.md"
FRESH = ROOT / "var" / "security-matrix.md"
ROOMS = ("comments", "moderation", "admin", "else")
OUTSIDERS = ("anonymous", "reader", "banned", "former")
ELSEWHERE = {"moderator_a": "b", "moderator_b": "a"}
REFUSED = {400, 401, 403, 404, 405, 429}
# A page that is opened claims its item, and nothing else.
CLAIMS = {"moderation:item", "moderation:focus", "moderation:focus_one"}

Matrix = dict[tuple[str, str, str], dict[str, Answer]]


def table(answers: Matrix) -> list[str]:
    """Rows of a Markdown table."""
    head = ["address", "method", "thing", *(role.replace("_", " ") for role in ROLES)]
    lines = [head, ["---"] * len(head)]
    for row, by_role in answers.items():
        cells = [cell(row[0], by_role[role]) if role in by_role else "" for role in ROLES]
        lines.append([f"`{row[0]}`", *row[1:], *cells])
    return ["| " + " | ".join(line) + " |" for line in lines]


def cell(name: str, answer: Answer) -> str:
    """The status, with a plus where something was written."""
    if name == "readyz" and answer.status in (200, 503):
        return "200, 503"  # As things stand with the worker.
    return f"{answer.status}+" if answer.wrote else str(answer.status)


def page(answers: dict[str, Matrix]) -> str:
    """The page with the words that it has and the tables of ``answers``."""
    words = PAGE.read_text().partition("\n## ")[0]
    tables = [f"## {room}\n\n" + "\n".join(table(rows)) for room, rows in answers.items()]
    return "\n\n".join([words.rstrip(), *tables]) + "\n"


def rows_wrong(answers: Matrix, is_wrong) -> list[tuple]:
    return [
        (*row, role, answer.status, sorted(answer.wrote))
        for row, by_role in answers.items()
        for role, answer in by_role.items()
        if is_wrong(row, role, answer)
    ]


def test_everybody_may_do_what_the_page_says_and_no_more(settings):
    # Every role asks everything within seconds.
    settings.ACCOUNT_RATE_LIMITS = False
    settings.RATES = {deed: parse_many("100000/minute") for deed in settings.RATES}
    world = build()

    answers = {room: matrix(room, world) for room in ROOMS}

    rows = {row: by_role for room in answers.values() for row, by_role in room.items()}
    assert rows_wrong(rows, breaks) == []
    assert rows_wrong(rows, lets_an_outsider_in) == []
    assert rows_wrong(rows, reaches_elsewhere) == []
    assert rows_wrong(rows, lambda row, role, got: got.status in REFUSED and got.wrote) == []
    assert rows_wrong(rows, writes_by_reading) == []
    before, fresh = PAGE.read_text(), page(answers)
    if fresh != before:
        FRESH.parent.mkdir(exist_ok=True)
        FRESH.write_text(fresh)
    assert list(unified_diff(before.splitlines(), fresh.splitlines(), n=0)) == []


def breaks(row, role, got: Answer) -> bool:
    return got.status >= 500 and row[0] != "readyz"  # Which says so: no worker runs here.


def lets_an_outsider_in(row, role, got: Answer) -> bool:
    """The desk and the admin are closed to them: 403, the log-in page, or not there."""
    if not row[0].startswith(("moderation:", "admin:")) or role not in OUTSIDERS:
        return False
    if row[0] in ("admin:login", "admin:logout"):
        return False
    return got.status not in (302, *REFUSED) or bool(got.wrote)


def reaches_elsewhere(row, role, got: Answer) -> bool:
    """What lies in another section is not there, as what never was."""
    if not row[0].startswith(("moderation:", "admin:")) or row[2] != ELSEWHERE.get(role):
        return False
    if row[0].startswith("admin:") and row[0].split("_")[1] in SITE_WIDE:
        return False
    return got.status not in (403, 404, 405)


def writes_by_reading(row, role, got: Answer) -> bool:
    claims = row[0] in CLAIMS and got.wrote == {"moderation_reviewitem"}
    return row[1] == "GET" and bool(got.wrote) and not claims


def test_every_address_lies_in_a_room_that_is_asked():
    assert {room_of(address) for address in addresses()} == set(ROOMS)
    assert len(addresses()) > 150
