"""The search form. What the index answers and what is asked of its matches are told apart."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comments.ids import RANDOM_BITS, new_id
from comments.models import Article, Comment, Status, User
from comments.reasons import ReasonCode
from moderation.filters import SELECT, ShareFilter, language_filter, sections_of_theirs
from moderation.models import Action, Decision, Flag, FlagKind
from moderation.records import with_language, with_rudeness
from moderation.tongue_words import written_in

MOST_TYPED = 200  # characters
MOST_NAMED = 50  # people or articles that a part of a name may mean
NOBODY = 0  # no row has this id
UNDECIDED = "none"
ACTIONS = [choice for choice in Action.choices if choice[0] != Action.UNDO]
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def typed(label, **attrs) -> filters.CharFilter:
    """Text that the index is asked for, so nothing is to be done to the queryset."""
    return filters.CharFilter(
        label=label,
        method="in_index",
        max_length=MOST_TYPED,
        widget=forms.TextInput(attrs={"class": "field s", "autocomplete": "off", **attrs}),
    )


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "field s", "type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)

    def validate(self, value):
        super().validate(value)
        if value is not None and not EARLIEST <= value <= LATEST:
            raise forms.ValidationError(_("Write a day between 2000 and 2099."))


class DayFilter(filters.Filter):
    field_class = DayField


class SearchFilter(filters.FilterSet):
    q = typed(_("Words"), type="search", **{"aria-keyshortcuts": "/", "data-search": ""})
    author = typed(_("Author"), size=14, placeholder=_("Any author"))
    article = typed(_("Article"), size=18, placeholder=_("Any article"))
    since = DayFilter(label=_("From"), method="in_index")
    until = DayFilter(label=_("to"), method="in_index")
    section = filters.ModelChoiceFilter(
        label=_("Section"),
        method="in_section",
        queryset=sections_of_theirs,
        empty_label=_("All sections"),
        widget=SELECT,
    )
    status = filters.ChoiceFilter(
        label=_("Status"),
        choices=Status.choices,
        empty_label=_("Any status"),
        method="in_index",
        widget=SELECT,
    )
    flag = filters.ChoiceFilter(
        label=_("Flag"),
        choices=[
            (_("Detected by the desk"), [c for c in FlagKind.choices if c[0][:9] != "reported_"]),
            (_("Reported by readers"), [c for c in FlagKind.choices if c[0][:9] == "reported_"]),
        ],
        empty_label=_("Any flag"),
        method="with_flag",
        widget=SELECT,
    )
    action = filters.ChoiceFilter(
        label=_("Decision"),
        choices=[*ACTIONS, (UNDECIDED, _("No moderator has decided"))],
        empty_label=_("Any decision"),
        method="with_decision",
        widget=SELECT,
    )
    reason = filters.ChoiceFilter(
        label=_("Reason"),
        choices=ReasonCode.choices,
        empty_label=_("Any reason"),
        method="with_reason",
        widget=SELECT,
    )
    language = language_filter()
    rude_from = ShareFilter(label=_("Rudeness from"), method="as_rude")
    rude_to = ShareFilter(label=_("to"), method="at_most_as_rude")

    class Meta:
        model = Comment
        fields = ()

    IN_INDEX = ("q", "author", "article", "since", "until", "status")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is chosen that the index does not answer."""
        return any(
            value not in (None, "")
            for name, value in self.form.cleaned_data.items()
            if name not in self.IN_INDEX
        )

    def in_index(self, comments, name, value):
        return comments

    def in_section(self, comments, name, section):
        inside = Comment.objects.filter(pk=OuterRef("pk"), article__section=section)
        return comments.filter(Exists(inside))

    def with_flag(self, comments, name, kind):
        return comments.filter(Exists(Flag.objects.filter(item__comment=OuterRef("pk"), kind=kind)))

    def with_decision(self, comments, name, action):
        """A decision that stands, and for the reason that is chosen beside it."""
        standing = standing_decisions()
        if action == UNDECIDED:
            return comments.exclude(Exists(standing.filter(moderator__isnull=False)))
        if reason := self.form.cleaned_data.get("reason"):
            standing = standing.filter(reason_code=reason)
        return comments.filter(Exists(standing.filter(action=action)))

    def with_reason(self, comments, name, reason):
        if self.form.cleaned_data.get("action") not in (None, "", UNDECIDED):
            return comments  # Asked of the same decision already.
        return comments.filter(Exists(standing_decisions().filter(reason_code=reason)))

    def in_language(self, comments, name, chosen):
        return with_language(comments).filter(written_in(chosen, "language"))

    def as_rude(self, comments, name, value):
        return with_rudeness(comments).filter(rudeness__gte=value)

    def at_most_as_rude(self, comments, name, value):
        return with_rudeness(comments).filter(rudeness__lte=value)


def standing_decisions() -> QuerySet[Decision]:
    # A subquery: a join to what took them back is made for all decisions that there are.
    undone = Decision.objects.filter(undoes=OuterRef("pk"))
    standing = Decision.objects.filter(~Exists(undone), comment=OuterRef("pk"))
    return standing.exclude(action=Action.UNDO)


def people_named(text: str, viewer: User) -> list[int]:
    """Ids of who is meant: the one of that very name, else all whose names hold ``text``."""
    people = User.objects.moderatable_by(viewer)
    exact = people.filter(Q(username__iexact=text) | Q(display_name__iexact=text))
    holding = people.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    return named(exact, holding)


def articles_named(text: str, viewer: User) -> list[int]:
    """Ids of the articles of that address or number, else of those whose headlines hold it."""
    exact = Q(slug=text) | Q(headline__iexact=text)
    if text.isascii() and text.isdecimal() and len(text) < 19:
        exact |= Q(pk=int(text))
    articles = Article.objects.moderatable_by(viewer)
    return named(articles.filter(exact), articles.filter(headline__icontains=text))


def named(exact: QuerySet, holding: QuerySet) -> list[int]:
    for rows in (exact, holding):
        if ids := list(rows.order_by("-pk").values_list("pk", flat=True)[: MOST_NAMED + 1]):
            return ids
    return [NOBODY]


def bounds(since: date | None, until: date | None) -> Iterator[int | None]:
    """The id from which, and the id before which, comments of these days lie: ids grow with time.

    ``until`` is a day that still counts.
    """
    for day in (since, until + timedelta(days=1) if until else None):
        if day is None:
            yield None
        else:
            midnight = datetime.combine(day, time(), UTC).timestamp()
            yield new_id(midnight) >> RANDOM_BITS << RANDOM_BITS
