"""Word lists as administrators write them: checked before they are saved, and tried on a text."""

import time
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.text import MAX_BODY
from moderation import patterns
from moderation.wordlist import WordList


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


class TryForm(forms.Form):
    """A list and a text to try it on."""

    words = forms.CharField(
        label=gettext_lazy("List"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 60}),
        help_text=gettext_lazy("One word, phrase or /pattern/ a line."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 60}),
        help_text=gettext_lazy("Nothing is saved here."),
    )

    def clean_words(self) -> str:
        return checked_list(self.cleaned_data["words"])

    def tried(self) -> "Trial":
        """Of a valid form."""
        words = WordList(self.cleaned_data["words"])
        started = time.perf_counter()
        hits = words.find(self.cleaned_data["text"])
        return Trial(hits, 1000 * (time.perf_counter() - started))


@dataclass(frozen=True, slots=True)
class Trial:
    hits: list[str]
    milliseconds: float
