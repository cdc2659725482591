"""The desk's tables. Cells with markup are templates; a row of the queue can be drawn alone."""

import django_tables2 as tables
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from comments import stencils
from moderation import queue_cells
from moderation.forms import REASONS
from moderation.keys import LAYOUTS, Layout
from moderation.models.desk import Keys
from moderation.queue_cells import Face
from moderation.rows import Row
from moderation.ways import ways_of


class Cell(tables.Column):
    """A cell drawn by a template of its own from ``row`` and what the whole table shares.

    Without a request, unlike TemplateColumn: that one would run every context processor per cell.
    """

    empty_values = ()

    def __init__(self, template_name: str, *, face: Face | None = None, **kwargs):
        super().__init__(orderable=False, **kwargs)
        self.template_name = template_name
        self.face = face

    def render(self, record, table) -> str:
        filled = self.face.of(record, table.shared) if self.face else None
        if self.face is None or filled is None:
            return get_template(self.template_name).render({"row": record, **table.shared})
        shape, values = filled
        return stencils.fill(self.template_name, shape, self.face.context, values)


class QueueTable(tables.Table):
    rudeness = Cell(
        "moderation/queue/_rudeness_cell.html",
        face=queue_cells.RUDENESS,
        verbose_name=_("Rudeness"),
    )
    comment = Cell(
        "moderation/queue/_comment.html",
        face=queue_cells.COMMENT,
        verbose_name=_("Comment and why it is here"),
    )
    author = Cell(
        "moderation/queue/_author.html", face=queue_cells.AUTHOR, verbose_name=_("Author")
    )
    waiting = Cell(
        "moderation/queue/_waiting.html",
        face=queue_cells.WAITING,
        verbose_name=_("Waiting, article"),
    )
    decide = Cell(
        "moderation/queue/_decide.html", face=queue_cells.DECIDE, verbose_name=_("Decide")
    )

    class Meta:
        template_name = "moderation/queue/_table.html"

    def __init__(self, rows: list[Row], *, queue: str = "", **shared):
        """``shared`` goes to every cell: csrf_token, and ``here``, the address to come back to.
        Links to items keep the name of the ``queue`` they were found in."""
        hand = ways_of(rows[0].viewer).keys if rows else Keys.BOTH
        keys = LAYOUTS[hand]
        self.reasons = reason_buttons(keys)
        self.shared = shared | {
            "keys": keys,
            "hand": hand,
            "reasons": reasons_elsewhere(),
            "in_queue": f"?queue={queue}" if queue else "",
        }
        super().__init__(rows)

    @property
    def lines(self) -> list[str]:
        """The rows as they stand in their table, without what django-tables2 would do per cell."""
        return self.drawn(comes_alone=False)

    @property
    def lines_alone(self) -> list[str]:
        """The rows for their places on a page that stands open."""
        return self.drawn(comes_alone=True)

    def drawn(self, *, comes_alone: bool) -> list[str]:
        cells = [column.column for column in self.columns]
        lines: list[str] = []
        for row in self.data:
            drawn = [cell.render(row, self) for cell in cells]
            shape, values = queue_cells.line(row, drawn, comes_alone=comes_alone)
            lines.append(
                stencils.fill("moderation/queue/_row.html", shape, queue_cells.with_line, values)
            )
        return lines


def reason_buttons(keys: Layout) -> str:
    """The panel's buttons, the same in every row: on the page once, for the script to copy."""
    context = {"reasons": REASONS, "keys": keys}
    return get_template("moderation/queue/_reasons.html").render(context)


def reasons_elsewhere() -> str:
    """What stands in their place until then, and without a script."""
    return get_template("moderation/queue/_reasons_elsewhere.html").render()


class DecisionTable(tables.Table):
    decided_at = Cell("moderation/decisions/_when.html", verbose_name=_("When"))
    deed = Cell("moderation/decisions/_deed.html", verbose_name=_("Decision"))
    comment = Cell("moderation/decisions/_comment.html", verbose_name=_("Comment as it was then"))
    undo = Cell("moderation/decisions/_undo.html", verbose_name=_("Take back"))

    def __init__(self, decisions: list, **shared):
        self.shared = shared
        super().__init__(decisions)
