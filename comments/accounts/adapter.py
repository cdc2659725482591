"""Where we say otherwise than allauth: links in mails, where a log-in may lead, what the site is
called in an authenticator app, and how that app's secret is kept."""

from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme

from comments.accounts import sealed, tries
from comments.pace.visitors import address_key, network_of


class AccountAdapter(DefaultAccountAdapter):
    def render_mail(self, template_prefix, email, context, headers=None):
        """The mail, with every link on SITE_URL: a forged Host header must not reach a mail."""
        links = {
            name: on_site(value)
            for name, value in context.items()
            if name.endswith("_url") and isinstance(value, str)
        }
        return super().render_mail(template_prefix, email, {**context, **links}, headers=headers)

    def pre_login(self, request, user, **kwargs):
        """Nobody whom the backend would not know again gets as far as a session: allauth itself
        asks only whether the account is active, however one logs in."""
        if user.is_demo and not settings.DEBUG:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request, **credentials):
        """Before a password is looked at, whoever asks. allauth counts only tries that failed, and
        lets a stranger lock somebody out of their own device."""
        tries.admit(request, credentials.get("username", ""))

    def get_client_ip(self, request):
        """What allauth counts by in the cache: never the address itself."""
        return address_key(network_of(request))

    def is_safe_url(self, url):
        """Whether a ``next`` stays on the host that was asked. allauth would also go to the other
        names in ALLOWED_HOSTS and CSRF_TRUSTED_ORIGINS."""
        request = current.request
        return url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text):
        return sealed.seal(text)

    def decrypt(self, encrypted_text):
        return sealed.opened(encrypted_text)

    def get_totp_issuer(self):
        return settings.SITE_NAME

    def get_totp_label(self, user):
        return user.username

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user):
        return super().get_public_key_credential_user_entity(user) | {"name": user.username}


def on_site(url: str) -> str:
    """The same page, at the address that the site says it has."""
    parts = urlsplit(url)
    return settings.SITE_URL + urlunsplit(("", "", parts.path, parts.query, parts.fragment))
