"""The labels that are in the log: which decisions count, and what overrules them."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from comments.models import CommentRevision, Status
from comments.reasons import ReasonCode
from moderation.learning import sources
from moderation.learning.labels import Label
from moderation.learning.sources import Ruling
from moderation.models import HUMAN_ACTIONS, Action, Decision, Score

# Why somebody was rude. Spam, a leaked address or the wrong topic teach nothing about that.
RUDE_REASONS = (
    *(ReasonCode.OFFENSIVE, ReasonCode.ABUSIVE, ReasonCode.HATE_SPEECH),
    *(ReasonCode.HARASSMENT, ReasonCode.THREAT, ReasonCode.PROFANITY),
)
RUDE = Q(action=Action.REJECT, reason_code__in=RUDE_REASONS)
# An explicit word that it may stay; "was not removed" is none.
CIVIL = Q(action=Action.APPROVE) | Q(action=Action.DISMISS, status_after=Status.VISIBLE)
MOST = 50_000  # of the latest decisions; house rules of years ago are others


def labels() -> list[Label]:
    """Every label there is, in the order of decisions. Explicit human decisions on the words that
    stand, the last on each, not taken back: so a lead's word on two readings that differ is the
    one that counts. Rulings overrule them. Words that are erased, or that their author withdrew,
    are not among them."""
    found = {label.revision: label for label in decided()}
    for revision, ruling in latest_rulings().items():
        found.pop(revision, None)
        if ruling.rude is not None:
            found |= {label.revision: label for label in ruled(ruling)}
    return sorted(found.values(), key=lambda label: (label.decided_at, label.revision))


def decided() -> Iterable[Label]:
    later = Decision.objects.filter(
        comment=OuterRef("comment"),
        pk__gt=OuterRef("pk"),
        action__in=HUMAN_ACTIONS,
        undone_by__isnull=True,
    )
    standing = Decision.objects.filter(RUDE | CIVIL, undone_by__isnull=True)
    rows = (
        standing.exclude(Exists(later))
        .filter(revision__number=F("comment__revision"))
        .exclude(revision__body="")
        .exclude(comment__status=Status.WITHDRAWN)
        .annotate(
            language=Subquery(languages(OuterRef("revision"))),
            drawn=F("revision__audit_draw__probability"),
        )
        .order_by("-pk")
    )
    fields = ("comment", "revision", "revision__body", "action", "decided_at")
    for comment, revision, text, action, decided_at, section, language, drawn in rows.values_list(
        *fields, "comment__article__section__slug", "language", "drawn"
    )[:MOST]:
        about = (section, language or "", drawn or 1.0)
        yield Label(comment, revision, text, action == Action.REJECT, decided_at, *about)


def languages(revision) -> QuerySet:
    return Score.objects.filter(revision=revision).order_by("-pk").values("language")[:1]


def latest_rulings() -> dict[int, Ruling]:
    """Revision -> the ruling that counts."""
    found: dict[int, Ruling] = {}
    for source in sources.RULINGS:
        for ruling in source():
            before = found.get(ruling.revision)
            if before is None or ruling.decided_at >= before.decided_at:
                found[ruling.revision] = ruling
    return found


def ruled(ruling: Ruling) -> Iterable[Label]:
    """The label of a ruling; none when the words are gone or others since."""
    rows = (
        CommentRevision.objects.filter(pk=ruling.revision, number=F("comment__revision"))
        .exclude(body="")
        .exclude(comment__status=Status.WITHDRAWN)
        .annotate(language=Subquery(languages(OuterRef("pk"))))
    )
    for comment, text, section, language in rows.values_list(
        "comment", "body", "comment__article__section__slug", "language"
    ):
        about = (section, language or "")
        yield Label(comment, ruling.revision, text, bool(ruling.rude), ruling.decided_at, *about)
