"""Atom feeds: the newest visible comments of the site and of one article."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from comments.models import Article, Comment
from comments.views.gates import article_or_404

NEWEST = 50  # comments


def absolute(path: str) -> str:
    """Never from the request's Host header: a feed is cached and passed on."""
    return settings.SITE_URL + path


class CommentFeed(Feed):
    """What both feeds say of one comment."""

    feed_type = Atom1Feed

    def item_title(self, item):
        return _("%(name)s on “%(headline)s”") % {
            "name": item.author.name,
            "headline": item.article.headline,
        }

    def item_description(self, item):
        return item.body

    def item_link(self, item):
        return absolute(item.get_absolute_url())

    def item_author_name(self, item):
        return item.author.name

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.edited_at or item.published_at


class SiteFeed(CommentFeed):
    def title(self):
        return _("Comments in %(site)s") % {"site": settings.SITE_NAME}

    def subtitle(self):
        return _("The newest %(count)s comments under all articles.") % {"count": NEWEST}

    def link(self):
        return absolute(reverse("comments:index"))

    def feed_url(self):
        return absolute(reverse("comments:feed"))

    def items(self):
        return newest(Comment.objects.filter(article__in=Article.objects.published()))


class ArticleFeed(CommentFeed):
    def get_object(self, request, slug):
        return article_or_404(slug)

    def title(self, article):
        return _("Comments on “%(headline)s”") % {"headline": article.headline}

    def subtitle(self, article):
        return _("The newest %(count)s comments under this article.") % {"count": NEWEST}

    def link(self, article):
        return absolute(article.get_absolute_url())

    def feed_url(self, article):
        return absolute(reverse("comments:article_feed", args=[article.slug]))

    def items(self, article):
        return newest(Comment.objects.filter(article=article))


def newest(comments):
    """Served by comments_published and comments_published_site."""
    return comments.visible().select_related("author", "article").order_by("-published_at")[:NEWEST]
