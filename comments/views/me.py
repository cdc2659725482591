"""A reader's own page: their comments with state and reason, what moderators decided about them,
what they follow, their address."""

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.models import AuthorNotice, Comment, Follow, NoticeKind, NoticeMails
from comments.rows import row_of
from comments.services.telling import mark_read

PAGE = 50  # comments
TOLD = 20  # notices


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
    told = see_notices(request)
    context = {
        "rows": [row_of(comment, request.user, article=comment.article) for comment in page[:PAGE]],
        "before": page[PAGE - 1].pk if len(page) > PAGE else "",
        "unconfirmed": None if request.user.email else unconfirmed(request.user),
        "follows": Follow.objects.filter(user=request.user)
        .select_related("article")
        .order_by("-followed_at"),
        "told": told,
        "mails": NoticeMails.objects.filter(user=request.user).exists(),
    }
    return render(request, "comments/me.html", context)


def see_notices(request) -> list[AuthorNotice]:
    """The newest notices as they were before this look at them; from now on they are read."""
    now = timezone.now()
    # A warning that waits to be confirmed stands above every page already.
    mine = AuthorNotice.objects.due(now).filter(recipient=request.user)
    mine = mine.exclude(kind=NoticeKind.WARNED, read_at=None)
    told = list(mine.select_related("comment__article")[:TOLD])
    if request.method == "GET" and any(notice.read_at is None for notice in told):
        mark_read(request.user, upto=now)
    return told
