"""The decision log: read by everybody at the desk, changed by nobody, taken back by an undo."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.admin import InSections, ReadOnlyAdmin
from comments.admin.words import excerpt
from comments.services import Refused
from moderation import services
from moderation.models import Decision


class WhoDecided(admin.SimpleListFilter):
    title = "decided by"
    parameter_name = "by"

    def lookups(self, request, model_admin):
        return [("me", _("Me")), ("people", _("Moderators")), ("policy", _("The policy"))]

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
class DecisionAdmin(InSections, ReadOnlyAdmin):
    list_display = (
        *("action_shown", "words", "by", "reason_code", "note", "moved", "decided_at"),
        "taken_back",
    )
    list_filter = (WhoDecided, "action", "reason_code")
    list_select_related = ("moderator", "policy")
    search_fields = ("note", "moderator__username", "revision__body")
    search_help_text = gettext_lazy("Words of the comment, its note or the moderator's log-in.")
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
            return _("stays: %(status)s") % {"status": decision.get_status_after_display()}
        return f"{decision.get_status_before_display()} → {decision.get_status_after_display()}"

    @admin.display(description="taken back", empty_value="")
    def taken_back(self, decision):
        if not decision.is_undone:
            return None
        return _("by %(name)s") % {"name": decision.undone_by.by}

    def has_review_permission(self, request):
        return request.user.has_perm("moderation.review")

    @admin.action(description=gettext_lazy("Take back selected"), permissions=["review"])
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
            said = ngettext(
                "%(count)s decision taken back.", "%(count)s decisions taken back.", taken
            )
            self.message_user(request, said % {"count": taken}, messages.SUCCESS)
