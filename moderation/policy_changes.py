"""What one policy changes against another, a version or a draft, in words."""

from django.utils.translation import gettext as _

from moderation.models import PolicyRules, PolicyVersion

WORD_LISTS = ("banned_words", "suspect_words")
MOST_NAMED = 5  # words


def changes(before: PolicyRules, after: PolicyRules) -> list[str]:
    """One phrase per field that differs, in the order of the form. Empty when none does."""
    found = []
    for field in compared(before, after):
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old == new:
            continue
        if field.name == "site_model":
            # By number: a name of each version would be a query of its own.
            found.append(f"{field.verbose_name} {scorer(old)} → {scorer(new)}")
        elif field.name in WORD_LISTS:
            found += word_changes(str(field.verbose_name), words(old), words(new))
        else:
            found.append(f"{field.verbose_name} {shown(old)} → {shown(new)}")
    return found


def compared(before: PolicyRules, after: PolicyRules):
    """The rules, and of two versions what scores, too: a draft has no scorer of its own."""
    versions = all(isinstance(each, PolicyVersion) for each in (before, after))
    scorer_field = [PolicyVersion._meta.get_field("site_model")] if versions else []
    return [*PolicyRules._meta.fields, *scorer_field]


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
