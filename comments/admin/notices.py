"""Names that must carry a note."""

from django.contrib import admin

from comments.models import NoticeName, SiteNotice


class NoticeNameInline(admin.TabularInline):
    model = NoticeName
    extra = 1


@admin.register(SiteNotice)
class SiteNoticeAdmin(admin.ModelAdmin):
    list_display = ("__str__", "language", "is_active", "names_listed")
    list_filter = ("is_active", "language")
    search_fields = ("text", "names__name")
    inlines = (NoticeNameInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("names")

    @admin.display(description="names")
    def names_listed(self, notice):
        return ", ".join(name.name for name in notice.names.all()) or "none yet"
