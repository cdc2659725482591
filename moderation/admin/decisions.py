"""The decision log: read by everybody at the desk, changed by nobody, taken back by an undo."""

from django.contrib import admin, messages

from comments.admin import ReadOnlyAdmin
from comments.admin.words import excerpt
from comments.services import Refused
from moderation import services
from moderation.models import Decision


class WhoDecided(admin.SimpleListFilter):
    title = "decided by"
    parameter_name = "by"

    def lookups(self, request, model_admin):
        return [("me", "Me"), ("people", "Moderators"), ("policy", "The policy")]

    def queryset(self, request, queryset):
        match self.value():
            case "me":
                return queryset.filter(moderator=request.user)
            case "people":
                return queryset.filter(moderator__isnull=False)
            case "policy":
                return queryset.filter(moderator__isnull=True)
        return queryset


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = (
        *("action_shown", "words", "by", "reason_code", "note", "moved", "decided_at"),
        "taken_back",
    )
    list_filter = (WhoDecided, "action", "reason_code")
    list_select_related = ("moderator", "policy")
    search_fields = ("note", "moderator__username", "revision__body")
    search_help_text = "Words of the comment, its note or the moderator's log-in."
    date_hierarchy = "decided_at"
    ordering = ("-pk",)
    actions = ("take_back",)
    fields = (
        *("action", "comment", "revision", "item", "moderator", "policy", "scorer"),
        *("reason_code", "note", "status_before", "status_after", "undoes", "batch", "decided_at"),
    )

    def get_queryset(self, request):
        # Not joined: hardly a decision is taken back, and where SQLite has counted that, it prefers
        # to look at the whole log for each row.
        related = ("comment", "revision", "undone_by__moderator")
        return super().get_queryset(request).prefetch_related(*related)

    @admin.display(description="decision", ordering="action")
    def action_shown(self, decision):
        return decision.get_action_display()

    @admin.display(description="words judged")
    def words(self, decision):
        return excerpt(decision.revision.body)

    @admin.display(ordering="moderator__username")
    def by(self, decision):
        return decision.by

    @admin.display(description="from and to")
    def moved(self, decision):
        if decision.status_before == decision.status_after:
            return f"stays {decision.status_after}"
        return f"{decision.status_before} → {decision.status_after}"

    @admin.display(description="taken back", empty_value="")
    def taken_back(self, decision):
        return f"by {decision.undone_by.by}" if decision.is_undone else None

    def has_review_permission(self, request):
        return request.user.has_perm("moderation.review")

    @admin.action(description="Take back selected", permissions=["review"])
    def take_back(self, request, queryset):
        """Newest first: what was decided on top of another decision must go before it."""
        taken = 0
        for decision in queryset.order_by("-pk"):
            try:
                services.undo(decision, moderator=request.user)
            except Refused as error:
                self.message_user(request, f"{decision}: {error}", messages.WARNING)
            else:
                taken += 1
        if taken:
            count = "1 decision" if taken == 1 else f"{taken} decisions"
            self.message_user(request, f"{count} taken back.", messages.SUCCESS)
