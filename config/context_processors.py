"""What every page knows."""

from django.conf import settings

THEMES = {"light": "Light", "dark": "Dark", "contrast": "High contrast"}  # and "" = the system's


def site(request):
    """The site's name, and the reader's choice of theme from a cookie."""
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "theme": theme if theme in THEMES else "",
        "themes": THEMES,
    }
