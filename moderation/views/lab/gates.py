"""Who may come into the lab: leads for the whole site. The policy is no section's own."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from moderation.models import PolicyDraft
from moderation.views import desk

LEADS = "moderation.review_escalated"
EDITORS = "moderation.add_policyversion"


def may_try(permission: str = LEADS):
    """Open the view to people with ``permission`` whose work is not limited to sections: figures
    and examples are of the whole site."""

    def decorate(view):
        @wraps(view)
        def inside(request: desk.DeskRequest, *args, **kwargs):
            if request.user.section_limit is not None:
                raise PermissionDenied(_("The policy is one for all sections, yours are some."))
            return view(request, *args, **kwargs)

        return desk.may(permission)(inside)

    return decorate


def draft_or_404(pk: int) -> PolicyDraft:
    return get_object_or_404(PolicyDraft.objects.select_related("based_on", "created_by"), pk=pk)
