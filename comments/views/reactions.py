"""What readers do to other people's comments: vote and report."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from comments import pace, services, thread
from comments.complaints import in_words
from comments.forms import ReportForm
from comments.models import Comment
from comments.rows import row_of
from comments.text import BadText
from comments.views.gates import logged_in, readable_comment_or_404
from comments.views.pace import later, page

VALUES = {"1": 1, "-1": -1, "0": 0}


@require_POST
@logged_in
def vote(request, pk):
    comment = readable_comment_or_404(pk, request.user)
    try:
        pace.admit(request, "vote")
    except pace.TooFast as refusal:
        if not request.htmx:
            return page(request, refusal, back=f"{comment.get_absolute_url()}#c{comment.pk}")
        return later(votes(request, comment, problem=str(refusal)), refusal)
    problem = ""
    try:
        # An unknown value goes to the service too: it has the words for it.
        counted = services.vote(
            comment, user=request.user, value=VALUES.get(request.POST.get("value", ""), 2)
        )
        comment.ups, comment.downs = counted.ups, counted.downs
    except services.CannotVote as refusal:
        problem = str(refusal)
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect(f"{comment.get_absolute_url()}#c{comment.pk}")
    return votes(request, comment, problem=problem)


def votes(request, comment: Comment, *, problem: str) -> HttpResponse:
    """The buttons as they stand, with what went wrong."""
    mine = thread.votes_of(request.user, [comment]).get(comment.pk, 0)
    context = {"row": row_of(comment, request.user, vote=mine), "problem": problem}
    return render(request, "comments/_votes.html", context, status=422 if problem else 200)


@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    comment = readable_comment_or_404(pk, request.user)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            pace.admit(request, "report")
            services.report_comment(comment, reporter=request.user, **form.cleaned_data)
        except services.CannotReport as refusal:
            form.add_error(None, str(refusal))
        except BadText as error:
            form.add_error(None, in_words(error))
        except pace.TooFast as refusal:
            form.add_error(None, str(refusal))
            return later(render_report(request, comment, form), refusal)
        else:
            return reported(request, comment)
    return render_report(request, comment, form)


def render_report(request, comment: Comment, form: ReportForm) -> HttpResponse:
    """The form, filled; 422 when it was refused."""
    context = {"comment": comment, "article": comment.article, "form": form}
    context["row"] = row_of(comment, request.user)
    status = 422 if form.is_bound else 200
    if not request.htmx:
        return render(request, "comments/report.html", context, status=status)
    answer = render(request, "comments/_report.html", context, status=status)
    return reswap(retarget(answer, f"#slot-{comment.pk}"), "innerHTML")


def reported(request, comment: Comment) -> HttpResponse:
    words = _("Reported. A moderator will look at it.")
    if request.htmx:
        return render(request, "comments/_done.html", {"words": words})
    messages.success(request, words)
    return redirect(f"{comment.get_absolute_url()}#c{comment.pk}")
