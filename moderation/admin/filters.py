"""How the review queue is narrowed in the admin."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _

from moderation.models import ReviewItem


class QueueFilter(admin.SimpleListFilter):
    """Open items unless closed ones are asked for."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [
            ("reported", _("Reported: readers see it")),
            ("held", _("Held: its author waits")),
            ("escalated", _("Escalated")),
            ("closed", _("Closed")),
        ]

    def choices(self, changelist):
        everything, *queues = super().choices(changelist)
        return [{**everything, "display": _("All open")}, *queues]

    def queryset(self, request, queryset):
        match self.value():
            case "reported":
                return queryset & ReviewItem.objects.reported()
            case "held":
                return queryset & ReviewItem.objects.held()
            case "escalated":
                return queryset & ReviewItem.objects.escalated()
            case "closed":
                return queryset.exclude(closed_at=None)
        return queryset & ReviewItem.objects.open()


class ClaimFilter(admin.SimpleListFilter):
    title = "claim"
    parameter_name = "claim"

    def lookups(self, request, model_admin):
        return [("free", _("Free")), ("mine", _("Mine")), ("others", "Colleagues'")]

    def queryset(self, request, queryset):
        now = timezone.now()
        claimed = queryset.filter(claim_expires_at__gt=now, claimed_by__isnull=False)
        match self.value():
            case "free":
                return queryset & ReviewItem.objects.claimable(now)
            case "mine":
                return claimed.filter(claimed_by=request.user)
            case "others":
                return claimed.exclude(claimed_by=request.user)
        return queryset


class FlagFilter(admin.ChoicesFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "flag"


class SectionFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "section"
