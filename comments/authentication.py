"""Who may log in."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


class ReaderBackend(AuthenticationBackend):
    """allauth's log-in, less the demo accounts wherever this is not a demo."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and (settings.DEBUG or not user.is_demo)
