"""How the queue and the log of decisions are narrowed."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, LessThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import Article, Comment, Section, User
from comments.reasons import ReasonCode
from moderation import tongue_words
from moderation.models import Action, Assignment, Decision, Flag, FlagKind, ReviewItem
from moderation.models.decision import POLICY_ACTIONS

SELECT = forms.Select(attrs={"class": "field s"})
AGES = {
    "10": _("over 10 minutes"),
    "30": _("over 30 minutes"),
    "60": _("over an hour"),
    "1440": _("over a day"),
}
MOST_URGENT = 2_000  # items whose articles are offered to choose from


def articles_with_work(request):
    """Articles of the most urgent items, and the one that is chosen already."""
    urgent = ReviewItem.objects.moderatable_by(request.user).open().order_by("-priority", "id")
    choices = Q(pk__in=urgent.values("article")[:MOST_URGENT])
    chosen = request.GET.get("article", "")
    if chosen.isascii() and chosen.isdecimal():
        choices |= Q(pk=chosen)
    offered = Article.objects.moderatable_by(request.user).filter(choices)
    return offered.only("headline").order_by("headline")  # Not the text of each.


def sections_of_theirs(request):
    return Section.objects.moderatable_by(request.user)


def is_detected(kind: str) -> bool:
    """Not what readers say, nor what was drawn by lot, which bears no flag."""
    return not kind.startswith("reported_") and kind != FlagKind.AUDIT_SAMPLE


class ShareField(forms.FloatField):
    """A rudeness in [0, 1]."""

    def __init__(self, **kwargs):
        attrs = {"class": "field s num", "step": "0.05", "min": "0", "max": "1"}
        super().__init__(
            validators=[MinValueValidator(0), MaxValueValidator(1)],
            widget=forms.NumberInput(attrs=attrs),
            **kwargs,
        )


def below(limit: float, *, of: str = "rudeness") -> Q:
    """Scores up to ``limit`` but not of it, as a limit of the policy acts from its value on; 1 is
    the end of the scale and belongs to what leads up to it."""
    return Q(**{f"{of}__lte": 1}) if limit >= 1 else Q(**{f"{of}__lt": limit})


class ShareFilter(filters.Filter):
    field_class = ShareField


def language_filter() -> filters.ChoiceFilter:
    return filters.ChoiceFilter(
        label=_("Language"),
        choices=tongue_words.choices,
        empty_label=_("Any language"),
        method="in_language",
        widget=SELECT,
    )


class QueueFilter(filters.FilterSet):
    article = filters.ModelChoiceFilter(
        label=_("Article"),
        method="under_article",
        queryset=articles_with_work,
        empty_label=_("All articles"),
        widget=SELECT,
    )
    section = filters.ModelChoiceFilter(
        label=_("Section"),
        method="in_section",
        queryset=sections_of_theirs,
        empty_label=_("All sections"),
        widget=SELECT,
    )
    flag = filters.ChoiceFilter(
        label=_("Flag"),
        choices=[
            (_("Detected by the desk"), [c for c in FlagKind.choices if is_detected(c[0])]),
            (_("Reported by readers"), [c for c in FlagKind.choices if c[0][:9] == "reported_"]),
        ],
        empty_label=_("Any flag"),
        method="with_flag",
        widget=SELECT,
    )
    language = language_filter()
    rude_from = ShareFilter(
        label=_("Rudeness from"), field_name="score__rudeness", lookup_expr="gte"
    )
    rude_to = ShareFilter(label=_("to"), method="less_rude_than")
    author = filters.CharFilter(
        label=_("Author"),
        method="by_author",
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "field s", "size": 14, "placeholder": _("Any author")}
        ),
    )
    area = filters.ChoiceFilter(
        label=_("Area"),
        choices=[("mine", _("my areas"))],
        empty_label=_("all areas"),
        method="in_areas",
        widget=SELECT,
    )
    age = filters.ChoiceFilter(
        label=_("Waiting"),
        choices=list(AGES.items()),
        empty_label=_("any time"),
        method="waiting_over",
        widget=SELECT,
    )
    claim = filters.ChoiceFilter(
        label=_("Claim"),
        choices=[("mine", _("mine")), ("nobody", _("nobody’s")), ("colleagues", _("colleagues’"))],
        empty_label=_("anybody’s"),
        method="claimed_by",
        widget=SELECT,
    )

    # From the page of quality: what two moderators read and see differently.
    check = filters.ChoiceFilter(
        choices=[("differ", "")], method="read_twice", widget=forms.HiddenInput
    )
    # From a row that stands for several: what lies in its pile.
    pile = filters.CharFilter(max_length=32, widget=forms.HiddenInput)

    class Meta:
        model = ReviewItem
        fields = ()

    def under_article(self, items, name, article):
        """As a condition of no index: in what folding asks of each row SQLite would take the
        article's index and read all of it. The list itself is read along it: Listing.rows."""
        return items.filter(Exact(Coalesce("article", "article"), article.pk))

    def less_rude_than(self, items, name, limit):
        # By the score and not the item's own column, whose index would be walked in its order and
        # then sorted into the list's.
        return items.filter(below(limit, of="score__rudeness"))

    def in_section(self, items, name, section):
        """By each item's comment, along the order's index: a section is a good part of all, and a
        join would let the database collect that part and sort it."""
        seen = Comment.objects.moderatable_by(self.request.user)
        lies_there = seen.filter(pk=OuterRef("comment"), article__section=section)
        return items.filter(Exists(lies_there))

    def with_flag(self, items, name, kind):
        return items.filter(Exists(Flag.objects.filter(item=OuterRef("pk"), kind=kind)))

    def in_language(self, items, name, chosen):
        return items.filter(tongue_words.written_in(chosen, "score__language"))

    def by_author(self, items, name, words):
        return items.filter(
            Q(comment__author__username__icontains=words)
            | Q(comment__author__display_name__icontains=words)
        )

    def waiting_over(self, items, name, minutes):
        """Along the order's index. Nearly all have waited some minutes: by the index of their times
        SQLite would collect and sort them, so the condition is written as none of its own."""
        before = timezone.now() - timedelta(minutes=int(minutes))
        return items.filter(LessThan(Coalesce("opened_at", "opened_at"), before))

    def read_twice(self, items, name, what):
        return items.filter(not_for__isnull=False).exclude(escalated_at=None)

    def in_areas(self, items, name, whose):
        """What lies in a section or under an article that was assigned to who looks."""
        mine = list(Assignment.objects.filter(moderator=self.request.user))
        there = Q(article__in=[each.article_id for each in mine if each.article_id])
        there |= Q(article__section__in=[each.section_id for each in mine if each.section_id])
        # As in in_section; with nothing assigned, no row is looked at.
        seen = Comment.objects.moderatable_by(self.request.user)
        lies_there = seen.filter(there, pk=OuterRef("comment"))
        return items.filter(Exists(lies_there)) if mine else items.none()

    def claimed_by(self, items, name, who):
        now = timezone.now()
        if who == "nobody":
            return items.filter(Q(claimed_by=None) | Q(claim_expires_at__lte=now))
        live = items.filter(claim_expires_at__gt=now, claimed_by__isnull=False)
        if who == "mine":
            return live.filter(claimed_by=self.request.user)
        return live.exclude(claimed_by=self.request.user)


