"""What the policy knew of past comments, as it was then: from what was written down, else worked
out from the rows that there are now. A fixed number of queries for any number of comments."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import OuterRef

from comments.models import Comment, Status
from moderation import links
from moderation.facts import RECORDED
from moderation.models import Action, Decision, Flag, FlagKind, PolicyVersion
from moderation.policy import Facts, Limits
from moderation.waiting import CappedCount

MARKS = (FlagKind.PREMODERATED, FlagKind.DETECTED_LATE)


class Published(CappedCount):
    """Beyond the first, nobody asks how many: only whether an author is new."""

    most = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict of the policy, with the words that it was about."""

    decision: Decision
    comment: Comment
    body: str
    rudeness: float

    @property
    def at(self) -> datetime:
        return self.decision.decided_at


def rebuild(judged: Sequence[Judged], limits: Sequence[Limits]) -> list[list[Facts]]:
    """For each of ``limits`` the facts of all of ``judged``, in order: an author's rejections and
    earlier same texts are counted over the spans that these limits name."""
    known = [one.decision.facts is not None for one in judged]
    marks = marks_of([one for one, has in zip(judged, known, strict=True) if not has])
    published = published_before([one for one, has in zip(judged, known, strict=True) if not has])
    plain = [
        of_record(one) if has else from_rows(one, marks, published)
        for one, has in zip(judged, known, strict=True)
    ]
    return [in_spans_of(each, judged, plain) for each in limits]


def of_record(one: Judged) -> Facts:
    record = one.decision.facts or {}
    told = {name: record.get(short, 0) for short, name in RECORDED.items()}
    for name in ("closed_before_posting", "premoderated_article", "premoderated_author"):
        told[name] = bool(told[name])
    return Facts(one.body, one.rudeness, links.hosts(one.body), **told)


def from_rows(one: Judged, marks: dict[int, set[str]], published: dict[int, int]) -> Facts:
    """What can still be known: flags say what held it then, whatever was set otherwise since."""
    found = marks[one.decision.revision_id]
    return Facts(
        body=one.body,
        rudeness=one.rudeness,
        links=links.hosts(one.body),
        closed_before_posting=FlagKind.DETECTED_LATE in found,
        premoderated_article=FlagKind.PREMODERATED in found,
        author_published=published[one.comment.pk],
    )


def marks_of(judged: Sequence[Judged]) -> dict[int, set[str]]:
    """Revision -> those of MARKS that it has."""
    found: dict[int, set[str]] = defaultdict(set)
    if judged:
        flags = Flag.objects.filter(
            revision__in=[one.decision.revision_id for one in judged], kind__in=MARKS
        )
        for revision, kind in flags.values_list("revision", "kind"):
            found[revision].add(kind)
    return found


def published_before(judged: Sequence[Judged]) -> dict[int, int]:
    """Comment -> how many earlier ones of its author readers see, by index comments_by_author."""
    if not judged:
        return {}
    earlier = Comment.objects.filter(
        author=OuterRef("author"), pk__lt=OuterRef("pk"), status=Status.VISIBLE
    )
    rows = Comment.objects.filter(pk__in=[one.comment.pk for one in judged])
    return dict(rows.annotate(earlier=Published(earlier)).values_list("pk", "earlier"))


def in_spans_of(limits: Limits, judged: Sequence[Judged], plain: list[Facts]) -> list[Facts]:
    """``plain`` with rejections and same texts over the spans of ``limits``. What was counted at
    the time over the same span stays as it is."""
    same_days = spans_that_are("history_days", limits.history_days)
    same_hours = spans_that_are("repeat_hours", limits.repeat_hours)
    recount = [n for n, one in enumerate(judged) if not counted(one, same_days)]
    repeats = [n for n, one in enumerate(judged) if not counted(one, same_hours)]
    found = list(plain)
    days, hours = timedelta(days=limits.history_days), timedelta(hours=limits.repeat_hours)
    for n, amount in zip(recount, rejections([judged[n] for n in recount], days), strict=True):
        found[n] = replace(found[n], author_rejections=amount)
    texts = same_texts([judged[n] for n in repeats], hours)
    for n, (own, all_of_them) in zip(repeats, texts, strict=True):
        found[n] = replace(found[n], same_text_by_author=own, same_text_by_anybody=all_of_them)
    return found


def spans_that_are(name: str, span: int) -> set[int]:
    """The policy versions whose span is this one."""
    return set(PolicyVersion.objects.filter(**{name: span}).values_list("pk", flat=True))


def counted(one: Judged, versions: set[int]) -> bool:
    return one.decision.facts is not None and one.decision.policy_id in versions


def rejections(judged: Sequence[Judged], span: timedelta) -> list[int]:
    """Comments of the same author that were rejected in ``span`` before, and not taken back by
    then: the log has it all."""
    if not judged:
        return []
    made = Decision.objects.filter(
        comment__author__in={one.comment.author_id for one in judged},
        action=Action.REJECT,
        decided_at__gte=min(one.at for one in judged) - span,
        decided_at__lt=max(one.at for one in judged),
    )
    rows = made.values_list("comment__author", "comment", "decided_at", "undone_by__decided_at")
    by_author: dict[int, list] = defaultdict(list)
    for author, comment, at, undone_at in rows:
        by_author[author].append((comment, at, undone_at))
    return [
        len(
            {
                comment
                for comment, at, undone_at in by_author[one.comment.author_id]
                if one.at - span <= at < one.at and (undone_at is None or undone_at > one.at)
            }
        )
        for one in judged
    ]


def same_texts(judged: Sequence[Judged], span: timedelta) -> list[tuple[int, int]]:
    """(by the same author, by anybody): earlier comments in ``span`` before that say the same, as
    they are worded now."""
    if not judged:
        return []
    comments = [one.comment for one in judged]
    rows = Comment.objects.filter(
        fingerprint__in={comment.fingerprint for comment in comments},
        posted_at__gte=min(comment.posted_at for comment in comments) - span,
        posted_at__lte=max(comment.posted_at for comment in comments),
    ).values_list("fingerprint", "posted_at", "pk", "author")
    by_text: dict[str, list] = defaultdict(list)
    for text, posted_at, pk, author in rows:
        by_text[text].append((posted_at, pk, author))
    found = []
    for comment in comments:
        authors = [
            author
            for posted_at, pk, author in by_text[comment.fingerprint]
            if pk < comment.pk and posted_at >= comment.posted_at - span
        ]
        found.append((authors.count(comment.author_id), len(authors)))
    return found
