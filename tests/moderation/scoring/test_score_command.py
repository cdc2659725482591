"""manage.py score: JSON Lines through a pipe, one answer for each line, in order."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-W", "error", "manage.py", "score"]
ENV = os.environ | {"DEBUG": "True"}


def answers(data):
    ran = subprocess.run(COMMAND, input=data, capture_output=True, cwd=ROOT, env=ENV, check=True)
    assert ran.stderr == b""
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_each_line_is_answered_in_order_and_bad_ones_do_not_stop_the_rest():
    lines = [
        b'{"text": "you m0r0n"}',
        b"not json",
        b'{"text": 5}',
        b"",
        b"\xff\xfe",
        b'["text"]',
        b'{"other": "x"}',
        '{"text": "schöner Beitrag \\ud800 👍", "id": 7}'.encode(),
    ]

    got = answers(b"\n".join(lines))

    assert [sorted(answer) for answer in got] == [
        ["attributes", "rudeness", "scorer", "spans"],
        *[["error"]] * 6,
        ["attributes", "rudeness", "scorer", "spans"],
    ]
    assert got[0]["spans"] == [[4, 9, 1.0]]
    assert got[0]["rudeness"] > 0.7 > got[-1]["rudeness"]
    assert set(got[0]["attributes"]) == {
        *("insult", "profanity", "threat", "identity_attack", "sexual"),
    }


def test_no_line_gives_no_answer():
    assert answers(b"") == []


def test_line_is_answered_before_the_next_is_sent():
    """Someone who writes a line and waits for the answer must not wait for ever."""
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=ENV
    )
    killer = threading.Timer(60, process.kill)
    killer.start()
    try:
        for text in ("first", "second"):
            process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
            process.stdin.flush()
            assert "rudeness" in json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.wait() == 0
    finally:
        killer.cancel()
        process.kill()
        process.stdout.close()


def test_many_lines_keep_their_order():
    lines = [json.dumps({"text": f"word{n} " + ("idiot" if n % 3 else "")}) for n in range(500)]

    got = answers("\n".join(lines).encode() + b"\n")

    assert [answer["rudeness"] >= 0.7 for answer in got] == [n % 3 > 0 for n in range(500)]
