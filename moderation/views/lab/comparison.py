"""A draft in shadow beside the policy in force."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from moderation.lab.comparing import LATEST, compare
from moderation.models import PolicyVersion, ReviewItem
from moderation.views import desk
from moderation.views.lab.gates import draft_or_404, may_try


@may_try()
@require_safe
def comparison(request: desk.DeskRequest, pk: int) -> HttpResponse:
    found = draft_or_404(pk)
    compared = compare(found)
    ids = [each.decision.comment_id for each in compared.differing]
    items = ReviewItem.objects.moderatable_by(request.user).filter(comment__in=ids)
    context = {
        "draft": found,
        "current": PolicyVersion.current(),
        "compared": compared,
        "most": LATEST,
        "items": {item.comment_id: item for item in items.order_by("pk")},
    }
    return desk.page(request, "moderation/lab/comparison.html", context)
