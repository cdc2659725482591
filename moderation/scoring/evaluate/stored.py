"""Keeps what takes long to measure, with the weights it was measured on."""

import json
from pathlib import Path


class Outdated(Exception):
    """A stored measurement is of other weights; says which, and how to measure anew."""


def write(path: Path, weights: str, found: dict) -> None:
    """Store ``found`` as measured on weights with the SHA-256 ``weights``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"weights": weights, **found}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read(path: Path, weights: str, *, option: str) -> dict:
    """Return what was measured on ``weights``. Raises Outdated; ``option`` measures it anew."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Outdated(f"{path} is missing: run again with {option}") from error
    if not isinstance(found, dict) or found.get("weights") != weights:
        raise Outdated(f"{path} was measured on other weights: run again with {option}")
    return found
