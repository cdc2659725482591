"""Who may come in: one function per question that several pages ask."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from comments.models import Article, Comment


def article_or_404(slug: str) -> Article:
    """A published article with all that its page shows of it."""
    return get_object_or_404(Article.objects.published().for_page(), slug=slug)


def comment_or_404(pk: int) -> Comment:
    """A comment of a published article, whatever its status: the caller decides what is shown."""
    return found_in(Comment.objects.all(), pk)


def readable_comment_or_404(pk: int, viewer) -> Comment:
    """A comment whose words ``viewer`` may read: visible, or their own."""
    return found_in(Comment.objects.visible_to(viewer), pk)


def found_in(comments, pk: int) -> Comment:
    published = comments.filter(article__in=Article.objects.published())
    return get_object_or_404(published.select_related("article__section", "author"), pk=pk)


def log_in_first(request, back: str) -> HttpResponse:
    """To the log-in page and from there to ``back``, a path on this site."""
    answer = redirect_to_login(back)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def logged_in(view):
    """For deeds on one comment: the anonymous are sent to log in, then back to the comment."""

    @wraps(view)
    def gate(request, pk):
        if not request.user.is_authenticated:
            return log_in_first(request, reverse("comments:comment", args=[pk]))
        return view(request, pk)

    return gate
