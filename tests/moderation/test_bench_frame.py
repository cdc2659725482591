"""What the measurements have in common: turns, statistics, load at fixed times, tables, plots."""

import asyncio
import json
import threading

import numpy as np
import pytest

from moderation.bench import docs, growth_plot, open_loop, parts, report, rounds
from moderation.bench.rivals import threads
from moderation.scoring.evaluate.restless import Calm, RestlessMachine

pytestmark = pytest.mark.any_database


def contestant(rows, *, run, limit, database="SQLite"):
    about = {"name": "page", "statements": 4, "bytes": 2_000, "goals": {"times_limit": 1.5}}
    about["goals"] |= {"growth": 1.2, "statements": 3}
    return rounds.Contestant(database, rows, about, lambda: {"run": [run, run], "limit": [limit]})


def compared(**options):
    calm = Calm(lambda: 1.0)
    few, many = contestant(10, run=0.002, limit=0.001), contestant(1_000, run=0.006, limit=0.003)
    found = rounds.compare([many, few], rounds=4, calm=calm, step=lambda: None)
    return found | {"noisy": False, "calibration_spread": 0, "not_measured": ""} | options


def test_every_time_is_compared_with_its_limit_and_with_the_smallest_size():
    found = compared()

    assert [(row["rows"], row["run_ms"], row["times_limit"]) for row in found["rows"]] == [
        (1_000, same(6.0), same(2.0)),
        (10, same(2.0), same(2.0)),
    ]
    assert found["growth"] == [
        {
            "name": "page",
            "database": "SQLite",
            "from": 10,
            "to": 1_000,
            "times": same(3.0),
            "goal": 1.2,
        }
    ]


def same(value):
    return {"value": value, "low": value, "high": value}


def test_rounds_go_forwards_and_backwards():
    taken = []

    def by(name):
        def take_turn():
            taken.append(name)
            return {"run": [1.0]}

        return take_turn

    two = [
        rounds.Contestant("SQLite", 1, {"name": name, "goals": {}}, by(name)) for name in ("a", "b")
    ]
    rounds.compare(two, rounds=3, calm=Calm(lambda: 1.0), step=lambda: None)

    assert "".join(taken) == "abbaab"


def test_a_restless_machine_gets_no_figures_unless_asked_for_anyway():
    def measured(**options):
        times = iter([1.0, 1.3])
        calm = Calm(lambda: next(times), **options)
        page = contestant(10, run=0.002, limit=0.001)
        rounds.compare([page], rounds=2, calm=calm, step=lambda: None)
        return calm

    with pytest.raises(RestlessMachine, match="differ by 30%"):
        measured()
    assert measured(anyway=True).is_noisy
    assert "**Noisy machine**" in report.page(compared(noisy=True))


def test_goals_that_are_not_reached_are_said_to_be_so():
    words = report.page(compared())

    assert "**not reached** at most 1.5 times" in words
    assert "**not reached** 3 statements" in words
    assert "| 3.00 [3.00, 3.00] | **not reached** at most 1.2 times |" in words


def test_growth_is_drawn_with_a_line_for_each_database_and_limit():
    drawing = growth_plot.plots(compared())

    assert drawing.count("<polyline") == 2
    assert "1,000" in drawing
    assert "<script" not in drawing
    assert growth_plot.plots(compared(growth=[])) == ""


def test_arrivals_are_fixed_by_the_seed_and_come_at_their_rate():
    times = open_loop.arrivals(100, 60, seed=1)

    assert times == open_loop.arrivals(100, 60, seed=1) != open_loop.arrivals(100, 60, seed=2)
    assert times == sorted(times)
    assert 5_700 < len(times) < 6_300
    assert np.std(np.diff(times)) == pytest.approx(0.01, rel=0.1)  # Of an exponential: its mean.


@pytest.fixture
def slow_server():
    """Answers after 50 ms, one request at a time; every third is refused. Gives its port."""
    got, ready = [], threading.Event()

    async def handle(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            async with turn:
                await asyncio.sleep(0.05)
            got.append(head)
            status = "429 Slow down" if len(got) % 3 == 0 else "302 Found"
            where = f"Location: /comments/{len(got)}/\r\n"
            writer.write(f"HTTP/1.1 {status}\r\n{where}Content-Length: 2\r\n\r\nok".encode())

    async def run():
        nonlocal turn
        turn = asyncio.Lock()
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        while not over.is_set():
            await asyncio.sleep(0.01)
        server.close()

    turn, ports, over = None, [], threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    ready.wait(10)
    yield ports[0]
    over.set()
    thread.join(10)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_whoever_waits_for_a_slow_server_is_charged_from_when_they_were_due(slow_server):
    requests = [
        open_loop.Request(at, open_loop.post("/x/", "a=b", cookies="c=d")) for at in (0, 0, 0, 0.01)
    ]

    answers = open_loop.send_all(slow_server, requests)

    assert [answer.status for answer in sorted(answers, key=lambda a: a.wait)].count(429) == 1
    # One after the other: the last waits for all before it, though all were sent at once.
    assert max(answer.wait for answer in answers) >= 0.19
    assert {answer.location.split("/")[1] for answer in answers} == {"comments"}


def test_a_server_that_is_not_there_is_no_answer():
    answers = open_loop.send_all(1, [open_loop.Request(0, b"")])

    assert [(answer.status, answer.location) for answer in answers] == [(0, "")]


def test_threads_are_the_same_for_a_seed_and_no_deeper_than_all_can_show():
    grown = threads.grow(["a", "b"], [50, 200], seed=3)

    assert grown == threads.grow(["a", "b"], [50, 200], seed=3)
    assert [len(thread) for thread in grown] == [50, 200]
    depths = []
    for _text, parent in grown[1]:
        depths.append(0 if parent is None else depths[parent] + 1)
    assert max(depths) == threads.DEPTH


def test_the_page_about_speed_shows_the_kept_figures(tmp_path):
    """Its tables are written by `manage.py bench docs`, never by hand."""
    page = tmp_path / "performance.md"
    page.write_text(docs.PAGE.read_text())

    parts.write_docs(page)

    assert page.read_text() == docs.PAGE.read_text()
    for name in parts.kept():
        drawn = tmp_path / docs.PLOTS / f"{name}.svg"
        if drawn.exists():
            assert drawn.read_text() == (docs.PAGE.parent / docs.PLOTS / f"{name}.svg").read_text()


def test_every_part_has_its_place_in_the_page_about_speed():
    places = {place[2] for place in docs.PLACE.finditer(docs.PAGE.read_text())}

    assert set(parts.PARTS) <= places


def test_kept_figures_come_back_as_they_were(monkeypatch, tmp_path):
    monkeypatch.setattr(parts, "KEPT", tmp_path / "bench")

    parts.keep("bulk", compared())

    assert parts.kept() == {"bulk": json.loads(json.dumps(compared()))}
