"""Which names people may take: readable ones that do not pass for somebody else's."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from comments import text
from comments.complaints import in_words
from comments.models import User

RESERVED = {"admin", "administrator", "decorum", "editor", "moderator", "root", "staff", "support"}
SIGNS = "._-"
MOST_DISPLAY_NAME = 60  # characters; the column's length
# Scripts that are written mixed with one another.
TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HANGUL": "CJK", "BOPOMOFO": "CJK"}
# Letters of other scripts that look like a Latin one in most type.
LATIN_LOOKS = dict(
    zip(
        "авеікмнорсстухјѕԁԛԝүһӏ" + "αβεικνορτυχγ",
        "abeikmhopcctyxjsdqwyhl" + "abeiknoptuxy",
        strict=True,
    )
)
CYRILLIC_LOOKS = {latin: other for other, latin in LATIN_LOOKS.items() if "а" <= other <= "ӿ"}
GREEK_LOOKS = {latin: other for other, latin in LATIN_LOOKS.items() if "α" <= other <= "ω"}


def script_of(char: str) -> str:
    """The script of a letter, by the first word of its Unicode name; "" for signs and digits."""
    if not char.isalpha():
        return ""
    script = unicodedata.name(char, "UNKNOWN").split()[0]
    return TOGETHER.get(script, script)


def check_letters(name: str) -> None:
    """Raise ValidationError for mixed scripts, piled accents and letters in disguise."""
    if unicodedata.normalize("NFKC", name) != name:
        raise ValidationError(_("Use plain letters: some of these only look like letters."))
    if any(unicodedata.name(char, "").startswith("COMBINING") for char in name):
        raise ValidationError(_("Leave out accents that are not part of a letter."))
    if len({script_of(char) for char in name} - {""}) > 1:
        raise ValidationError(_("Use the letters of one script, not a mixture."))


def is_letter(char: str) -> bool:
    """Letters and digits, and the marks that are part of letters in many scripts."""
    return char.isalnum() or unicodedata.category(char).startswith("M")


def check_username(name: str) -> None:
    if (
        not all(is_letter(char) or char in SIGNS for char in name)
        or not name[:1].isalnum()
        or name[-1] in SIGNS
    ):
        raise ValidationError(
            _(
                "Use letters, digits, full stop, hyphen and underscore, with a letter or digit at "
                "both ends."
            )
        )
    check_letters(name)


def check_free(name: str) -> None:
    """Raise ValidationError for a name that is taken, reserved, or looks like another's."""
    if name.casefold() in RESERVED:
        raise ValidationError(_("This name is kept for the people who run the site."))
    taken = Q()
    for twin in {name, *look_alikes(name)}:
        taken |= Q(username__iexact=twin) | Q(display_name__iexact=twin)
    if User.objects.filter(taken).exists():
        raise ValidationError(_("Somebody here has this name or one that looks like it."))


def look_alikes(name: str) -> set[str]:
    """What ``name`` would look like, written wholly in another script: Cyrillic "сор" and "cop"."""
    twins = set()
    for looks in (LATIN_LOOKS, CYRILLIC_LOOKS, GREEK_LOOKS):
        letters = [looks.get(char) for char in name.casefold() if char.isalpha()]
        if letters and None not in letters:
            twins.add("".join(looks.get(char, char) for char in name.casefold()))
    return twins


def clean_display_name(raw: str) -> str:
    """A name of one line for readers, or "". Raises ValidationError."""
    if not raw.strip():
        return ""
    try:
        name = text.clean(raw, most=MOST_DISPLAY_NAME, what="name")
    except text.BadText as error:
        raise ValidationError(in_words(error)) from error
    if any(unicodedata.category(char) in ("Cc", "Cf") for char in name):
        raise ValidationError(_("Write your name on one line, without invisible characters."))
    name = " ".join(name.split())
    check_letters(name)
    check_free(name)
    return name


USERNAME_VALIDATORS = [check_username, check_free]
