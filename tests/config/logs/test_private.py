"""What is taken out of every line, whoever logged it."""

import pytest

from config.logs.private import clean, clean_event


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("Worker started in 3 s.", "Worker started in 3 s."),
        ("from 203.0.113.7:4711", "from [address]:4711"),
        ("from 2001:db8::17 today", "from [address] today"),
        ("at 23:59:59, redis://127.0.0.1:6379/0", "at 23:59:59, redis://127.0.0.1:6379/0"),
        ("to ann.lee+news@mail.example.org!", "to [mail]!"),
        ("key 3vq9x8-b71d2e0f5a6c4938 used", "key [token] used"),
        ("comments_comment_posted_once", "comments_comment_posted_once"),
        ("a\nforged line", "a\\nforged line"),
        ("a\x1b[2Jb\u202ec\u2028d\ud800", "a\\x1b[2Jb\\u202ec\\u2028d\\ud800"),
        ("Käse für alle", "Käse für alle"),
    ],
)
def test_text_loses_what_is_private_and_what_is_unseen(text, logged):
    assert clean(text) == logged


def test_every_value_is_cleaned_and_numbers_stay_numbers():
    event = {
        "status": 200,
        "is_late": True,
        "none": None,
        "parts": ["ann@example.org", {"from": "203.0.113.7"}],
        "request_id": "3f2b8c9d0e1f4a5b8c9d0e1f4a5b8c9d",
    }

    assert clean_event(None, "info", event) == event | {"parts": ["[mail]", {"from": "[address]"}]}
