"""What the forms of a policy check, in the admin as at the desk."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from moderation import patterns
from moderation.lab.goals import Goal, Kind
from moderation.models import PolicyDraft, PolicyRules, PolicyVersion

# Beyond these a number is a slip, and times would not fit a date: every verdict would fail.
LARGEST = {
    "new_author_comments": 10_000,
    "max_links": 10_000,
    "max_length": 1_000_000,  # characters
    "repeat_hours": 24 * 366,
    "repeats_same_author": 10_000,
    "repeats_any_author": 10_000,
    "history_days": 3_660,
    "history_rejections": 10_000,
    "hide_reports": 10_000,
    "hide_weight": 10_000,
}


def checked_list(lines: str) -> str:
    """``lines`` as they are. Raises ValidationError, with the line and the place in it, for each
    pattern that does not run, and for more patterns than MOST."""
    errors, count = [], 0
    for number, line in enumerate(lines.splitlines(), 1):
        if not patterns.is_pattern(line.strip()):
            continue
        count += 1
        try:
            patterns.parse(line.strip()[1:-1])
        except patterns.BadPattern as error:
            # One further: people count from the slash.
            values = {"line": number, "at": error.at + 1, "why": error.why}
            errors.append(_("Line %(line)s, character %(at)s: %(why)s") % values)
    if count > patterns.MOST:
        errors.append(
            _("There are %(count)s patterns, the most is %(most)s. Make some of them phrases.")
            % {"count": count, "most": patterns.MOST}
        )
    if errors:
        raise ValidationError(errors)
    return lines


class RulesForm(forms.ModelForm):
    """The rules of a version or a draft."""

    def clean_banned_words(self) -> str:
        return checked_list(self.cleaned_data["banned_words"])

    def clean_suspect_words(self) -> str:
        return checked_list(self.cleaned_data["suspect_words"])

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        for name, largest in LARGEST.items():
            if (cleaned.get(name) or 0) > largest:
                self.add_error(name, _("At most %(largest)s.") % {"largest": f"{largest:,}"})
        hold_at, remove_at = cleaned.get("hold_at"), cleaned.get("remove_at")
        if hold_at is not None and remove_at is not None and 0 <= remove_at < hold_at:
            self.add_error(
                "remove_at",
                _("Must not be below the limit to hold, %(limit)s: or leave it empty.")
                % {"limit": hold_at},
            )
        return cleaned


class DraftForm(RulesForm):
    # How often the draft had been changed when the form was drawn.
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PolicyDraft
        fields = ("name", *PolicyRules.rule_names())
        widgets = {
            name: forms.Textarea(attrs={"rows": 8, "class": "field", "spellcheck": "false"})
            for name in ("banned_words", "suspect_words")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", self.instance.edits)
        for field in self.fields.values():
            if isinstance(field, forms.FloatField | forms.IntegerField):
                field.widget.attrs |= {"class": "field num"}
        self.fields["name"].widget.attrs |= {"class": "field"}
        for name in ("hold_at", "remove_at", "new_author_hold_at"):
            self.fields[name].widget.attrs |= {"min": 0, "max": 1, "step": "any"}


class NameForm(forms.Form):
    name = forms.CharField(
        max_length=PolicyDraft._meta.get_field("name").max_length,
    )


class ForceForm(forms.Form):
    """What putting rules in force needs: a note, and what was in force on the page."""

    note = forms.CharField(max_length=PolicyVersion._meta.get_field("note").max_length)
    seen = forms.IntegerField()


class GoalForm(forms.Form):
    """At most so many percent rude among what is published, or so many comments a day."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.name) for kind in Kind])
    rude = forms.FloatField(
        required=False,
        min_value=0.0,
        max_value=100.0,
        widget=forms.NumberInput(attrs={"class": "field num", "step": "any"}),
    )
    load = forms.FloatField(
        required=False,
        min_value=0.0,
        max_value=1_000_000.0,
        widget=forms.NumberInput(attrs={"class": "field num", "step": "any"}),
    )

    STARTS = {"kind": Kind.RUDE.value, "rude": 2, "load": 300}

    @classmethod
    def from_query(cls, query) -> "GoalForm":
        return cls({name: query.get(name) or start for name, start in cls.STARTS.items()})

    def goal(self) -> Goal | None:
        """None when the form is not valid."""
        if not self.is_valid():
            return None
        kind = Kind(self.cleaned_data["kind"])
        most = self.cleaned_data[kind.value]
        if most is None:
            return None
        return Goal(kind, most / 100 if kind == Kind.RUDE else most)
