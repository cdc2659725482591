"""What a moderator fills in to decide."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.admin.readonly import MOST_DIGITS
from comments.reasons import ReasonCode
from moderation.models import Action, Decision

DEEDS = (Action.APPROVE, Action.REJECT, Action.ESCALATE, Action.DISMISS)
SEEN = "seen-"  # + the item's id: the number of the revision that was on the page


class NoteField(forms.CharField):
    def __init__(self):
        super().__init__(
            max_length=Decision._meta.get_field("note").max_length,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
            help_text=_("For colleagues; the author does not see it. “Other” needs one."),
        )


class RejectionForm(forms.Form):
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Choose a reason")), *ReasonCode.choices],
    )
    note = NoteField()

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("reason_code") == ReasonCode.OTHER and not cleaned.get("note"):
            self.add_error("note", "“Other” needs a note that says why.")
        return cleaned


class DecisionForm(forms.Form):
    """The deed is the button pressed. What a deed needs besides, the service says."""

    action = forms.ChoiceField(choices=[(deed.value, deed.label) for deed in DEEDS])
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Choose a reason to reject")), *ReasonCode.choices],
        required=False,
    )
    note = NoteField()
    seen_revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def seen_revisions(data: Mapping[str, str]) -> dict[int, int]:
    """Item id -> revision number, from the hidden fields of a list. What is no number is left out,
    and its item is decided as it stands."""
    pairs = [(name.removeprefix(SEEN), data[name]) for name in data if name.startswith(SEEN)]
    return {int(pk): int(number) for pk, number in pairs if is_number(pk) and is_number(number)}


def is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS
