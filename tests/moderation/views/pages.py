"""Reading pages in tests."""

from django.http import HttpResponse


def flat(response: HttpResponse) -> str:
    """The markup with every run of blanks as one: how templates are laid out is no matter."""
    return " ".join(response.text.split())
