"""Who may log in."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q


class ReaderBackend(AuthenticationBackend):
    """allauth's log-in, less the demo accounts wherever this is not a demo."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demo)

    def get_all_permissions(self, user_obj, obj=None):
        """As Django's, but in one query and not one for the person and one for their groups.
        Superusers have all, so for them nobody asks here first."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        if not hasattr(user_obj, "_perm_cache"):
            theirs = Permission.objects.filter(
                Q(user=user_obj) | Q(group__user=user_obj)
            ).order_by()
            names = theirs.values_list("content_type__app_label", "codename").distinct()
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in names}
        return user_obj._perm_cache
