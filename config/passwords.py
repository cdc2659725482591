"""How passwords are kept, and what they must have."""

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
