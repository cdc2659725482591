"""Rows of the queue and their cells as comments/stencils draws them.

Each has a face: the shape that its template takes for a row, and what fills the template's holes;
None for a row of a rarer kind, whose cell the template draws by itself. Templates are drawn for a
row of holes, so they read the same names from it as from a `rows.Row`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.utils.text import Truncator

from comments.stencils import NUMBER, hole
from moderation.keys import LAYOUTS
from moderation.piles import NOTHING_FOLDED
from moderation.rows import Row

EVIDENCE, PARENT = 120, 140  # characters, as the templates cut them
Shared = Mapping[str, Any]  # what a whole table shares
Filled = tuple[tuple, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Face:
    """``of`` gives shape and values of a row; ``context`` that of a shape, for its template."""

    of: Callable[[Row, Shared], Filled | None]
    context: Callable[[tuple], dict[str, Any]]


def item_of_holes(**more: Any) -> SimpleNamespace:
    comment = SimpleNamespace(
        author=SimpleNamespace(name=hole("name")),
        author_id=NUMBER["author_pk"],
        get_absolute_url=hole("comment_url"),
        article=SimpleNamespace(headline=hole("headline")),
        **more,
    )
    return SimpleNamespace(comment=comment, escalated_at=None)


def row_of_holes(*, item: SimpleNamespace | None = None, **more: Any) -> dict[str, Any]:
    row = SimpleNamespace(
        pk=NUMBER["pk"], item=item or item_of_holes(), fold=NOTHING_FOLDED, **more
    )
    return {"row": row}


def is_free(row: Row) -> bool:
    """Whether there is something to decide for who looks, and nobody else is on it."""
    return not (row.is_done or row.colleague or row.for_leads)


# ── The cells, from the left ────────────────────────────────────────────────────────────────────
def rudeness(row: Row, shared: Shared) -> Filled:
    values = {"pk": row.pk, "name": row.item.comment.author.name}
    if row.has_score:
        values |= {"share": row.share, "word": row.rudeness_word, "meter": row.meter}
    return (row.has_score, is_free(row) and not row.fold.pile), values


def with_rudeness(shape: tuple) -> dict[str, Any]:
    has_score, may_pick = shape
    return row_of_holes(
        has_score=has_score,
        share=hole("share"),
        rudeness_word=hole("word"),
        meter=hole("meter"),
        is_done=not may_pick,
    )


def comment(row: Row, shared: Shared) -> Filled | None:
    if row.fold != NOTHING_FOLDED or row.left_out or row.more_chips:
        return None
    if row.item.comment.revision > 1:
        return None
    values: dict[str, Any] = {"words": row.words, "lang": row.lang}
    parent = row.item.comment.parent
    if parent:
        values["parent_name"] = parent.author.name
        values["parent_words"] = Truncator(parent.body).chars(PARENT)
    for place, chip in enumerate(row.chips):
        values[f"chip{place}"] = chip.name
        values[f"evidence{place}"] = Truncator(chip.evidence).chars(EVIDENCE)
        values[f"trust{place}"] = chip.trust
        values[f"reason{place}"] = chip.trust_reason
    chips = tuple((chip.by_reader, bool(chip.trust)) for chip in row.chips)
    return (parent is not None, bool(row.lang), chips), values


def with_comment(shape: tuple) -> dict[str, Any]:
    is_answer, has_lang, kinds = shape
    author = SimpleNamespace(name=hole("parent_name"))
    parent = SimpleNamespace(author=author, body=hole("parent_words"))
    chips = [
        SimpleNamespace(
            name=hole(f"chip{place}"),
            evidence=hole(f"evidence{place}"),
            by_reader=by_reader,
            trust=hole(f"trust{place}") if has_trust else "",
            trust_reason=hole(f"reason{place}"),
        )
        for place, (by_reader, has_trust) in enumerate(kinds)
    ]
    return row_of_holes(
        item=item_of_holes(parent=parent if is_answer else None, revision=1),
        lang=hole("lang") if has_lang else "",
        words=hole("words"),
        chips=chips,
    )


def author(row: Row, shared: Shared) -> Filled:
    values = {
        "pk": row.pk,
        "author_pk": row.item.comment.author_id,
        "name": row.item.comment.author.name,
        "about": row.about_author,
        "record": row.record_drawn,
    }
    return (shared["hand"],), values


def with_author(shape: tuple) -> dict[str, Any]:
    holes = row_of_holes(about_author=hole("about"), record_drawn=hole("record"))
    return holes | {"keys": LAYOUTS[shape[0]]}


def waiting(row: Row, shared: Shared) -> Filled | None:
    if row.item.escalated_at or row.is_mine:
        return None
    values = {
        "pk": row.pk,
        "in_queue": shared["in_queue"],
        "waited": row.waited_iso,
        "opened": row.opened_words,
        "why": row.why_words,
        "age": row.age,
        "comment_url": row.item.comment.get_absolute_url(),
        "headline": row.item.comment.article.headline,
    }
    return (row.item.status_told, row.is_late), values


def with_waiting(shape: tuple) -> dict[str, Any]:
    status, is_late = shape
    item = item_of_holes()
    item.status_told = status
    holes = row_of_holes(
        item=item,
        is_late=is_late,
        waited_iso=hole("waited"),
        opened_words=hole("opened"),
        why_words=hole("why"),
        age=hole("age"),
    )
    return holes | {"in_queue": hole("in_queue")}


def decide(row: Row, shared: Shared) -> Filled | None:
    if not is_free(row) or row.is_mine or row.fold.pile or row.problem or row.note:
        return None
    values = {
        "pk": row.pk,
        "revision": row.item.comment.revision,
        "comment_url": row.item.comment.get_absolute_url(),
        **{name: shared[name] for name in ("in_queue", "csrf_token", "here", "reasons")},
    }
    return (shared["hand"], row.item.escalated_at is None), values


def with_decide(shape: tuple) -> dict[str, Any]:
    hand, may_escalate = shape
    item = item_of_holes(revision=hole("revision"))
    item.escalated_at = None if may_escalate else True
    shared = {name: hole(name) for name in ("in_queue", "csrf_token", "here", "reasons")}
    return row_of_holes(item=item) | shared | {"keys": LAYOUTS[hand]}


# ── The whole row ───────────────────────────────────────────────────────────────────────────────
def line(row: Row, cells: list, *, comes_alone: bool) -> Filled:
    """``comes_alone``: not with its table, but for its place on a page that stands open."""
    values = {"pk": row.pk, "state": row.state}
    values |= {f"cell{place}": cell for place, cell in enumerate(cells)}
    return (row.is_done, len(cells), comes_alone), values


def with_line(shape: tuple) -> dict[str, Any]:
    is_done, amount, comes_alone = shape
    cells = [hole(f"cell{place}") for place in range(amount)]
    return row_of_holes(is_done=is_done, state=hole("state")) | {"cells": cells, "oob": comes_alone}


RUDENESS = Face(rudeness, with_rudeness)
COMMENT = Face(comment, with_comment)
AUTHOR = Face(author, with_author)
WAITING = Face(waiting, with_waiting)
DECIDE = Face(decide, with_decide)
