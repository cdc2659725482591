"""The site's policy. Never changed: a new version replaces the last, and verdicts name theirs."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from moderation.models.chain import new_salt

SHARE = [MinValueValidator(0), MaxValueValidator(1)]


class PolicyRules(models.Model):
    """The numbers and lists of a policy, of a version as of a draft."""

    hold_at = models.FloatField(
        gettext_lazy("hold at"),
        default=0.70,
        validators=SHARE,
        help_text=gettext_lazy("Hold a comment from this rudeness on."),
    )
    remove_at = models.FloatField(
        gettext_lazy("remove at"),
        null=True,
        blank=True,
        validators=SHARE,
        help_text=gettext_lazy(
            "Remove a comment from this rudeness on, unseen by anybody. Empty: never."
        ),
    )
    new_author_comments = models.PositiveIntegerField(
        gettext_lazy("new author comments"),
        default=3,
        help_text=gettext_lazy("An author is new until so many of their comments were published."),
    )
    new_author_hold_at = models.FloatField(
        gettext_lazy("new author hold at"),
        default=0.60,
        validators=SHARE,
        help_text=gettext_lazy("The limit to hold comments of new authors."),
    )
    new_author_hold_all = models.BooleanField(
        gettext_lazy("new author hold all"),
        default=False,
        help_text=gettext_lazy("Hold every comment of a new author."),
    )
    new_author_hold_links = models.BooleanField(
        gettext_lazy("new author hold links"),
        default=True,
        help_text=gettext_lazy("Hold comments of new authors that carry a link."),
    )
    max_links = models.PositiveIntegerField(
        gettext_lazy("max links"),
        default=2,
        help_text=gettext_lazy("Hold a comment with more links than this."),
    )
    max_length = models.PositiveIntegerField(
        gettext_lazy("max length"),
        default=5_000,
        help_text=gettext_lazy("Hold a comment with more characters than this."),
    )
    repeat_hours = models.PositiveIntegerField(
        gettext_lazy("repeat hours"),
        default=24,
        help_text=gettext_lazy("How far back to look for the same text."),
    )
    repeats_same_author = models.PositiveIntegerField(
        gettext_lazy("repeats same author"),
        default=1,
        help_text=gettext_lazy("Hold when its author has posted the same text so often before."),
    )
    repeats_any_author = models.PositiveIntegerField(
        gettext_lazy("repeats any author"),
        default=3,
        help_text=gettext_lazy("Hold when anybody has posted the same text so often before."),
    )
    history_days = models.PositiveIntegerField(
        gettext_lazy("history days"),
        default=7,
        help_text=gettext_lazy("How far back an author's rejected comments count."),
    )
    history_rejections = models.PositiveIntegerField(
        gettext_lazy("history rejections"),
        default=3,
        help_text=gettext_lazy(
            "Hold when so many of the author's comments were rejected. 0: never."
        ),
    )
    hide_reports = models.PositiveIntegerField(
        gettext_lazy("hide reports"),
        default=3,
        help_text=gettext_lazy(
            "Hide a comment until a moderator looks when so many independent, trusted readers "
            "report it; twice as many once a moderator approved it. 0: never."
        ),
    )
    hide_weight = models.FloatField(
        gettext_lazy("hide weight"),
        default=4.0,
        validators=[MinValueValidator(0)],
        help_text=gettext_lazy(
            "And when all reports together weigh so much. One weighs up to 1.5, that of an "
            "unknown reader 1, that of a new account 0."
        ),
    )
    banned_words = models.TextField(
        gettext_lazy("banned words"),
        blank=True,
        help_text=gettext_lazy(
            "One word, phrase or /pattern/ a line. A comment with one is removed."
        ),
    )
    suspect_words = models.TextField(
        gettext_lazy("suspect words"),
        blank=True,
        help_text=gettext_lazy("One word, phrase or /pattern/ a line. A comment with one is held."),
    )

    class Meta:
        abstract = True

    @classmethod
    def rule_names(cls) -> tuple[str, ...]:
        """Every field that says something, in the order of the forms."""
        return tuple(field.name for field in PolicyRules._meta.fields)

    @property
    def rules(self) -> dict[str, object]:
        """Field -> value: what another version or a draft starts from."""
        return {name: getattr(self, name) for name in self.rule_names()}


class PolicyVersion(PolicyRules):
    # What scores: a model of the site's own, or the shipped one alone. Not on the form: promoting
    # and rolling back are deeds of their own, and every other new version takes it over.
    site_model = models.ForeignKey(
        "moderation.SiteModel",
        verbose_name="scorer",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="policies",
    )
    note = models.CharField(
        max_length=200, help_text=gettext_lazy("What changed and why, for colleagues.")
    )
    # Of the chain's commitment to the note. Empty: both were erased.
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Where it came from, where that is not the version before: a draft that was made live, or an
    # earlier version that was brought back. Null in older rows, see moderation/chain/rows.py.
    draft = models.ForeignKey(
        "moderation.PolicyDraft",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="versions",
    )
    restores = models.ForeignKey("self", null=True, editable=False, on_delete=models.PROTECT)

    class Meta:
        verbose_name = "policy"
        verbose_name_plural = "policy versions"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_policyversion_hold_range",
                condition=Q(hold_at__gte=0, hold_at__lte=1)
                & Q(new_author_hold_at__gte=0, new_author_hold_at__lte=1),
            ),
            models.CheckConstraint(
                name="moderation_policyversion_remove_above_hold",
                condition=Q(remove_at__isnull=True)
                | Q(remove_at__gte=F("hold_at"), remove_at__lte=1),
            ),
        ]

    def __str__(self):
        return gettext("version %(number)s") % {"number": self.pk}

    @classmethod
    def current(cls) -> "PolicyVersion":
        """The version in force. A migration writes the first, so there always is one."""
        return cls.objects.latest("pk")
