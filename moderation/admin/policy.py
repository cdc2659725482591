"""The policy: changing it means adding a version that starts from the one in force."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Subquery
from django.forms.models import model_to_dict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.admin import ReadOnlyAdmin
from moderation.admin.word_lists import TryForm
from moderation.models import PolicyVersion
from moderation.policy_changes import changes
from moderation.policy_forms import RulesForm
from moderation.services import policies


class PolicyForm(RulesForm):
    # The version the page started from: two administrators at once must not undo each other.
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        current = PolicyVersion.current()
        if cleaned.get("based_on") not in (None, current.pk):
            raise ValidationError(
                _(
                    "%(name)s saved %(version)s while you wrote. Nothing was saved. Open this "
                    "page anew and make your change on top of theirs."
                )
                % {"name": current.created_by or _("Somebody"), "version": current}
            )
        return cleaned


class PolicyChangeList(ChangeList):
    def get_results(self, request):
        """The versions of the page, each with the one before it: one more query, however many."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        before = PolicyVersion.objects.in_bulk({row.before_id for row in self.result_list} - {None})
        for row in self.result_list:
            row.before = before.get(row.before_id)


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    form = PolicyForm
    list_display = ("__str__", "in_force", "changed", "note", "created_by", "created_at")
    list_filter = (("created_by", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("created_by",)
    list_per_page = 20
    search_fields = ("note", "created_by__username")
    date_hierarchy = "created_at"
    ordering = ("-pk",)
    readonly_fields = ("changed", "created_by", "created_at")
    fieldsets = (
        (None, {"fields": ("note",)}),
        (gettext_lazy("Rudeness"), {"fields": ("hold_at", "remove_at")}),
        (
            gettext_lazy("New authors"),
            {
                "fields": (
                    *("new_author_comments", "new_author_hold_at"),
                    *("new_author_hold_all", "new_author_hold_links"),
                )
            },
        ),
        (gettext_lazy("Words"), {"fields": ("banned_words", "suspect_words")}),
        (gettext_lazy("Links and length"), {"fields": ("max_links", "max_length")}),
        (
            gettext_lazy("Repeats"),
            {"fields": ("repeat_hours", "repeats_same_author", "repeats_any_author")},
        ),
        (gettext_lazy("Reports"), {"fields": ("hide_reports", "hide_weight")}),
        (gettext_lazy("History"), {"fields": ("history_days", "history_rejections")}),
    )

    def get_queryset(self, request):
        later = PolicyVersion.objects.filter(pk__gt=OuterRef("pk"))
        earlier = PolicyVersion.objects.filter(pk__lt=OuterRef("pk")).order_by("-pk")
        return (
            super()
            .get_queryset(request)
            .annotate(is_current=~Exists(later), before_id=Subquery(earlier.values("pk")[:1]))
        )

    def get_changelist(self, request, **kwargs):
        return PolicyChangeList

    def get_fieldsets(self, request, obj=None):
        added = ("based_on",) if obj is None else ("changed", "created_by", "created_at")
        return ((None, {"fields": ("note", *added)}), *self.fieldsets[1:])

    def get_changeform_initial_data(self, request):
        current = PolicyVersion.current()
        return {**model_to_dict(current, exclude=["note"]), "based_on": current.pk}

    def get_urls(self):
        page = self.admin_site.admin_view(self.try_words)
        return [path("try/", page, name="moderation_policyversion_try"), *super().get_urls()]

    def try_words(self, request):
        """What a list would find in a text, and what that costs. Saves nothing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        current = PolicyVersion.current()
        lists = "\n".join(filter(None, (current.banned_words, current.suspect_words)))
        sent = request.POST if request.method == "POST" else None
        form = TryForm(sent, initial={"words": lists})
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try words on a text"),
            "opts": self.opts,
            "form": form,
            "trial": form.tried() if form.is_valid() else None,
        }
        return TemplateResponse(request, "admin/moderation/policyversion/try.html", context)

    def has_add_permission(self, request):
        return request.user.has_perm("moderation.add_policyversion")

    def save_model(self, request, obj, form, change):
        policies.put_in_force(obj, by=request.user, based_on=form.cleaned_data["based_on"])

    def add_view(self, request, form_url="", extra_context=None):
        try:
            return super().add_view(request, form_url, extra_context)
        except policies.Superseded as error:
            # Two saved in the same instant: the form's own check still saw the old version.
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:moderation_policyversion_add")

    @admin.display(description="in force", empty_value="")
    def in_force(self, version):
        return "in force" if version.is_current else None

    @admin.display(description="changed against the one before")
    def changed(self, version):
        if not hasattr(version, "before"):
            version.before = PolicyVersion.objects.filter(pk=version.before_id).first()
        if version.before is None:
            return "the first version"
        return "; ".join(changes(version.before, version)) or "nothing but the note"
