"""One comment with what is below it, and the state of one that is being judged."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments import paths, thread
from comments.models import Comment, Status
from comments.notices import notices_for
from comments.rows import row_of
from comments.views.articles import notes
from comments.views.gates import comment_or_404, readable_comment_or_404

WAY_UP = 3  # comments named above the one asked for


@require_safe
def comment(request, pk):
    """The thread from this comment down, with the way up."""
    top = comment_or_404(pk)
    after = request.GET.get("after", "")
    window = thread.of_comment(top, request.user, after=after)
    is_beginning = not after or window.lost
    if is_beginning and not (window.rows and window.rows[0].pk == top.pk):
        raise Http404  # Its words are gone and nobody answered them.
    context = {
        "article": top.article,
        "top": top,
        "window": window,
        "can_reply": top.article.is_open,
    }
    if request.htmx and not is_beginning:
        context |= notes(request, (row.text for row in window.rows))
        return render(request, "comments/_more.html", context)
    words = [top.article.headline, *(row.text for row in window.rows)]
    context |= {"notices": notices_for(words), "above": way_up(top)}
    return render(request, "comments/comment.html", context)


def way_up(comment: Comment) -> list[Comment]:
    """The nearest comments above, outermost first."""
    ids = [*paths.ancestor_ids(comment.path)[-WAY_UP:], comment.parent_id]
    rows = Comment.objects.filter(pk__in=[pk for pk in ids if pk]).select_related("author")
    return list(rows.order_by("depth"))[-WAY_UP:]


@never_cache
@require_safe
def state(request, pk):
    """The comment as it stands now, or 204 while it is still being judged.

    Its author's page asks twice a second after posting and editing.
    """
    found = readable_comment_or_404(pk, request.user)
    row = row_of(found, request.user)
    if not request.htmx:
        return redirect(found)
    if row.is_waiting:
        return HttpResponse(status=204)
    context = {"row": row, "article": found.article, "can_reply": found.article.is_open}
    if found.status == Status.VISIBLE:
        context |= notes(request, [found.body])
    return render(request, "comments/_judged.html", context)
