"""Isso: all comments of a page as its script fetches them, SQLite. Runs in the rivals' Python."""

import logging
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from isso import config, make_app  # type: ignore[import-not-found]
from werkzeug.test import Client  # type: ignore[import-not-found]

from moderation.bench.rivals.threads import read
from moderation.bench.turns import answer, timed

HOST = "http://127.0.0.1:9/"  # Nobody answers there; Isso only asks once, and warns.


def app(folder: Path):
    """Without the guard against people who post often: one person posts all here."""
    conf = config.load(config.default_file())
    for section, name, value in [
        ("general", "dbpath", str(folder / "isso.db")),
        ("general", "host", HOST),
        ("guard", "enabled", "false"),
        ("moderation", "enabled", "false"),
    ]:
        conf.set(section, name, value)
    return make_app(conf, threading=True)


def main(file: Path) -> None:
    logging.disable(logging.WARNING)
    with TemporaryDirectory(prefix="decorum-bench-") as folder:
        client, numbers = Client(app(Path(folder))), count()
        threads = read(file)

        def post(number: int, text: str, parent: int | None = None) -> int:
            response = client.post(
                f"/new?uri=/page-{number}/&title=Page",
                json={"text": text, "author": "Reader", "parent": parent, "title": "Page"},
                headers={"Origin": HOST.rstrip("/")},
            )
            if response.status_code not in (201, 202):
                raise RuntimeError(f"{response.status}: {response.text[:200]}")
            return int(response.json["id"])

        def view(number: int) -> bytes:
            response = client.get(f"/?uri=/page-{number}/", headers={"Origin": HOST.rstrip("/")})
            if response.status_code != 200:
                raise RuntimeError(response.status)
            return bytes(response.data)

        for number, thread in enumerate(threads):
            ids: list[int] = []
            for text, parent in thread:
                ids.append(post(number, text, None if parent is None else ids[parent]))

        def post_more() -> None:
            post(len(threads) - 1, f"{threads[-1][0][0]} {next(numbers)}")

        deeds: list[Callable[[], object]] = [
            *(partial(view, number) for number in range(len(threads))),
            post_more,
        ]
        sizes = [len(view(number)) for number in range(len(threads))]
        answer(sizes, list(map(timed, deeds)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
