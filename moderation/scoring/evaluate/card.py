"""Writes the model card: what the weights are made from, what they reach, what they cannot do."""

from moderation.scoring.evaluate.tables import table

_HEAD = """# Model card: {scorer}

This page is written by `manage.py evaluate_scorer --data DIR --card docs/model-card.md`; do not
edit it by hand. It belongs to the weights with SHA-256 `{sha256}` ({bytes:,} bytes).

## What it is

A linear model on hashed character n-grams (3 to 5), words and word pairs, behind a normaliser
that sees through disguised spellings. It gives each text a rudeness in [0, 1], attributes, and
the parts of the text that raised the score. It runs offline on one CPU core with numpy alone.

## What it is for

To put comments that a human should look at in front of a human. It is not made to remove comments
by itself, to judge people, or to be used on texts other than public comments. English first;
German and Portuguese are learnt from tweets only; in other languages it knows next to nothing.

## Training data

{sources}

Rows of weight 0 are left out. Trained with seed {seed}; `manage.py train_scorer --data DIR
--out DIR --seed {seed}` gives the same weights bit for bit, on however many threads, with the
versions of requirements-dev.txt on a processor of the same kind. The test sets below were not
trained on, but choices (weights of sources, damping, cost) were made on them, so expect the figures
to be optimistic by about .002.
"""

_LIMITS = """## Limits

- **Sarcasm and implied contempt** are out of reach of a linear model: see the table by kind.
- **Quotes, negations and words a group uses of itself** are often taken for the insult they
  contain. Rules for the plainest forms soften the score; for the rest a moderator must tell.
- **Vulgar is not rude**, but the model often takes it so: see the examples, and "about a thing".
- **Names** of politicians who are much abused raise the score a little by themselves.
- **Threats** are learnt from few rows ({threat_rows} of {labelled_rows} with attributes). The
  attribute sorts; it is no proof.
- **sexual** is a rule over a word list, not learnt: no openly licensed rows carry the label.
- **Calibration** does not carry over between sites: set thresholds on your own decisions.
- **Dialect**: a third of the tweets come from a set known to mark African American English as
  offensive too often; its rows count {davidson} of a normal row.
- **The second stage** reads English only, and costs some hundred times the time for each text.
- **Groups**: listed group names are read as one token, and never shown as a reason. A list only
  covers what is on it; the figures for unlisted groups are above.
"""


def write(card: dict, sections: list[tuple[str, str]]) -> str:
    """Return the model card as Markdown, from the weights' own card and measured sections."""
    training = card["training"]
    sources = table(
        ["source", "rows", "weight", "licence"],
        [[s["title"], s["rows"], s["weight"], s["licence"]] for s in training["sources"]],
    )
    head = _HEAD.format(
        scorer=f"{card['name']}@{card['version']}",
        sha256=card["weights"]["sha256"],
        bytes=card["weights"]["bytes"],
        seed=training["seed"],
        sources=sources,
    )
    weights = {s["source"]: s["weight"] for s in training["sources"]}
    limits = _LIMITS.format(
        threat_rows=training["attribute_rows"]["threat"],
        labelled_rows=training["attribute_rows"]["all"],
        davidson=weights.get("davidson", 0),
    )
    measured = [f"## {title}\n\n{text}\n" for title, text in sections]
    return "\n".join([head, *measured, limits])
