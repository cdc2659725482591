"""What was drawn by lot, read twice, warned of and cooled down: to be read alone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from comments.admin import InSections, ReadOnlyAdmin
from moderation import presentation
from moderation.admin.words import excerpt
from moderation.heat.words import sign_words
from moderation.models import AuditDraw, CoolDown, HeatWarning, SecondReading


class WhenRead(InSections, ReadOnlyAdmin):
    """Rows whose item is decided: while it waits, nobody is to know what it is."""

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(item__closed_at=None)


@admin.register(AuditDraw)
class AuditDrawAdmin(WhenRead):
    list_display = ("words", "rudeness_shown", "stratum", "probability", "drawn_at")
    list_filter = ("stratum",)
    list_select_related = ("revision",)
    search_fields = ("revision__body",)
    search_help_text = gettext_lazy("Words of the comment.")
    date_hierarchy = "drawn_at"
    ordering = ("-pk",)

    @admin.display(description="words")
    def words(self, drawn):
        return excerpt(drawn.revision.body, [])

    @admin.display(description="rudeness", ordering="rudeness")
    def rudeness_shown(self, drawn):
        return presentation.share(drawn.rudeness)


@admin.register(SecondReading)
class SecondReadingAdmin(WhenRead):
    list_display = ("words", "first", "probability", "asked_at", "void_at")
    list_select_related = ("comment", "first__comment")
    search_fields = ("comment__body",)
    search_help_text = gettext_lazy("Words of the comment.")
    date_hierarchy = "asked_at"
    ordering = ("-pk",)

    @admin.display(description="words")
    def words(self, reading):
        return excerpt(reading.comment.body, [])


@admin.register(HeatWarning)
class HeatWarningAdmin(InSections, ReadOnlyAdmin):
    list_display = ("article", "why", "warned_at", "ended_at")
    list_select_related = ("article",)
    search_fields = ("article__headline",)
    date_hierarchy = "warned_at"
    ordering = ("-pk",)

    @admin.display(description="signs")
    def why(self, warning):
        return " · ".join(sign_words(warning.signs))


@admin.register(CoolDown)
class CoolDownAdmin(InSections, ReadOnlyAdmin):
    list_display = ("article", "kind", "started_by", "started_at", "until", "ended_by", "ended_at")
    list_filter = ("kind",)
    list_select_related = ("article", "started_by", "ended_by")
    search_fields = ("article__headline", "started_by__username")
    date_hierarchy = "started_at"
    ordering = ("-pk",)
