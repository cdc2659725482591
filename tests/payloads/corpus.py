"""The payloads, by kind. Each one that runs sets window.__x, opens a dialog, leaves the page or
asks evil.test for something."""

import json
from pathlib import Path

BY_KIND: dict[str, list[str]] = json.loads(Path(__file__).with_name("payloads.json").read_text())
PAYLOADS = [payload for payloads in BY_KIND.values() for payload in payloads]
# For fields with one row for each page: many in one text, a line each.
LINE = "\n"


def packed(most: int) -> list[str]:
    """All payloads in texts of at most ``most`` characters, without those that are longer."""
    texts, text = [], ""
    for payload in PAYLOADS:
        if len(payload) > most:
            continue
        if len(text) + len(LINE) + len(payload) > most:
            texts.append(text)
            text = ""
        text = f"{text}{LINE}{payload}" if text else payload
    return [*texts, text]
