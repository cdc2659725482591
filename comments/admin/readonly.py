"""What the admin only shows: rows that services alone write."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

MOST_COUNTED = 10_000  # rows; counting a million takes seconds
MOST_DIGITS = 18  # of a row's id: it fits in 64 bits


class CappedPaginator(Paginator):
    """Counts to MOST_COUNTED and no further. What lies behind is reached by filter and date."""

    @cached_property
    def count(self):
        rows: QuerySet = self.object_list  # type: ignore[assignment]
        return rows[:MOST_COUNTED].count()


class ReadOnlyAdmin(admin.ModelAdmin):
    """No adding, changing or deleting, for superusers neither."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def response_action(self, request, queryset, *args, **kwargs):
        """As Django's, which breaks on ids that are no numbers."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if all(pk.isdecimal() and len(pk) <= MOST_DIGITS for pk in ticked):
            return super().response_action(request, queryset, *args, **kwargs)
        self.message_user(request, _("That selection could not be read."), messages.WARNING)
        return HttpResponseRedirect(request.get_full_path())


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
