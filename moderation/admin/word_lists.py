"""Word lists as administrators write them: checked before they are saved, and tried on a text."""

import time
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy

from comments.text import MAX_BODY
from moderation.policy_forms import checked_list
from moderation.wordlist import WordList


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