def colleagues(request):
    people = User.objects.moderatable_by(request.user)
    return people.filter(decisions__isnull=False).distinct().order_by("username")


class DecisionFilter(filters.FilterSet):
    by = filters.ChoiceFilter(
        label=_("Decided by"),
        choices=[("policy", _("The policy")), ("all", _("Everybody and the policy"))],
        empty_label=_("Moderators"),
        method="decided_by",
        widget=SELECT,
    )
    moderator = filters.ModelChoiceFilter(
        label=_("Moderator"), queryset=colleagues, empty_label=_("Any moderator"), widget=SELECT
    )
    action = filters.ChoiceFilter(
        label=_("What"), choices=Action.choices, empty_label=_("Anything"), widget=SELECT
    )
    reason_code = filters.ChoiceFilter(
        label=_("Reason"), choices=ReasonCode.choices, empty_label=_("Any reason"), widget=SELECT
    )
    article = filters.CharFilter(
        label=_("Article"),
        field_name="comment__article__headline",
        lookup_expr="icontains",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "field s", "placeholder": _("Any article")}),
    )

    class Meta:
        model = Decision
        fields = ()

    def filter_queryset(self, decisions):
        """Moderators' decisions unless others are asked for: the policy's are twenty times more."""
        chosen = self.form.cleaned_data
        if not chosen.get("by") and chosen.get("action") not in POLICY_ACTIONS:
            decisions = decisions.filter(moderator__isnull=False)
        return super().filter_queryset(decisions)

    def decided_by(self, decisions, name, who):
        return decisions.filter(moderator=None) if who == "policy" else decisions
