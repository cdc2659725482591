"""The front page, the page of a section, and an article with its thread."""

import re
from datetime import UTC, datetime

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments import drafts, thread
from comments.forms import PostForm
from comments.models import Article, Cooling, Follow, Section
from comments.notices import notices_for
from comments.services.cooling import cooling_words
from comments.services.posting import check_may_comment
from comments.services.refusals import NotAllowed
from comments.thread import Order
from comments.views.gates import article_or_404

PAGE = 20  # articles
RELATED = 4  # articles
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")  # microseconds since 1970, id


@require_safe
def index(request):
    return render_list(request, Article.objects.published())


@require_safe
def section(request, slug):
    chosen = get_object_or_404(Section, slug=slug)
    return render_list(request, Article.objects.published().filter(section=chosen), chosen)


def render_list(request, articles, chosen: Section | None = None) -> HttpResponse:
    older = older_than(request.GET.get("before", ""))
    if older is not None:
        articles = articles.filter(older)
    page = list(articles.for_list()[: PAGE + 1])
    before = cursor_of(page[PAGE - 1]) if len(page) > PAGE else ""
    context = {
        "articles": page[:PAGE],
        "before": before,
        "section": chosen,
        "is_first": older is None,
    }
    return render(request, "comments/index.html", context)


def cursor_of(article: Article) -> str:
    return f"{int(article.published_at.timestamp() * 1_000_000)}-{article.pk}"


def older_than(cursor: str) -> Q | None:
    """The condition "after ``cursor``" on the front page; None begins at the newest."""
    parts = CURSOR.fullmatch(cursor)
    if not parts:
        return None
    microseconds, pk = map(int, parts.groups())
    try:
        moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC)
    except (ValueError, OverflowError):
        return None
    moment = moment.replace(microsecond=microseconds % 1_000_000)
    return Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=pk)


@require_safe
def article(request, slug):
    found = article_or_404(slug)
    if request.htmx and request.GET.get("after"):
        return render_more(request, found)
    return render_article(request, found)


def render_article(request, found: Article, *, form: PostForm | None = None) -> HttpResponse:
    """The whole page; with ``form`` bound and refused, as 422 with what was typed in it."""
    now = timezone.now()
    order = thread.order_named(request.GET.get("order", ""))
    window = thread.of_article(found, request.user, order=order, after=request.GET.get("after", ""))
    words = [found.headline, found.lead, found.body, *(row.text for row in window.rows)]
    context = {
        "article": found,
        "tags": sorted(found.tag_names or []),
        "window": window,
        "order": order,
        "orders": Order.choices,
        "notices": notices_for(words),
        "related": related_to(found),
        "cooling": cooling_words(found, now),
        "is_held": found.cooling_at(now) == Cooling.HOLD,
        "follows": is_followed(found, request.user),
        **asking(request, found, form),
    }
    return render(request, "comments/article.html", context, status=422 if form else 200)


def render_more(request, found: Article) -> HttpResponse:
    """The next rows, to stand where the link to them stood."""
    order = thread.order_named(request.GET.get("order", ""))
    window = thread.of_article(found, request.user, order=order, after=request.GET["after"])
    if window.lost:
        window = thread.Window()
    context = {
        "article": found,
        "window": window,
        "order": order,
        "can_reply": found.is_open,
        **notes(request, (row.text for row in window.rows)),
    }
    return render(request, "comments/_more.html", context)


def notes(request, words) -> dict:
    """The notices of a fragment: those the page has, and new ones for the words that come in."""
    noted = {int(pk) for pk in request.GET.getlist("noted") if pk.isdecimal() and len(pk) < 18}
    notices = notices_for(words, noted=noted)
    return {"notices": notices, "notices_grew": {notice.pk for notice in notices} - noted}


def asking(request, found: Article, form: PostForm | None = None, *, parent=None) -> dict:
    """What the form for a comment needs, or in ``shut`` why there is none for this reader.

    Words somebody has typed already are never hidden: then the form stands there all the same.
    """
    kept = "" if form else drafts.body_for(request, found, parent=parent.pk if parent else None)
    return {
        "form": form or PostForm(initial={"body": kept}),
        "kept": bool(kept),
        "shut": "" if form or kept else why_shut(found, request.user),
        "can_reply": found.is_open,
    }


def why_shut(found: Article, viewer) -> str:
    now = timezone.now()
    if found.cooling_at(now) == Cooling.CLOSE:
        return cooling_words(found, now)
    if not found.is_open:
        return _("Comments on this article are closed.")
    if viewer.is_authenticated:
        try:
            check_may_comment(viewer, now)
        except NotAllowed as refusal:
            return str(refusal).removesuffix(" Nothing was posted.")
    return ""


def related_to(found: Article) -> list[Article]:
    """The newest other articles of its section or with one of its tags."""
    near = Q(section=found.section_id) | Q(
        pk__in=Article.tags.through.objects.filter(
            tag__in=found.tags.through.objects.filter(article=found).values("tag")
        ).values("article")
    )
    return list(Article.objects.published().filter(near).exclude(pk=found.pk).for_list()[:RELATED])


def is_followed(found: Article, viewer) -> bool:
    return viewer.is_authenticated and Follow.objects.filter(user=viewer, article=found).exists()
