"""Asking every address as every role, each time in a transaction that is taken back."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

from django.core.cache import cache
from django.db import connection, transaction
from django.template.base import Template
from django.test import Client

from comments.models import User
from tests.security.addresses import Address, addresses, form, objects, path, room_of
from tests.security.world import ROLES, World

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# Who is logged in, and what the next page says to them.
HARMLESS = {"django_session"}
METHODS = ("GET", "POST", "PUT")
# What is no deed of any page: who is turned away from it, and who has every right.
ODD = {"PUT": ("anonymous", "superuser")}
# Who is asked for things in the second section, and for what never was: it makes a difference to
# moderators with limits alone, whatever a role may do.
FURTHER = ("moderator_a", "moderator_b", "superuser")
# The machine's own state, whoever asks: costly to find out, and asked once.
FOR_ALL = {"healthz", "readyz", "metrics"}


@dataclass(frozen=True)
class Answer:
    status: int
    wrote: frozenset[str]  # tables


@contextmanager
def writes() -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    tables: set[str] = set()

    def watch(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


@contextmanager
def unseen() -> Iterator[None]:
    """No page is made of what a view finds, and no line logged: who is answered how, and what is
    written, is settled before. Other tests look at the pages; this is half of the time."""
    logging.disable(logging.CRITICAL)
    try:
        with mock.patch.object(Template, "render", return_value=""):
            yield
    finally:
        logging.disable(logging.NOTSET)


def clients(world: World, *, enforce_csrf_checks: bool = False) -> dict[str, Client]:
    """One for each role, logged in. The former moderator lost the role after logging in."""
    found = {}
    for role in ROLES:
        found[role] = Client(enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=False)
        if role in world.people:
            found[role].force_login(world.people[role])
    # Past `roles.give`, which would end the session, too.
    former = world.people["former"]
    former.groups.clear()
    User.objects.filter(pk=former.pk).update(is_staff=False)
    return found


def ask(client: Client, method: str, url: str, data: dict, **headers) -> Answer:
    """What the address answers and writes. Nothing of it stays, and no try before it counts."""
    cache.clear()
    cookies = client.cookies.copy()
    with transaction.atomic(), writes() as tables:
        response = (
            client.get(url, **headers)
            if method == "GET"
            else client.post(url, data, **headers)
            if method == "POST"
            else client.generic(method, url, **headers)
        )
        transaction.set_rollback(True)
    client.cookies = cookies
    return Answer(response.status_code, frozenset(tables - HARMLESS))


def questions(room: str) -> Iterator[tuple[Address, str, str]]:
    """(address, method, thing) of every row of the matrix."""
    for address in addresses():
        if room_of(address) == room:
            for thing in objects(address):
                for method in METHODS:
                    if is_asked(address, method, thing):
                        yield address, method, thing


def is_asked(address: Address, method: str, thing: str) -> bool:
    """Once is enough for an odd method; and the admin, where all pages are Django's, knows none but
    GET and POST, and takes nothing by POST for its histories and for what never was."""
    if room_of(address) == "admin":
        is_plain = thing != "none" and not address.name.endswith("_history")
        return method == "GET" or (method == "POST" and is_plain)
    return method != "PUT" or thing == objects(address)[0]


def askers(address: Address, method: str, thing: str) -> tuple[str, ...]:
    if address.name in FOR_ALL:
        return ("anonymous",)
    return ODD.get(method) or (FURTHER if thing in ("b", "none") else ROLES)


def matrix(room: str, world: World) -> dict[tuple[str, str, str], dict[str, Answer]]:
    """The answers of one room, row by row. A method that an address does not know it knows for
    nothing that it names: there is one row of that."""
    by_role = clients(world)
    rows: dict[tuple[str, str, str], dict[str, Answer]] = {}
    unknown = set()
    with unseen():
        for address, method, thing in questions(room):
            if (address, method) in unknown:
                continue
            data = form(address, thing, world) if method == "POST" else {}
            row = rows[address.name, method, thing] = {
                role: ask(by_role[role], method, path(address, thing, world, role), data)
                for role in askers(address, method, thing)
            }
            if "superuser" in row and row["superuser"].status == 405:
                unknown.add((address, method))
    return rows
