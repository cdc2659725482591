"""What readers type, checked before a service sees it."""

import uuid
from unicodedata import normalize

from allauth.account import app_settings
from allauth.account import forms as account_forms
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import names, stamps, text
from comments.complaints import in_words
from comments.models import Comment, ReportCategory

MOST_ID = 2**63 - 1


class WordsField(forms.CharField):
    """A reader's words, held to comments.text. What was typed stays in the form as it was."""

    widget = forms.Textarea

    def __init__(self, *, most: int, what: str, **options):
        super().__init__(strip=False, required=False, **options)
        self.most = most
        self.what = what
        # They would reject NUL in words of their own; text.clean has one voice for all of it.
        self.validators = []

    def clean(self, value):
        try:
            return text.clean(super().clean(value), most=self.most, what=self.what)
        except text.BadText as error:
            raise ValidationError(in_words(error)) from error


class BodyForm(forms.Form):
    """New words for a comment."""

    body = WordsField(most=text.MAX_BODY, what="comment")


class HintField(forms.IntegerField):
    """A number that only says where on the page the form stands: a senseless one is no error."""

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return None


class StampedForm(forms.Form):
    """Says when it was shown. ``shown`` is read from what was sent, so that no field's error can
    stand where nobody sees it."""

    @property
    def is_hasty(self) -> bool:
        return stamps.is_hasty(self.data.get("shown", ""))

    @property
    def stamp(self) -> str:
        return stamps.to_send(self.data.get("shown", "") if self.is_bound else "")


class PostForm(StampedForm, BodyForm):
    """A new comment. ``key`` is drawn per rendered form, so that a double submit posts once."""

    OUT_OF_DATE = gettext_lazy("The form was out of date, so nothing was posted. Send it again.")
    PARENT_GONE = gettext_lazy(
        "The comment you answer is not there. You can post yours without it."
    )

    key = forms.UUIDField(error_messages={"required": OUT_OF_DATE, "invalid": OUT_OF_DATE})
    parent = forms.CharField(required=False)
    slot = HintField(required=False, min_value=1, max_value=MOST_ID)  # The comment it stands below.
    at = HintField(required=False, min_value=0, max_value=99)  # The level of the answer on screen.

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].validators = []  # clean_parent says what is wrong.

    def clean_parent(self) -> Comment | None:
        raw = self.cleaned_data["parent"]
        if not raw:
            return None
        parent = None
        if raw.isascii() and raw.isdecimal() and int(raw) <= MOST_ID:
            parent = Comment.objects.filter(pk=int(raw)).first()
        if parent is None:
            raise ValidationError(self.PARENT_GONE)
        return parent

    @property
    def next_key(self) -> str:
        """The key to send with: the one received while it is sound, else a new one."""
        received = self.data.get("key", "") if self.is_bound else ""
        try:
            return str(uuid.UUID(received))
        except ValueError:
            return str(uuid.uuid4())

    @property
    def post_key(self) -> uuid.UUID:
        """One key for one form *and* its words.

        A browser's back button brings an old form back with its old key: other words sent with it
        are another comment.
        """
        parent = self.cleaned_data["parent"]
        return uuid.uuid5(
            self.cleaned_data["key"], f"{parent and parent.pk}\n{self.cleaned_data['body']}"
        )

    @property
    def looks_automatic(self) -> bool:
        """Sent faster than anybody types, or with the trap filled in."""
        return self.is_hasty or bool(self.data.get("website"))

    @property
    def complaints(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]


class ReportForm(forms.Form):
    """Why a comment should be looked at. The service checks what goes with what."""

    category = forms.ChoiceField(
        choices=ReportCategory,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what is wrong with the comment."),
            "invalid_choice": gettext_lazy("Choose what is wrong with the comment."),
        },
    )
    note = forms.CharField(required=False, strip=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].validators = []  # text.clean, in the service, says it better.


class SignupForm(StampedForm, account_forms.SignupForm):
    """allauth's form, a name to be seen by, and a trap for machines without inline style."""

    display_name = forms.CharField(
        label=gettext_lazy("Name readers see (optional)"),
        required=False,
        max_length=names.MOST_DISPLAY_NAME,
        help_text=gettext_lazy("Empty: your username."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ("username", "display_name", "email", "password1")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = _("Letters, digits, full stop, hyphen and underscore.")
        self.fields["email"].help_text = _(
            "Only for mails you ask for, and to reset your password."
        )
        self.fields["password1"].help_text = _("At least 10 characters.")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if self.trap:
            # The content policy forbids the inline style it comes with; a class hides it.
            self.fields[self.trap.name].widget.attrs.pop("style", None)

    @property
    def trap(self) -> forms.BoundField | None:
        name = app_settings.SIGNUP_FORM_HONEYPOT_FIELD
        return self[name] if name in self.fields else None

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields people see."""
        return [field for field in self.visible_fields() if field.name != self.trap_name]

    @property
    def trap_name(self) -> str:
        return app_settings.SIGNUP_FORM_HONEYPOT_FIELD or ""

    def clean(self):
        cleaned = super().clean()
        if self.is_hasty:
            raise ValidationError(
                _(
                    "This form came back faster than anybody can fill it in, as programs send it. "
                    "Wait two seconds and send it again."
                )
            )
        return cleaned

    def clean_username(self) -> str:
        # Some keyboards send a letter and its accent apart.
        self.cleaned_data["username"] = normalize("NFC", self.cleaned_data["username"])
        return super().clean_username()

    def clean_display_name(self) -> str:
        return names.clean_display_name(self.cleaned_data["display_name"])

    def custom_signup(self, request, user):
        super().custom_signup(request, user)
        if name := self.cleaned_data["display_name"]:
            user.display_name = name
            user.save(update_fields=["display_name"])

    def try_save(self, request):
        """As allauth's; of two people signing up at once for one name, the second is told."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            messages.error(request, _("Somebody took this username a moment ago. Choose another."))
            return None, redirect("account_signup")


class LeaveForm(forms.Form):
    """Deleting one's account."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
