"""What is wrong with a text, in the language of whoever typed it."""

from django.utils.translation import gettext

from comments.text import BadText


def in_words(error: BadText) -> str:
    return gettext(error.sentence) % (error.values | {"text": gettext(error.values["text"])})
