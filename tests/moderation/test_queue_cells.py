"""A cell that is filled into a pattern is the cell that its template draws."""

from datetime import timedelta

import pytest
from django.template.loader import get_template
from django.utils import timezone, translation

from comments import stencils
from comments.models import Status
from comments.services import report_comment
from moderation.models import DeskSettings, ReviewItem
from moderation.rows import rows, shown
from moderation.tables import QueueTable
from tests.factories import UserFactory, make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db
STRANGE = "{pk} <b>&'\"{0} \ue000pk\ue001 9007199254000001"


def of_every_kind(viewer):
    """Items whose rows look otherwise, one after the other."""
    now = timezone.now()
    author = UserFactory(display_name=STRANGE)
    parent = make_comment(f"{STRANGE} " * 20, author=author)
    until = now + timedelta(minutes=1)
    make_item(make_comment(STRANGE, author=author, status=Status.HELD), evidence=STRANGE)
    make_item(make_comment("An answer.", parent=parent, status=Status.HELD), language="de")
    make_item(make_comment("word " * 400, status=Status.HELD), rudeness=0.2)
    make_item(opened_at=now - timedelta(hours=3))
    make_item(claimed_by=viewer, claim_expires_at=until)
    make_item(claimed_by=make_staff(), claim_expires_at=until)
    make_item(escalated_at=now)
    make_item(closed_at=now)
    reported = make_comment("Seen.", status=Status.VISIBLE)
    report_comment(reported, reporter=UserFactory(), category="spam", note=STRANGE)
    edited = make_comment("Edited.", status=Status.HELD)
    edited.revisions.create(number=2, body="Edited.")
    type(edited).objects.filter(pk=edited.pk).update(revision=2)
    edited.refresh_from_db()
    make_item(edited)


@pytest.mark.parametrize("language", ["en-gb", "de"])
@pytest.mark.parametrize("hand", ["both", "left", "off"])
def test_filled_cell_is_the_drawn_one(lead, language, hand):
    of_every_kind(lead)
    DeskSettings.objects.create(user=lead, keys=hand)
    found = shown(ReviewItem.objects.order_by("pk"))
    filled = 0
    with translation.override(language):
        table = QueueTable(
            rows(found, lead, timezone.now()), csrf_token="t", here="/?a&b", queue="held"
        )
        for column in table.columns:
            cell = column.column
            for row in table.data:
                drawn = get_template(cell.template_name).render({"row": row, **table.shared})
                filled += cell.face.of(row, table.shared) is not None

                assert stencils.compact(cell.render(row, table)).strip() == (
                    stencils.compact(drawn).strip()
                )

    assert filled > 30  # The others are of rarer kinds.
