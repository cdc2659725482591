"""Changes of rights, and the limits of colleagues, in the admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from comments.admin import ReadOnlyAdmin
from comments.models import Section, User
from moderation.models import Colleague, RightsChange
from moderation.services import limiting


class LimitForm(forms.ModelForm):
    by: User  # The admin sets it on a subclass per request.
    is_limited = forms.BooleanField(
        label=gettext_lazy("limited to the sections below"), required=False
    )
    sections = forms.ModelMultipleChoiceField(
        queryset=Section.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Sections"),
    )

    class Meta:
        model = Colleague
        fields = ("is_limited", "sections")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sections"].queryset = Section.objects.in_sections_of(self.by)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Section] | None:
        cleaned = self.cleaned_data
        return list(cleaned.get("sections") or []) if cleaned.get("is_limited") else None

    def clean(self):
        super().clean()
        try:
            limiting.check(self.instance, sections=self.chosen, by=self.by)
        except limiting.CannotLimit as error:
            raise ValidationError(str(error)) from error
        return self.cleaned_data


@admin.register(Colleague)
class ColleagueAdmin(ReadOnlyAdmin):
    """Of colleagues nothing but their limit is changed here."""

    form = LimitForm
    list_display = ("username", "display_name", "is_limited", "sections_listed")
    list_filter = ("is_limited",)
    search_fields = ("username", "display_name")
    ordering = ("username",)
    fields = ("username", "display_name", "is_limited", "sections")
    readonly_fields = ("username", "display_name")

    def get_queryset(self, request):
        at_desk = super().get_queryset(request).filter(is_staff=True, is_superuser=False)
        return at_desk.prefetch_related("sections")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("LimitForm", (form,), {"by": request.user})

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(limiting.LIMIT)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm(limiting.LIMIT)

    def has_module_permission(self, request):
        return request.user.has_perm(limiting.LIMIT)

    def lookup_allowed(self, lookup, value, request):
        """Refuse filters by what is not shown: a password or an address tried letter by letter."""
        shown = lookup.split("__")[0] in ("id", "pk", *self.list_display)
        return shown and super().lookup_allowed(lookup, value, request)

    @admin.display(description="sections")
    def sections_listed(self, person):
        if not person.is_limited:
            return "all"
        return ", ".join(section.name for section in person.sections.all()) or "none"

    def save_model(self, request, obj, form, change):
        limiting.limit(obj, sections=form.chosen, by=request.user)

    def save_related(self, request, form, formsets, change):
        """The service wrote all there is."""


@admin.register(RightsChange)
class RightsChangeAdmin(ReadOnlyAdmin):
    list_display = ("person", "changed_by", "differences_shown", "changed_at")
    list_select_related = ("person", "changed_by")
    search_fields = ("person__username", "changed_by__username")
    date_hierarchy = "changed_at"
    ordering = ("-pk",)
    fields = ("person", "changed_by", "changed_at", "before", "after")

    @admin.display(description="what changed")
    def differences_shown(self, change):
        pairs = change.differences.items()
        return "; ".join(f"{name}: {before} → {after}" for name, (before, after) in pairs)
