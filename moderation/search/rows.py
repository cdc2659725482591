"""What the table of results shows of each comment, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comments.models import Comment, Status, User
from moderation import marks
from moderation.models import Decision, ReviewItem
from moderation.presentation import Record, membership
from moderation.records import records, with_rudeness
from moderation.rows import Row, row, shown
from moderation.search.hits import Span, hits
from moderation.search.language import Term

EXCERPT = 400  # characters of a comment in the results
BEFORE = 80  # characters kept before the first hit


@dataclass(frozen=True, slots=True)
class Result:
    comment: Comment
    words: SafeString
    is_cut: bool
    record: Record
    member: str  # how long the author is here
    decision: Decision | None  # the latest one on it
    item: ReviewItem | None  # the open one, or the one that was decided last
    row: Row | None  # how the queue shows the open item: with its buttons
    viewer: User
    now: datetime

    @property
    def pk(self) -> int:
        return self.comment.pk

    @property
    def rudeness(self) -> float | None:
        """What the last scorer said; the comment comes from `records.with_rudeness`."""
        return getattr(self.comment, "rudeness", None)

    @property
    def may_be_put_before_review(self) -> bool:
        return self.row is None and self.comment.status != Status.WITHDRAWN


def results(ids: Sequence[int], terms: Sequence[Term], viewer: User, now: datetime) -> list[Result]:
    """In the order of ``ids``."""
    related = ("author", "article", "parent__author")
    seen = Comment.objects.moderatable_by(viewer)
    comments = with_rudeness(seen.select_related(*related)).in_bulk(ids)
    by_author = records({comment.author_id for comment in comments.values()}, viewer)
    items = latest_items(comments, viewer)
    decisions = latest_decisions(comments, viewer)
    found = []
    for pk in ids:
        if (comment := comments.get(pk)) is None:
            continue
        item, record = items.get(pk), by_author[comment.author_id]
        if (decision := decisions.get(pk)) is not None:
            decision.comment = comment  # Its words say whose comment it was about.
        words, is_cut = marked(comment.body, terms)
        waits = item if item is not None and item.closed_at is None else None
        found.append(
            Result(
                comment=comment,
                words=words,
                is_cut=is_cut,
                record=record,
                member=membership(comment.author.date_joined, now),
                decision=decision,
                item=item,
                row=row(waits, record, viewer, now) if waits else None,
                viewer=viewer,
                now=now,
            )
        )
    return found


def latest_items(ids: Collection[int], viewer: User) -> dict[int, ReviewItem]:
    """Comment id -> its open item or else its last one. An open one is always the last."""
    items = ReviewItem.objects.moderatable_by(viewer).filter(comment__in=ids)
    return {item.comment_id: item for item in shown(items).order_by("pk")}


def latest_decisions(ids: Collection[int], viewer: User) -> dict[int, Decision]:
    related = ("moderator", "policy", "undone_by")
    seen = Decision.objects.moderatable_by(viewer).filter(comment__in=ids)
    decisions = seen.select_related(*related).order_by("pk")
    return {decision.comment_id: decision for decision in decisions}


def marked(body: str, terms: Sequence[Term]) -> tuple[SafeString, bool]:
    """The part of ``body`` around the first hit, every hit marked; and whether that is a part."""
    spans = hits(body, terms)
    start, end = window(body, spans)
    inside = [(max(s, start), min(e, end)) for s, e in spans if s < end and e > start]
    pieces, at = [], start
    for s, e in inside:
        pieces += [plain(body[at:s]), format_html('<mark class="hit">{}</mark>', plain(body[s:e]))]
        at = e
    pieces.append(plain(body[at:end]))
    text = format_html_join("", "{}", ((piece,) for piece in pieces))
    return format_html("{}{}", "…" if start else "", text), end - start < len(body)


def plain(text: str) -> SafeString:
    return marks.html([marks.Piece(text)])


def window(body: str, spans: Sequence[Span]) -> tuple[int, int]:
    """Where to begin and end, so that the first hit is seen; never in the middle of a sign."""
    if len(body) <= EXCERPT:
        return 0, len(body)
    start = 0
    if spans and spans[0][1] > EXCERPT:
        start = spans[0][0] - BEFORE
        blank = body.find(" ", start, spans[0][0])
        start = marks.sign_start(body, blank + 1 if blank >= 0 else start)
    end = start + EXCERPT
    if end < len(body):
        blank = body.rfind(" ", start + EXCERPT - marks.NEAR, end)
        end = marks.sign_start(body, blank if blank > start else end)
    return start, min(end, len(body))
