"""Answers to those who were too quick: 429, what was typed, and when to try again."""

from django.http import HttpResponse
from django.shortcuts import render

from comments.pace import TooFast


def later(answer: HttpResponse, refusal: TooFast) -> HttpResponse:
    """``answer``, a page that shows the refusal beside what was typed, as what it is."""
    answer.status_code = 429
    answer.headers["Retry-After"] = str(refusal.wait)
    return answer


def page(request, refusal: TooFast, *, back: str) -> HttpResponse:
    """For deeds without a form of their own; ``back`` is where the button was."""
    return later(render(request, "429.html", {"advice": str(refusal), "back": back}), refusal)
