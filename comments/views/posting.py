"""Posting a comment or an answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget

from comments import drafts, pace, services
from comments.forms import PostForm
from comments.models import Article, Comment, Status
from comments.pace.visitors import network_of
from comments.privacy.addresses import note_posting
from comments.rows import row_of
from comments.thread import LEVELS
from comments.views.articles import asking, notes, render_article
from comments.views.gates import article_or_404, comment_or_404, log_in_first
from comments.views.pace import later

AUTOMATIC = gettext_lazy(
    "This came back faster than anybody can write it, or with a field filled in that people do not "
    "see, as programs send it. Your text is kept: wait two seconds and send it again."
)


def is_first_comment(user) -> bool:
    return not Comment.objects.filter(author=user).exists()


@require_POST
def post(request, slug):
    article = article_or_404(slug)
    form = PostForm(request.POST)
    sound = form.is_valid()
    parent = form.cleaned_data.get("parent")
    if not request.user.is_authenticated:
        parent_id = parent.pk if parent else None
        drafts.keep(request, article, parent=parent_id, body=form.data.get("body", ""))
        return log_in_first(request, place_of(article, parent_id))
    if sound and form.looks_automatic and is_first_comment(request.user):
        form.add_error(None, AUTOMATIC)
        return refused(request, article, form, parent)
    if sound:
        try:
            pace.admit(request, "post")
            comment = services.post_comment(
                article=article,
                author=request.user,
                body=form.cleaned_data["body"],
                parent=parent,
                idempotency_key=form.post_key,
            )
        except services.InvalidReply as refusal:
            parent = None  # The form comes back without it, to be posted under the article.
            form.add_error(None, str(refusal))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
        except pace.TooFast as refusal:
            form.add_error(None, _("%(why)s Your text is kept.") % {"why": refusal})
            return later(refused(request, article, form, parent), refusal)
        else:
            note_posting(request.user, network_of(request), timezone.now())
            drafts.drop(request)
            return posted(request, article, comment, form)
    return refused(request, article, form, parent)


def place_of(article: Article, parent_id: int | None) -> str:
    """Where the form for this answer, or for the article, stands."""
    if parent_id:
        return reverse("comments:reply", args=[parent_id])
    return f"{article.get_absolute_url()}#say"


def posted(request, article: Article, comment: Comment, form: PostForm) -> HttpResponse:
    if not request.htmx:
        return redirect(f"{comment.get_absolute_url()}#c{comment.pk}")
    row = row_of(comment, request.user, depth=min(form.cleaned_data["at"] or 0, LEVELS))
    row.is_fresh = True
    context = {"row": row, "article": article, "slot": form.cleaned_data["slot"]}
    context |= {**asking(request, article), **notes(request, [row.text])}
    return render(request, "comments/_posted.html", context)


def refused(request, article: Article, form: PostForm, parent: Comment | None) -> HttpResponse:
    """The form again, with what was typed in it and the reason beside it."""
    if not request.htmx:
        if parent is None:
            return render_article(request, article, form=form)
        return render_reply(request, article, parent, form=form)
    slot = form.cleaned_data.get("slot")
    context = {
        "article": article,
        "parent": parent,
        "slot": slot,
        "at": form.cleaned_data.get("at") or 0,
        **asking(request, article, form),
    }
    answer = render(request, "comments/_ask.html", context, status=422)
    if slot:
        return reswap(retarget(answer, f"#slot-{slot}"), "innerHTML")
    return reswap(retarget(answer, "#say"), "outerHTML")


@require_safe
def reply(request, pk):
    """The form for an answer: in place with htmx, else on a page with the comment it answers."""
    parent = comment_or_404(pk)
    if parent.status == Status.VISIBLE:
        return render_reply(request, parent.article, parent)
    kept = drafts.body_for(request, parent.article, parent=parent.pk)
    if not kept or request.htmx:
        raise Http404
    drafts.keep(request, parent.article, parent=None, body=kept)
    messages.warning(request, PostForm.PARENT_GONE)
    return redirect(place_of(parent.article, None))


def render_reply(
    request, article: Article, parent: Comment, *, form: PostForm | None = None
) -> HttpResponse:
    at = request.GET.get("at", "")
    context = {
        "article": article,
        "parent": parent,
        "row": row_of(parent, request.user),
        "slot": parent.pk,
        "at": int(at) + 1 if at.isdecimal() and len(at) < 3 else 1,
        **asking(request, article, form, parent=parent),
    }
    if request.htmx:
        return render(request, "comments/_ask.html", context)
    return render(request, "comments/reply.html", context, status=422 if form else 200)
