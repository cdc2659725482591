"""One item with everything around it, and the form that decides it."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from comments import paths
from comments.models import Comment, User
from comments.services import Refused
from moderation import presentation, records, services
from moderation.admin.forms import DecisionForm
from moderation.admin.words import paragraphs, queue_name, spans_of
from moderation.models import Decision, Flag, ReviewItem

NEIGHBOURS = 10  # comments on each side, and answers
HISTORY = 10  # comments of the author


def review(model_admin: admin.ModelAdmin, request, pk: int):
    """Show the item; on POST decide it. A refusal becomes a message and changes nothing.

    The caller has seen to it that the person may review.
    """
    items = ReviewItem.objects.moderatable_by(request.user)
    item = get_object_or_404(items.select_related(*SHOWN), pk=pk)
    form = DecisionForm(request.POST or None, initial={"seen_revision": item.comment.revision})
    if request.method == "POST" and form.is_valid():
        try:
            decision = services.decide(item, moderator=request.user, **form.cleaned_data)
        except services.ReasonMissing as error:
            form.add_error("reason_code", str(error))
        except Refused as error:
            model_admin.message_user(request, str(error), messages.WARNING)
            return redirect("admin:moderation_reviewitem_review", pk)
        else:
            text = _("%(deed)s: comment by %(name)s.") % {
                "deed": decision.get_action_display(),
                "name": item.comment.author,
            }
            model_admin.message_user(request, text, messages.SUCCESS)
            return redirect("admin:moderation_reviewitem_changelist")
    context = {
        **model_admin.admin_site.each_context(request),
        **everything_about(item, request.user),
        "title": _("Review a comment by %(name)s") % {"name": item.comment.author},
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "form": form,
    }
    return TemplateResponse(request, "admin/moderation/reviewitem/review.html", context)


SHOWN = (
    "comment__author",
    "comment__article",
    "comment__parent__author",
    "claimed_by",
    "score__revision",
)


def everything_about(item: ReviewItem, viewer: User) -> dict:
    """What the page shows, in a number of queries that does not grow."""
    comment = item.comment
    return {
        "item": item,
        "comment": comment,
        "words": paragraphs(comment.body, spans_of(item)),
        "rudeness": presentation.share(item.score.rudeness if item.score else None),
        "queue": queue_name(item),
        "flags": Flag.objects.filter(item=item).select_related("report__reporter", "revision"),
        "above": ancestors(comment),
        "beside": neighbours(comment),
        "answers": Comment.objects.filter(parent=comment)
        .select_related("author")
        .order_by("pk")[:NEIGHBOURS],
        "revisions": comment.revisions.order_by("-number"),
        "decisions": Decision.objects.filter(comment=comment).select_related(
            "moderator", "policy", "revision"
        ),
        "record": records.records([comment.author_id], viewer)[comment.author_id],
        "history": Comment.objects.moderatable_by(viewer)
        .filter(author=comment.author)
        .exclude(pk=comment.pk)
        .order_by("-pk")[:HISTORY],
        "sanctions": comment.author.sanctions.select_related("imposed_by")[:HISTORY],
    }


def ancestors(comment: Comment) -> list[Comment]:
    """The comments above, outermost first."""
    above = Comment.objects.filter(pk__in=paths.ancestor_ids(comment.path))
    return list(above.select_related("author").order_by("depth"))


def neighbours(comment: Comment) -> list[Comment]:
    """The comments on the same level around this one, in the order they were posted."""
    level = Comment.objects.filter(article=comment.article_id, parent=comment.parent_id)
    level = level.select_related("author")
    before = level.filter(number__lt=comment.number).order_by("-number")[: NEIGHBOURS // 2]
    after = level.filter(number__gt=comment.number).order_by("number")[: NEIGHBOURS // 2]
    return [*reversed(before), *after]
