"""allauth's forms for second factors, with our labels."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy

NAME = gettext_lazy("Name of the key, for yourself")
MOST_NAME = 60  # characters


class LabelledCode(forms.Form):
    """The field ``code`` with a label in place of a placeholder."""

    label = gettext_lazy("Six digits from your app, or a recovery code")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = self.label
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs["autocapitalize"] = "none"


class CodeForm(LabelledCode, AuthenticateForm):
    pass


class CodeAgainForm(LabelledCode, ReauthenticateForm):
    pass


class FirstCodeForm(LabelledCode, ActivateTOTPForm):
    label = gettext_lazy("Six digits that the app shows now")


class AddKeyForm(AddWebAuthnForm):
    """A passkey or security key. ``passwordless``: one that can stand for name and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
        self.fields["name"].max_length = MOST_NAME
        self.fields["name"].widget.attrs["maxlength"] = MOST_NAME
        self.fields["passwordless"].label = gettext_lazy("Log in with this key alone")
        self.fields["passwordless"].help_text = gettext_lazy(
            "Without name and password. The device then asks for its PIN, finger or face."
        )

    def clean_name(self):
        return super().clean_name()[:MOST_NAME]


class RenameKeyForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NAME
        self.fields["name"].widget.attrs["maxlength"] = MOST_NAME

    def clean_name(self):
        return self.cleaned_data["name"][:MOST_NAME]
