"""The desk's tables. Cells with markup are templates; a row of the queue can be drawn alone."""

import django_tables2 as tables
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from moderation.forms import REASONS
from moderation.keys import BOTH, Layout
from moderation.rows import Row
from moderation.ways import keys_of


class Cell(tables.Column):
    """A cell drawn by a template of its own from ``row`` and what the whole table shares.

    Without a request, unlike TemplateColumn: that one would run every context processor per cell.
    """

    empty_values = ()

    def __init__(self, template_name: str, **kwargs):
        super().__init__(orderable=False, **kwargs)
        self.template_name = template_name

    def render(self, record, table):
        return get_template(self.template_name).render({"row": record, **table.shared})


class QueueTable(tables.Table):
    rudeness = Cell("moderation/queue/_rudeness_cell.html", verbose_name=_("Rudeness"))
    comment = Cell("moderation/queue/_comment.html", verbose_name=_("Comment and why it is here"))
    author = Cell("moderation/queue/_author.html", verbose_name=_("Author"))
    waiting = Cell("moderation/queue/_waiting.html", verbose_name=_("Waiting, article"))
    decide = Cell("moderation/queue/_decide.html", verbose_name=_("Decide"))

    class Meta:
        template_name = "moderation/queue/_table.html"

    def __init__(self, rows: list[Row], *, queue: str = "", **shared):
        """``shared`` goes to every cell: csrf_token, and ``here``, the address to come back to.
        Links to items keep the name of the ``queue`` they were found in."""
        keys = keys_of(rows[0].viewer) if rows else BOTH
        self.shared = shared | {
            "keys": keys,
            "reasons": reason_buttons(keys),
            "in_queue": f"?queue={queue}" if queue else "",
        }
        super().__init__(rows)


def reason_buttons(keys: Layout) -> str:
    """The panel's buttons, the same in every row: drawn once."""
    context = {"reasons": REASONS, "keys": keys}
    return get_template("moderation/queue/_reasons.html").render(context)


class DecisionTable(tables.Table):
    decided_at = Cell("moderation/decisions/_when.html", verbose_name=_("When"))
    deed = Cell("moderation/decisions/_deed.html", verbose_name=_("Decision"))
    comment = Cell("moderation/decisions/_comment.html", verbose_name=_("Comment as it was then"))
    undo = Cell("moderation/decisions/_undo.html", verbose_name=_("Take back"))

    def __init__(self, decisions: list, **shared):
        self.shared = shared
        super().__init__(decisions)
