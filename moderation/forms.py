"""What moderators fill in. What a deed needs besides, its service says."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy

from comments.models import Article, Section, User
from comments.reasons import ReasonCode
from moderation.models import Action, Decision, DeskSettings, Sanction, SanctionKind

MOST_ARTICLES = 200  # to choose from; older ones are seldom a moderator's area
FIELD = forms.Select(attrs={"class": "field"})
# In the order of the keys 1 to 9; what follows has no key, and "other" has 0.
REASON_ORDER = (
    ReasonCode.ABUSIVE,
    ReasonCode.HARASSMENT,
    ReasonCode.OFFENSIVE,
    ReasonCode.HATE_SPEECH,
    ReasonCode.THREAT,
    ReasonCode.PROFANITY,
    ReasonCode.SPAM,
    ReasonCode.OFF_TOPIC,
    ReasonCode.PERSONAL_DATA,
    ReasonCode.MISINFORMATION,
    ReasonCode.ILLEGAL_CONTENT,
    ReasonCode.BANNED_WORD,
    ReasonCode.OTHER,
)
KEYED = 9
# (key or "", code, label)
REASONS = [
    (str(place) if place <= KEYED else "0" if code == ReasonCode.OTHER else "", code, code.label)
    for place, code in enumerate(REASON_ORDER, start=1)
]
DEEDS = (Action.APPROVE, Action.REJECT, Action.ESCALATE, Action.DISMISS)
OUT_OF_DATE = "The form did not say what it was about. Reload the page; nothing was decided."


class NoteField(forms.CharField):
    def __init__(self):
        most = Decision._meta.get_field("note").max_length
        super().__init__(
            required=False,
            max_length=most,
            error_messages={"max_length": f"The note is too long: at most {most:,} characters."},
        )


def reason_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,
        choices=ReasonCode.choices,
        error_messages={"invalid_choice": "There is no such reason. Nothing was decided."},
    )


class SaysProblem(forms.Form):
    @property
    def problem(self) -> str:
        """The first thing that is wrong, in words; "" when nothing is."""
        return next((str(errors[0]) for errors in self.errors.values()), "")


class DecisionForm(SaysProblem):
    """The deed is the button pressed. In a list, a button of the panel names a reason to reject."""

    action = forms.ChoiceField(
        choices=[(deed.value, deed.label) for deed in DEEDS],
        error_messages={"required": OUT_OF_DATE, "invalid_choice": OUT_OF_DATE},
    )
    reason_code = reason_field()
    note = NoteField()
    seen_revision = forms.IntegerField(
        min_value=1,
        error_messages={"required": OUT_OF_DATE, "invalid": OUT_OF_DATE, "min_value": OUT_OF_DATE},
    )

    @classmethod
    def from_post(cls, post) -> "DecisionForm":
        data = post.dict()
        if "reject" in data:
            data |= {"action": Action.REJECT.value, "reason_code": data["reject"]}
        return cls(data)


class BatchForm(SaysProblem):
    action = forms.ChoiceField(
        choices=[(deed.value, deed.label) for deed in (Action.APPROVE, Action.REJECT)],
        error_messages={"required": OUT_OF_DATE, "invalid_choice": OUT_OF_DATE},
    )
    reason_code = reason_field()
    note = NoteField()

    @classmethod
    def from_post(cls, post) -> "BatchForm":
        """As DecisionForm.from_post: a button of a row's panel names the reason to reject."""
        data = post.dict()
        if "reject" in data:
            data |= {"action": Action.REJECT.value, "reason_code": data["reject"]}
        return cls(data)


class SanctionForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=SanctionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is to be done.")},
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "field"}),
        error_messages={
            "invalid": gettext_lazy("Write the end as a date and a time: 2026-11-24 14:05.")
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=Sanction._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2, "class": "field"}),
        error_messages={
            "required": gettext_lazy("Say why: the person and your colleagues will read it.")
        },
    )
    # Empty: what waits of theirs is left as it is.
    reject_reason = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("Leave them waiting"))]
        + [(code.value, code.label) for code in REASON_ORDER],
        widget=forms.Select(attrs={"class": "field"}),
    )


class AssignForm(forms.Form):
    """The service says that it is a section or an article, and not both."""

    moderator = forms.ModelChoiceField(queryset=User.objects.none(), widget=FIELD)
    section = forms.ModelChoiceField(
        queryset=Section.objects.none(), required=False, empty_label="–", widget=FIELD
    )
    article = forms.ModelChoiceField(
        queryset=Article.objects.none(),
        required=False,
        empty_label="–",
        widget=FIELD,
    )

    def __init__(self, colleagues, viewer, *args, **kwargs):
        super().__init__(*args, **kwargs)
        articles = Article.objects.moderatable_by(viewer)
        newest = articles.order_by("-published_at", "-pk").values("pk")[:MOST_ARTICLES]
        choices = {
            "moderator": colleagues,
            "section": Section.objects.moderatable_by(viewer),
            "article": articles.filter(pk__in=newest).order_by("-published_at"),
        }
        for name, queryset in choices.items():
            cast(forms.ModelChoiceField, self.fields[name]).queryset = queryset


class DeskSettingsForm(forms.ModelForm):
    class Meta:
        model = DeskSettings
        fields = ("keys", "blur", "muted", "show_exposure", "rest")
        widgets = {"keys": forms.RadioSelect}
