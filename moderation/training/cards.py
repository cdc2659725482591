"""The card of a site model: what it was made of and what was measured."""

import hashlib
from dataclasses import asdict
from functools import cache
from pathlib import Path

import moderation.learning
import moderation.scoring
from moderation.learning import files
from moderation.learning.gate import Limits, Verdict
from moderation.learning.labels import Label, Summary, digest, summary
from moderation.learning.train import Trained


@cache
def code_version() -> str:
    """The start of the SHA-256 over the sources that training and scoring are made of."""
    found = hashlib.sha256()
    for package in (moderation.learning, moderation.scoring):
        for file in sorted(Path(package.__path__[0]).rglob("*.py")):
            found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:16]


def data_facts(found: Summary) -> dict:
    return {
        "labels": found.whole.total,
        "rude": found.whole.rude,
        "civil": found.whole.civil,
        "sampled": found.sampled,
        "first": found.first and found.first.isoformat(),
        "last": found.last and found.last.isoformat(),
        "sections": {each.name: [each.total, each.rude] for each in found.sections},
        "languages": {each.name: [each.total, each.rude] for each in found.languages},
    }


def card(
    *,
    scorer: str,
    general: str,
    labels: list[Label],
    trained: Trained,
    data: bytes,
    verdict: Verdict,
    hold_at: float,
    live: str,
    split_at: str,
    limits: Limits,
) -> dict:
    """As JSON holds it. Figures are (value, low, high) with 95 % bootstrap intervals."""
    return {
        "format": files.FORMAT,
        "scorer": scorer,
        "general": general,
        "code": code_version(),
        "weights": {"file": "weights.npz", "bytes": len(data), "sha256": files.sha256(data)},
        "data": {"sha256": digest(labels), **data_facts(summary(labels))},
        "training": {
            "cost": trained.cost,
            "slope": round(trained.slope, 4),
            "offset": round(trained.offset, 4),
        },
        "limits": asdict(limits),
        "gate": {
            "passed": verdict.passed,
            "harmful": verdict.is_harmful,
            "against": live,
            "hold_at": hold_at,
            "limit": limits.of(hold_at),
            "split_at": split_at,
            "held_out": [verdict.rows, verdict.rude],
            "checks": [asdict(check) for check in verdict.checks],
        },
    }
