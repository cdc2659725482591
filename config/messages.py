"""Where messages that wait for the next page are kept."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return settings.MESSAGES_COOKIE_NAME


class Messages(FallbackStorage):
    """As Django's: in a cookie of ours, and what does not fit into it in the session."""

    storage_classes = (HostCookieStorage, SessionStorage)
