"""What one policy version changed against another, in words."""

from django.utils.translation import gettext as _

from moderation.models import PolicyVersion

WORD_LISTS = ("banned_words", "suspect_words")
NOT_POLICY = ("id", "note", "salt", "created_by", "created_at", *WORD_LISTS)
MOST_NAMED = 5  # words


def changes(before: PolicyVersion, after: PolicyVersion) -> list[str]:
    """One phrase per field that differs, in the order of the form. Empty when none does."""
    found = []
    for field in PolicyVersion._meta.concrete_fields:
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old == new:
            continue
        if field.name == "site_model":
            # By number: a name of each version would be a query of its own.
            found.append(f"{field.verbose_name} {scorer(old)} → {scorer(new)}")
        elif field.name in WORD_LISTS:
            found += word_changes(str(field.verbose_name), words(old), words(new))
        elif field.name not in NOT_POLICY:
            found.append(f"{field.verbose_name} {shown(old)} → {shown(new)}")
    return found


def word_changes(name: str, old: dict[str, None], new: dict[str, None]) -> list[str]:
    added = [word for word in new if word not in old]
    gone = [word for word in old if word not in new]
    parts = []
    if added:
        parts.append(f"{name} +{len(added)}: {named(added)}")
    if gone:
        parts.append(f"{name} −{len(gone)}: {named(gone)}")
    return parts or [_("%(name)s: order or spacing") % {"name": name}]


def words(lines: str) -> dict[str, None]:
    """The entries of a list, in order; a dict because a list of thousands is looked up in."""
    return dict.fromkeys(filter(None, (line.strip() for line in lines.splitlines())))


def named(entries: list[str]) -> str:
    more = len(entries) - MOST_NAMED
    line = ", ".join(entries[:MOST_NAMED])
    if more <= 0:
        return line
    return _("%(words)s and %(count)s more") % {"words": line, "count": more}


def scorer(number: int | None) -> str:
    if number is None:
        return _("as shipped")
    return _("site model %(number)s") % {"number": number}


def shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("never") if value is None else str(value)
