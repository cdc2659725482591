"""What authors do to their own comments: edit and withdraw."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from comments import pace, services
from comments.forms import BodyForm
from comments.models import Comment, Status
from comments.rows import row_of
from comments.services.editing import check_editable
from comments.views.gates import comment_or_404, logged_in
from comments.views.pace import later

CHANGED_MEANWHILE = gettext_lazy(
    "Somebody decided about this comment a moment ago, so nothing was changed."
)


def own_comment_or_404(pk: int, viewer) -> Comment:
    comment = comment_or_404(pk)
    if comment.author_id != viewer.pk:
        raise Http404
    return comment


@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    comment = own_comment_or_404(pk, request.user)
    if request.method != "POST":
        form = BodyForm(initial={"body": comment.body})
        return render_edit(request, comment, form, barred=why_not_editable(comment))
    form = BodyForm(request.POST)
    if form.is_valid():
        try:
            pace.admit(request, "post")
            comment = services.edit_comment(
                comment, author=request.user, body=form.cleaned_data["body"]
            )
        except services.StatusChanged:
            form.add_error(None, CHANGED_MEANWHILE)
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        except pace.TooFast as refusal:
            form.add_error(None, str(refusal))
            return later(render_edit(request, comment, form), refusal)
        else:
            return done(request, comment, _("Your new words are saved."))
    return render_edit(request, comment, form)


def why_not_editable(comment: Comment) -> str:
    try:
        check_editable(comment, comment.author, timezone.now())
    except services.CannotEdit as refusal:
        return str(refusal)
    return ""


def render_edit(request, comment: Comment, form: BodyForm, *, barred: str = "") -> HttpResponse:
    """The form, filled; 422 with the reason when it was refused."""
    context = {"form": form, "barred": barred}
    return deed_page(request, "edit", comment, context, status=422 if form.is_bound else 200)


@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """GET asks, POST does."""
    comment = own_comment_or_404(pk, request.user)
    gone = comment.status in (Status.REMOVED, Status.WITHDRAWN)
    barred = _("This comment is no longer there.") if gone else ""
    if request.method != "POST":
        return deed_page(request, "withdraw", comment, {"barred": barred})
    try:
        services.withdraw_comment(comment, author=request.user)
    except services.StatusChanged:
        barred = str(CHANGED_MEANWHILE)
    except services.CannotEdit as refusal:
        barred = str(refusal)
    else:
        return done(request, comment, _("Your comment is withdrawn. Answers to it stay."))
    return deed_page(request, "withdraw", comment, {"barred": barred}, status=422)


def deed_page(
    request, deed: str, comment: Comment, context: dict, *, status: int = 200
) -> HttpResponse:
    """The form of a deed: below its comment with htmx, else on a page with the comment."""
    context |= {
        "comment": comment,
        "article": comment.article,
        "row": row_of(comment, request.user),
    }
    if not request.htmx:
        return render(request, f"comments/{deed}.html", context, status=status)
    answer = render(request, f"comments/_{deed}.html", context, status=status)
    return reswap(retarget(answer, f"#slot-{comment.pk}"), "innerHTML")


def done(request, comment: Comment, words: str) -> HttpResponse:
    """The comment as it stands after the deed."""
    if request.htmx:
        row = row_of(comment, request.user)
        row.is_fresh = True
        context = {"row": row, "article": comment.article, "can_reply": comment.article.is_open}
        return render(request, "comments/_comment.html", context)
    messages.success(request, words)
    if comment.status == Status.WITHDRAWN:
        return redirect(comment.article)  # Its own page is gone unless somebody answered it.
    return redirect(f"{comment.get_absolute_url()}#c{comment.pk}")
