"""A reader's own page: their comments with state and reason, what they follow, their address."""

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.models import Comment, Follow
from comments.rows import row_of

PAGE = 50  # comments


def unconfirmed(reader) -> EmailAddress | None:
    """An address that was added and whose mail nobody has answered yet."""
    return EmailAddress.objects.filter(user=reader, verified=False).first()


@never_cache
@login_required
@require_safe
def me(request):
    mine = Comment.objects.filter(author=request.user).select_related("article", "author")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) <= 18:
        mine = mine.filter(pk__lt=int(before))
    page = list(mine.order_by("-pk")[: PAGE + 1])
    context = {
        "rows": [row_of(comment, request.user) for comment in page[:PAGE]],
        "before": page[PAGE - 1].pk if len(page) > PAGE else "",
        "unconfirmed": None if request.user.email else unconfirmed(request.user),
        "follows": Follow.objects.filter(user=request.user)
        .select_related("article")
        .order_by("-followed_at"),
    }
    return render(request, "comments/me.html", context)
