"""What the pipeline wrote: scores, flags, signs of life."""

from django.contrib import admin

from comments.admin import InSections, ReadOnlyAdmin
from moderation import presentation
from moderation.admin.words import excerpt
from moderation.models import Flag, Score, WorkerHeartbeat


@admin.register(Score)
class ScoreAdmin(InSections, ReadOnlyAdmin):
    list_display = ("rudeness_shown", "words", "scorer", "scored_at")
    list_filter = ("scorer",)
    list_select_related = ("revision",)
    search_fields = ("revision__body",)
    date_hierarchy = "scored_at"
    ordering = ("-pk",)

    @admin.display(description="rudeness", ordering="rudeness")
    def rudeness_shown(self, score):
        return presentation.share(score.rudeness)

    @admin.display(description="words")
    def words(self, score):
        return excerpt(score.revision.body, score.spans)


@admin.register(Flag)
class FlagAdmin(InSections, ReadOnlyAdmin):
    list_display = ("kind", "evidence", "words", "flagged_at")
    list_filter = ("kind",)
    list_select_related = ("revision",)
    search_fields = ("evidence", "revision__body")
    date_hierarchy = "flagged_at"
    ordering = ("-pk",)

    @admin.display(description="words")
    def words(self, flag):
        return excerpt(flag.revision.body, [])


@admin.register(WorkerHeartbeat)
class WorkerHeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("worker", "seen_at")
    search_fields = ("worker",)
    date_hierarchy = "seen_at"
    ordering = ("-seen_at",)
