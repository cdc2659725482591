"""What is commented on."""

from django.db import models
from django.db.models import Aggregate, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from comments.models.scope import ScopedQuerySet


class SectionQuerySet(ScopedQuerySet):
    section = "pk"


class Section(models.Model):
    """A part of the site: Politics, Sport, …"""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Tag(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Commenting(models.TextChoices):
    OPEN = "open", gettext_lazy("Open")
    CLOSED = "closed", gettext_lazy("Closed")


class ModerationMode(models.TextChoices):
    """When readers see a new comment."""

    AFTER_SCORING = "after_scoring", gettext_lazy("Publish after scoring")
    AT_ONCE = "at_once", gettext_lazy("Publish at once and review")
    HOLD_ALL = "hold_all", gettext_lazy("Hold everything for review")


class Cooling(models.TextChoices):
    """What a moderator asks of a heated thread, for a time."""

    SLOW = "slow", gettext_lazy("Slow mode")
    HOLD = "hold", gettext_lazy("Everything is checked first")
    CLOSE = "close", gettext_lazy("Closed for a while")


class NamesTogether(Aggregate):
    """All of one column as one list, in no order."""

    function = "JSON_GROUP_ARRAY"
    output_field = models.JSONField()

    def as_postgresql(self, compiler, connection, **extra):
        return super().as_sql(compiler, connection, function="JSONB_AGG", **extra)


class ArticleQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """What ``user`` may read: all that is out, whoever they are."""
        return self.published()

    def published(self):
        return self.filter(published_at__lte=timezone.now())

    def for_page(self):
        """With everything that its own page shows of it; the names of its tags unsorted."""
        tags = Tag.objects.filter(articles=OuterRef("pk")).order_by().values("articles")
        names = Subquery(tags.annotate(names=NamesTogether("name")).values("names"))
        return self.select_related("section").annotate(tag_names=names)

    def for_list(self):
        """Newest first, with everything a line of the front page shows."""
        return self.select_related("section").order_by("-published_at", "-pk")


class Article(models.Model):
    headline = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="articles")
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles")
    byline = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    lead = models.TextField(blank=True)
    body = models.TextField(
        help_text=gettext_lazy("Plain text; an empty line begins a new paragraph.")
    )
    commenting = models.CharField(max_length=6, choices=Commenting, default=Commenting.OPEN)
    closes_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=gettext_lazy("Commenting ends then by itself. Empty: it stays open."),
    )
    moderation_mode = models.CharField(
        max_length=13, choices=ModerationMode, default=ModerationMode.AFTER_SCORING
    )
    # Of a heated thread, and when that ends by itself. Past its end it says nothing.
    cooling = models.CharField(max_length=5, choices=Cooling, blank=True, editable=False)
    cooling_until = models.DateTimeField(null=True, blank=True, editable=False)
    # A cache of the number of visible comments; services.status keeps it, `recount` repairs it.
    comment_count = models.PositiveIntegerField(default=0, editable=False)

    tag_names: list[str] | None  # from ArticleQuerySet.for_page; None without tags

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.CheckConstraint(
                name="comments_article_commenting_known",
                condition=Q(commenting__in=Commenting.values),
            ),
            models.CheckConstraint(
                name="comments_article_mode_known",
                condition=Q(moderation_mode__in=ModerationMode.values),
            ),
            models.CheckConstraint(
                name="comments_article_cooling_ends",
                condition=Q(cooling="")
                | Q(cooling__in=Cooling.values, cooling_until__isnull=False),
            ),
        ]
        indexes = [
            # Serves the front page and the feeds.
            models.Index(name="comments_article_newest", fields=["-published_at", "-id"]),
            # Serves the front page of one section.
            models.Index(
                name="comments_article_section", fields=["section", "-published_at", "-id"]
            ),
        ]

    def __str__(self):
        return self.headline

    def get_absolute_url(self) -> str:
        return reverse("comments:article", args=[self.slug])

    def is_open_at(self, when) -> bool:
        """Whether a comment may be posted at ``when``."""
        return (
            self.commenting == Commenting.OPEN
            and (self.closes_at is None or when < self.closes_at)
            and self.cooling_at(when) != Cooling.CLOSE
        )

    def cooling_at(self, when) -> str:
        """How the thread is cooled down at ``when``: a Cooling, or "" when it is not."""
        if self.cooling and self.cooling_until is not None and when < self.cooling_until:
            return self.cooling
        return ""

    @property
    def is_open(self) -> bool:
        return self.is_open_at(timezone.now())

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.body.split("\n\n") if part.strip()]
