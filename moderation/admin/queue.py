"""The review queue in the admin: open items by default, decided here or on their review page."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.admin import InSections, ReadOnlyAdmin
from comments.models import Comment
from comments.services import Refused
from moderation import presentation, services
from moderation.admin import reviewing
from moderation.admin.filters import ClaimFilter, FlagFilter, QueueFilter, SectionFilter
from moderation.admin.forms import RejectionForm, seen_revisions
from moderation.admin.words import excerpt, flag_chips, queue_name, spans_of
from moderation.models import Action, Flag, ReviewItem

DONE = {
    Action.APPROVE: "approved",
    Action.REJECT: "rejected",
}


@admin.register(ReviewItem)
class ReviewItemAdmin(InSections, ReadOnlyAdmin):
    list_display = ("words", "rudeness", "flags_shown", "written_by", "queue", "waiting")
    list_display_links = None  # The words link to the review page.
    list_filter = (
        QueueFilter,
        ClaimFilter,
        ("flags__kind", FlagFilter),
        ("comment__article__section", SectionFilter),
    )
    list_select_related = ("claimed_by", "score__revision")
    search_fields = (
        "comment__body",
        "comment__author__username",
        "comment__author__display_name",
        "comment__article__headline",
    )
    search_help_text = gettext_lazy("Words of the comment, its author or its article.")
    date_hierarchy = "opened_at"
    ordering = ("-priority", "pk")
    actions = ("approve_selected", "reject_selected")

    def get_queryset(self, request):
        # Not joined: SQLite would begin with the comments and look at all that ever were.
        comments = Prefetch("comment", Comment.objects.select_related("author", "article"))
        flags = Prefetch("flags", Flag.objects.select_related("revision").order_by("pk"))
        return super().get_queryset(request).prefetch_related(comments, flags)

    def get_ordering(self, request):
        """Closed items newest first: by urgency there is an index of the open ones alone."""
        return ("-pk",) if request.GET.get("queue") == "closed" else self.ordering

    def get_urls(self):
        review = self.admin_site.admin_view(self.review_view)
        name = "moderation_reviewitem_review"
        return [path("<int:pk>/review/", review, name=name), *super().get_urls()]

    def review_view(self, request, pk):
        if not self.has_review_permission(request):
            raise PermissionDenied
        return reviewing.review(self, request, pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Nothing is edited here: the page of an item is the page on which it is decided."""
        found = self.get_object(request, unquote(object_id))
        return redirect("admin:moderation_reviewitem_review", found.pk)

    def has_review_permission(self, request):
        return request.user.has_perm("moderation.review")

    # ── Columns ─────────────────────────────────────────────────────────────────────────────────

    @admin.display(description="comment")
    def words(self, item):
        """With the number of the revision shown: a decision is about these words and no others."""
        return format_html(
            '<a href="{}">{}</a> <span class="on">on {}</span>'
            '<input type="hidden" name="seen-{}" value="{}">',
            reverse("admin:moderation_reviewitem_review", args=[item.pk]),
            excerpt(item.comment.body, spans_of(item)),
            item.comment.article,
            item.pk,
            item.comment.revision,
        )

    @admin.display(ordering="score__rudeness")
    def rudeness(self, item):
        return presentation.share(item.score.rudeness if item.score else None)

    @admin.display(description="flags")
    def flags_shown(self, item):
        return flag_chips(item)

    @admin.display(description="author", ordering="comment__author__username")
    def written_by(self, item):
        return item.comment.author.name

    @admin.display(description="queue and claim")
    def queue(self, item):
        claimant = item.claimant
        if claimant is None:
            return queue_name(item)
        on_it = '{} <span class="on">{} is on it</span>'
        return format_html(on_it, queue_name(item), claimant.name)

    @admin.display(description="waiting for", ordering="-opened_at")
    def waiting(self, item):
        return presentation.age((item.closed_at or timezone.now()) - item.opened_at)

    # ── Actions ─────────────────────────────────────────────────────────────────────────────────

    @admin.action(description=gettext_lazy("Approve selected"), permissions=["review"])
    def approve_selected(self, request, queryset):
        self.decide_selected(request, Action.APPROVE)

    @admin.action(description=gettext_lazy("Reject selected…"), permissions=["review"])
    def reject_selected(self, request, queryset):
        """Ask for the reason first, on a page that lists what will be rejected."""
        form = RejectionForm(request.POST if "apply" in request.POST else None)
        if form.is_valid():
            self.decide_selected(request, Action.REJECT, **form.cleaned_data)
            return None
        seen = seen_revisions(request.POST)
        items = self.selected(request).select_related("comment__author", "comment__article")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reject comments"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "items": [(item, seen.get(item.pk, item.comment.revision)) for item in items],
        }
        return TemplateResponse(request, "admin/moderation/reviewitem/reject.html", context)

    def decide_selected(self, request, action, **reason):
        if request.POST.get("select_across") == "1":
            text = _("Only what was on the page can be decided: nobody has read the rest.")
            self.message_user(request, text, messages.WARNING)
            return
        try:
            result = services.decide_many(
                self.selected(request),
                moderator=request.user,
                action=action,
                seen_revisions=seen_revisions(request.POST),
                **reason,
            )
        except Refused as error:
            self.message_user(request, str(error), messages.WARNING)
            return
        if result.decided:
            self.message_user(request, batch_message(result, DONE[action]), messages.SUCCESS)
        for item, why in result.skipped:
            text = _("Comment by %(name)s: %(why)s") % {"name": item.comment.author, "why": why}
            self.message_user(request, text, messages.WARNING)

    def selected(self, request):
        """What was ticked, whether it is still open or not: who was too late must hear of it."""
        items = ReviewItem.objects.moderatable_by(request.user)
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        return items.filter(pk__in=ticked).order_by("-priority", "pk")


def batch_message(result, done: str):
    count = len(result.decided)
    return format_html(
        '{} {}. <a href="{}?batch={}">The decisions</a>, to take them back.',
        "1 comment" if count == 1 else f"{count} comments",
        done,
        reverse("admin:moderation_decision_changelist"),
        result.batch,
    )
