"""Sanctions, imposed and lifted through the services."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.admin import InSections, ReadOnlyAdmin
from comments.models import User
from moderation import services
from moderation.models import Sanction
from moderation.services import sanctions


class SanctionForm(forms.ModelForm):
    moderator = None  # The admin sets it on a subclass per request.

    class Meta:
        model = Sanction
        fields = ("user", "kind", "reason", "until")

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors:
            try:
                sanctions.check(
                    cleaned["user"],
                    cleaned["kind"],
                    cleaned["reason"],
                    self.moderator,
                    cleaned["until"],
                )
            except sanctions.CannotSanction as error:
                raise ValidationError(str(error)) from error
        return cleaned

    def _post_clean(self):
        # Who imposes it is a condition of the row that no field of the form fills.
        self.instance.imposed_by = self.moderator
        super()._post_clean()  # type: ignore[misc]  # Django's own hook; the stubs lack it.


@admin.register(Sanction)
class SanctionAdmin(InSections, ReadOnlyAdmin):
    form = SanctionForm
    list_display = ("user", "kind", "reason", "until", "imposed_by", "imposed_at", "lifted")
    list_filter = ("kind", ("lifted_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "imposed_by", "lifted_by")
    search_fields = ("user__username", "user__display_name", "reason")
    date_hierarchy = "imposed_at"
    ordering = ("-pk",)
    autocomplete_fields = ("user",)
    actions = ("lift_selected",)

    def get_fields(self, request, obj=None):
        imposed = ("user", "kind", "reason", "until")
        if obj is None:
            return imposed
        return (*imposed, "imposed_by", "imposed_at", "lifted_by", "lifted_at")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.moderatable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("SanctionForm", (form,), {"moderator": request.user})

    def has_add_permission(self, request):
        return request.user.has_perm("moderation.impose")

    def has_impose_permission(self, request):
        return request.user.has_perm("moderation.impose")

    @admin.display(empty_value="")
    def lifted(self, sanction):
        if not sanction.lifted_by_id:
            return None
        return _("by %(name)s") % {"name": sanction.lifted_by}

    def save_model(self, request, obj, form, change):
        obj.pk = services.impose(moderator=request.user, **form.cleaned_data).pk

    @admin.action(description=gettext_lazy("Lift selected"), permissions=["impose"])
    def lift_selected(self, request, queryset):
        in_force = queryset.filter(lifted_at=None).select_related("user")
        for sanction in in_force:
            services.lift(sanction, moderator=request.user)
            self.message_user(
                request, _("%(sanction)s: lifted.") % {"sanction": sanction}, messages.SUCCESS
            )
