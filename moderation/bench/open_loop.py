"""Load whose times are fixed before it starts: nobody waits for an answer before the next request.

A wait counts from when a request was due, so a server that stalls is charged with all it kept
waiting, not only with the requests there was room to send (no coordinated omission).
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

IDLE = 1.0  # seconds; gunicorn closes connections that are idle for two
MOST = 250  # connections at once
PATIENCE = 60  # seconds for an answer


class Request(NamedTuple):
    """``at``: seconds from the start. ``raw``: what is sent, head and body."""

    at: float
    raw: bytes


class Answer(NamedTuple):
    """``status`` 0: no answer. ``due`` is in seconds since 1970, ``wait`` from then, in seconds."""

    due: float
    wait: float
    status: int
    location: str


def arrivals(rate: float, seconds: float, *, seed: int, start: float = 0) -> list[float]:
    """Seconds, with exponential gaps, as of people who know nothing of each other."""
    dice = Random(seed)  # noqa: S311  # For measuring.
    times, at = [], start
    while (at := at + dice.expovariate(rate)) < start + seconds:
        times.append(at)
    return times


def post(path: str, body: str, *, cookies: str) -> bytes:
    """A form as a browser sends it."""
    content = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def send_all(
    port: int, requests: Iterable[Request], *, step: Callable[[], object] = lambda: None
) -> list[Answer]:
    """Send each when it is due, whatever became of those before. Answers in the same order."""
    return asyncio.run(Client(port, step).send_all(list(requests)))


@dataclass
class Client:
    port: int
    step: Callable[[], object]
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter, float]] = field(
        default_factory=list
    )

    async def send_all(self, requests: list[Request]) -> list[Answer]:
        self.room = asyncio.Semaphore(MOST)
        start, wall = time.perf_counter() + 0.2, time.time() + 0.2

        async def send(request: Request) -> Answer:
            status, location = await self.send(request.raw)
            self.step()
            wait = time.perf_counter() - start - request.at
            return Answer(wall + request.at, wait, status, location)

        tasks = []
        for request in requests:
            await asyncio.sleep(max(0.0, start + request.at - time.perf_counter()))
            tasks.append(asyncio.create_task(send(request)))
        answers = list(await asyncio.gather(*tasks))
        for _reader, writer, _since in self.free:
            writer.close()
        return answers

    async def send(self, raw: bytes) -> tuple[int, str]:
        """Status and Location; 0 when the connection broke or nothing came within PATIENCE."""
        async with self.room:
            try:
                async with asyncio.timeout(PATIENCE):
                    reader, writer = await self.connection()
                    writer.write(raw)
                    status, headers = await read_answer(reader)
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
                return 0, ""
            if headers.get("connection", "").lower() == "close":
                writer.close()
            else:
                self.free.append((reader, writer, time.monotonic()))
            return status, headers.get("location", "")

    async def connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """One that is free, or a new one."""
        while self.free:
            reader, writer, since = self.free.pop()
            if time.monotonic() - since < IDLE and not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self.port)


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Status and headers by lower-case name; the body is read and dropped."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _colon, value in (line.partition(":") for line in head[1:])
    }
    if "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding", "").lower() == "chunked":
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head[0].split()[1]), headers
