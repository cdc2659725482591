"""The admin of what lies in sections: somebody who is limited finds their own sections there."""

from typing import cast

from django.contrib import admin
from django.http import Http404

from comments.models import ScopedQuerySet


class InSections(admin.ModelAdmin):
    """What lies elsewhere is in no list, no choice and no action, and its pages answer 404, as for
    what never existed."""

    def get_queryset(self, request):
        rows = cast(ScopedQuerySet, super().get_queryset(request))
        return rows.in_sections_of(request.user)

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found
