"""People. Rights are given by superusers alone, and by nobody to themselves."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from comments.accounts.sessions import end_all
from comments.admin.readonly import CappedPaginator, ReadOnlyAdmin
from comments.admin.saving import SavesOnlyChanges
from comments.admin.sections import InSections
from comments.models import Follow, User
from comments.rights import rights_of
from comments.signals import rights_changed

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")
# Nobody takes these from or gives them to themselves: so the last superuser stays one.
NOT_ONES_OWN = (*RIGHTS, "is_active")
# With any of these changed, who is logged in logs in again.
GIVES_ACCESS = frozenset(NOT_ONES_OWN)
PRIVATE = ("first_name", "last_name", "email", "last_login")

PUBLIC_SECTION = (None, {"fields": ("username", "display_name", "is_writer")})
STANDING_SECTION = (
    gettext_lazy("Standing"),
    {
        "fields": ("standing", "standing_until"),
        "description": gettext_lazy("Set by sanctions: impose or lift one to change it."),
    },
)
PRIVATE_SECTION = (
    gettext_lazy("Account"),
    {"fields": (*PRIVATE, "date_joined", "is_active", "is_demo")},
)
# The hash is masked; with it comes the link to the form that sets another password.
PASSWORD_SECTION = (gettext_lazy("Password"), {"fields": ("password",)})
RIGHTS_SECTION = (gettext_lazy("Rights"), {"fields": RIGHTS})

# It shows the secrets of authenticator apps.
admin.site.unregister(Authenticator)


def has_rights(user: User) -> bool:
    """Whether ``user`` may do more than a reader, now or once activated again."""
    return (
        user.is_superuser
        or user.is_staff
        or user.user_permissions.exists()
        or user.groups.filter(permissions__isnull=False).exists()
    )


@admin.register(User)
class PersonAdmin(InSections, SavesOnlyChanges, UserAdmin):
    list_display = (
        "username",
        "display_name",
        "standing",
        "is_staff",
        "is_active",
        "date_joined",
    )
    list_filter = ("standing", "is_writer", "is_staff", "is_active")
    list_per_page = 50
    ordering = ("-pk",)
    date_hierarchy = "date_joined"
    show_full_result_count = False
    paginator = CappedPaginator
    readonly_fields = ("standing", "standing_until", "last_login", "date_joined", "is_demo")

    def get_search_fields(self, request):
        names = ("username", "display_name")
        return (*names, "email") if self.sees_private(request) else names

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return (*filters, "is_superuser", "groups") if request.user.is_superuser else filters

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        sections = [PUBLIC_SECTION, STANDING_SECTION]
        if self.sees_private(request):
            sections.append(PRIVATE_SECTION)
        if self.has_change_permission(request, obj):
            sections.append(PASSWORD_SECTION)
        if request.user.is_superuser:
            sections.append(RIGHTS_SECTION)
        return sections

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *NOT_ONES_OWN) if obj == request.user else fields

    def save_model(self, request, obj, form, change):
        """Whoever gives rights shows again that it is they. The form waits for it meanwhile."""
        if GIVES_ACCESS & set(form.changed_data):
            raise_if_reauthentication_required(request, app="")
        if change and request.user.is_superuser:
            form.rights_before = rights_of(obj)
            self.check_still_superuser(request)
        super().save_model(request, obj, form, change)

    def check_still_superuser(self, request) -> None:
        """Of several superusers who act at once on each other one stays: all are locked and read
        again before rights are taken from anybody. Raises PermissionDenied."""
        superusers = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
        if request.user.pk not in {person.pk for person in superusers.order_by("pk")}:
            raise PermissionDenied

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if (before := getattr(form, "rights_before", None)) is not None:
            rights_changed.send(sender=User, person=form.instance, by=request.user, before=before)
        if change and GIVES_ACCESS & set(form.changed_data) and form.instance != request.user:
            end_all(form.instance)

    def has_change_permission(self, request, obj=None):
        """Also guards the password form: whoever sets a colleague's password has their rights."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or request.user.is_superuser or not has_rights(obj)

    def has_delete_permission(self, request, obj=None):
        return False  # Threads, reports and decisions name people. Deactivate instead.

    def lookup_allowed(self, lookup, value, request):
        """Refuse filters by what the person may not read: an address tried letter by letter."""
        field = lookup.split("__")[0]
        if field in PRIVATE and not self.sees_private(request):
            return False
        if (
            field in ("groups", "user_permissions", "is_superuser")
            and not request.user.is_superuser
        ):
            return False
        return super().lookup_allowed(lookup, value, request)

    def sees_private(self, request) -> bool:
        return request.user.has_perm("comments.change_user")


@admin.register(Follow)
class FollowAdmin(InSections, ReadOnlyAdmin):
    list_display = ("user", "article", "followed_at", "mailed_until")
    list_select_related = ("user", "article")
    search_fields = ("user__username", "article__headline")
    date_hierarchy = "followed_at"
    ordering = ("-pk",)
    fields = ("user", "article", "followed_at", "mailed_until")  # Never the token: it stops mails.

    def lookup_allowed(self, lookup, value, request):
        return not lookup.startswith("token") and super().lookup_allowed(lookup, value, request)
