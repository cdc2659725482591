"""The table of what was found: the queue's columns, so that rows look and work the same there."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from moderation.search.rows import Result
from moderation.tables import Cell, reason_buttons, reasons_elsewhere
from moderation.ways import keys_of


class SearchTable(tables.Table):
    rudeness = Cell("moderation/search/_rudeness.html", verbose_name=_("Rudeness"))
    comment = Cell("moderation/search/_comment.html", verbose_name=_("Comment"))
    author = Cell("moderation/search/_author.html", verbose_name=_("Author"))
    where = Cell("moderation/search/_where.html", verbose_name=_("Status, posted, article"))
    decide = Cell("moderation/search/_decide.html", verbose_name=_("Decide"))

    class Meta:
        template_name = "moderation/search/_table.html"

    def __init__(self, rows: list[Result], *, viewer, **shared):
        """``shared`` goes to every cell: csrf_token, and ``here``, the address to come back to."""
        keys = keys_of(viewer)
        self.reasons = reason_buttons(keys)
        self.shared = shared | {"keys": keys, "reasons": reasons_elsewhere(), "in_queue": ""}
        super().__init__(rows)
