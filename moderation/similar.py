"""Earlier decisions about comments that say nearly the same, for whoever has to decide now.

The index gives candidates that share a telling word: what the scorer marked, or else the rarest
words. Of those that a moderator decided, the ones with the most words in common are shown.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from comments.models import Comment, User
from moderation.marks import checked
from moderation.models import Action, Decision
from moderation.search.hits import fold
from moderation.search.language import WORD, Term, Wanted
from moderation.search.matches import Matches
from moderation.search.question import Asked

MOST = 3  # shown
MOST_TELLING = 6  # words that candidates are looked up by
MOST_WEIGHED = 12  # words whose rarity is looked up
SHORTEST = 3  # letters of a word that tells anything
RARE = 300  # comments; counting on would tell no more of a word than that it is common
LOOKED = 1_000  # newest comments with one of the words, of which the decided ones are candidates
CANDIDATES = 200  # decided comments that are compared
LEAST = 0.15  # share of words in common from which two comments are called similar
STANDING = (Action.APPROVE, Action.REJECT, Action.DISMISS)


@dataclass(frozen=True, slots=True)
class Similar:
    """A decided comment and how much it has in common with the one in question."""

    decision: Decision
    shared: int  # words
    share: float  # of all words of both, in (0, 1]

    @property
    def is_same(self) -> bool:
        return self.share == 1


# ── Pure ────────────────────────────────────────────────────────────────────────────────────────


def words_of(text: str) -> frozenset[str]:
    """Its words, small and without accents, each once."""
    return frozenset(WORD.findall(fold(text)[0]))


def read_words(body: str, spans: Iterable) -> list[str]:
    """What the scorer marked, as it reads it, the heaviest first."""
    good = sorted(filter(None, (checked(span, len(body)) for span in spans)), key=lambda s: -s[2])
    marked = (read_as or body[start:end] for start, end, _, read_as in good)
    return list(dict.fromkeys(word for text in marked for word in WORD.findall(fold(text)[0])))


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """Jaccard's: the share of words in common among all words of both; 0 where there is none."""
    together = len({*one, *other})
    return len({*one} & {*other}) / together if together else 0.0


def most_alike(
    words: Collection[str], texts: Iterable[tuple[int, str]], *, most: int
) -> list[tuple[int, int, float]]:
    """Of (id, text) pairs those most alike, as (id, words in common, share), the newest of equals
    first. Texts below LEAST are left out, and what says the same as one before is shown once."""
    ranked = []
    for pk, text in texts:
        others = words_of(text)
        share = likeness(words, others)
        if share >= LEAST:
            ranked.append((share, pk, len(others & {*words})))
    return [(pk, shared, share) for share, pk, shared in sorted(ranked, reverse=True)[:most]]


# ── Asking ──────────────────────────────────────────────────────────────────────────────────────


class BoundedCount(Subquery):
    """How many comments have a word, counted to RARE and no further."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()

    def __init__(self, word: str):
        rows = Matches(any_of([word])).nearest(RARE, upwards=None)
        super().__init__(rows.values("pk")[:RARE])


def any_of(words: Sequence[str]) -> Asked:
    return Asked(Wanted(tuple(Term((word,)) for word in words), is_any=True))


def similar_decisions(comment: Comment, spans: Iterable, viewer: User) -> list[Similar]:
    """At most MOST that ``viewer`` may see, the most similar first. Three queries, whatever the
    size of the site."""
    words = words_of(comment.body) | {*read_words(comment.body, spans)}
    telling = telling_words(comment, words, read_words(comment.body, spans))
    chosen = most_alike(words, candidates(comment, telling, viewer), most=MOST)
    decisions = latest_standing([pk for pk, _, _ in chosen], viewer)
    return [
        Similar(decisions[pk], shared, share) for pk, shared, share in chosen if pk in decisions
    ]


def telling_words(comment: Comment, words: Collection[str], marked: Sequence[str]) -> list[str]:
    """The marked words, and beside them the rarest that other comments have too. One query."""
    long = sorted((w for w in words if len(w) >= SHORTEST and w not in marked), key=len)[::-1]
    weighed = [*marked[:MOST_TELLING], *long][:MOST_WEIGHED]
    if not weighed:
        return []
    counts = Comment.objects.filter(pk=comment.pk).values_list(*map(BoundedCount, weighed)).get()
    found = [(count, word) for count, word in zip(counts, weighed, strict=True) if count > 1]
    known = [word for _, word in found if word in marked]
    rare = [word for count, word in sorted(found) if count < RARE and word not in marked]
    return [*known, *rare][:MOST_TELLING]


def candidates(comment: Comment, telling: Sequence[str], viewer: User) -> Iterable[tuple[int, str]]:
    """Decided comments with one of the words, or with the very same text. One query."""
    alike = Q(fingerprint=comment.fingerprint)
    if telling:
        alike |= Matches(any_of(telling)).newest(LOOKED)
    # Within a CASE it is asked of each of the few: a database that may choose begins with all
    # decisions that there are.
    decided = Case(
        When(Exists(standing(viewer).filter(comment=OuterRef("pk"))), then=True),
        default=False,
        output_field=BooleanField(),
    )
    seen = Comment.objects.moderatable_by(viewer)
    rows = seen.filter(alike, decided).exclude(pk=comment.pk).order_by("-pk")
    return rows.values_list("pk", "body")[:CANDIDATES]


def standing(viewer: User) -> QuerySet[Decision]:
    """What moderators decided for good: an escalation decides nothing."""
    # A subquery: for a join SQLite may build an index of all decisions first.
    undone = Decision.objects.filter(undoes=OuterRef("pk"))
    decisions = Decision.objects.moderatable_by(viewer)
    return decisions.filter(~Exists(undone), action__in=STANDING)


def latest_standing(ids: Sequence[int], viewer: User) -> dict[int, Decision]:
    """Comment id -> what was decided last. One query."""
    related = ("moderator", "revision", "comment__author")
    rows = standing(viewer).filter(comment__in=ids).select_related(*related)
    # Ordered here: asked for an order, SQLite reads all decisions in it.
    return {decision.comment_id: decision for decision in sorted(rows, key=lambda row: row.pk)}
