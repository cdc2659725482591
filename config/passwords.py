"""How passwords are kept and what they must have, and the forms of second factors."""

# New passwords get the first. Older hashes are known, and made anew when their owner logs in.
HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "comments.accounts.passwords.LongerForStaff"},
    {"NAME": "comments.accounts.passwords.NotObvious"},
]
SECOND_FACTOR_FORMS = {
    "authenticate": "comments.accounts.forms.CodeForm",
    "reauthenticate": "comments.accounts.forms.CodeAgainForm",
    "activate_totp": "comments.accounts.forms.FirstCodeForm",
    "add_webauthn": "comments.accounts.forms.AddKeyForm",
    "edit_webauthn": "comments.accounts.forms.RenameKeyForm",
}
