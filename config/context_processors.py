"""What every page knows."""

from django.conf import settings
from django.utils.translation import gettext_lazy

THEMES = {
    "light": gettext_lazy("Light"),
    "dark": gettext_lazy("Dark"),
    "contrast": gettext_lazy("High contrast"),
}  # and "" = the system's


def site(request):
    """The site's name, whether it makes accounts, and the reader's theme from a cookie."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return {
        "site_name": settings.SITE_NAME,
        "theme": theme if theme in THEMES else "",
        "themes": THEMES,
        "sign_up_is_open": settings.SIGN_UP_OPEN,
    }
