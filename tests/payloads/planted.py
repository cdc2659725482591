"""A site whose every field is filled by somebody who means harm."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.utils import timezone

from comments import names, paths, text
from comments import services as readers
from comments.ids import new_id
from comments.models import Article, Comment, CommentRevision, Report, Section, Status, Tag, User
from moderation import roles, services
from moderation.models import (
    Action,
    Decision,
    Flag,
    FlagKind,
    Page,
    ReviewItem,
    Sanction,
    SanctionKind,
    SavedFilter,
    Score,
)
from moderation.services.assigning import assign
from moderation.services.notes import write_note
from tests.factories import (
    ArticleFactory,
    UserFactory,
    make_comment,
    make_item,
    make_staff,
    set_policy,
)
from tests.payloads.corpus import PAYLOADS, packed


@dataclass(frozen=True, slots=True)
class Planted:
    """What was put where: a row's id -> the text."""

    thread: Article
    visible: dict[int, str]  # comments under that one article
    held: dict[int, str]  # items, each under an article and by an author with the same payload
    decided: dict[int, str]  # decisions, by their note
    names: dict[int, str]  # people -> display name, where the site lets them have it
    items: list[ReviewItem]  # with many payloads in one text, edited, reported, and with notes
    decision: Decision  # one of a batch
    person: User  # wrote those items
    article: Article  # where those items are
    stuffed: dict[str, list[str]]  # field -> the texts put there


def plant(payloads: Sequence[str] = PAYLOADS) -> Planted:
    """Each of ``payloads`` in rows of its own, and all there are packed into few. Lou leads and ada
    administers; their passwords are those of the factories."""
    lead = make_staff(roles.LEAD, username="lou")
    make_staff(roles.ADMINISTRATOR, username="ada", is_superuser=True)
    section = Section.objects.create(name="</title><script>__x=1</script>", slug="wild")
    people = strangers(payloads)
    thread = ArticleFactory(section=section, headline="<svg onload=__x=1>")
    bodies = [storable(payload) for payload in payloads]
    visible = write([thread] * len(bodies), people, bodies, Status.VISIBLE)
    Article.objects.filter(pk=thread.pk).update(comment_count=len(bodies))
    held = hold(articles(section, payloads), people, bodies)
    decided = decide(visible, payloads, lead)
    items, decision, stuffed = stuff(section, lead)
    return Planted(
        thread=thread,
        visible={comment.pk: comment.body for comment in visible},
        held={item.pk: item.comment.body for item in held},
        decided={each.pk: each.note for each in decided},
        names={person.pk: person.display_name for person in people if person.display_name},
        items=items,
        decision=decision,
        person=items[0].author,
        article=items[0].comment.article,
        stuffed=stuffed,
    )


def storable(payload: str) -> str:
    """As a comment may hold it: what turns all that follows round is refused there."""
    return text.clean(text.BIDI_OVERRIDES.sub("", payload))


def strangers(payloads: Sequence[str]) -> list[User]:
    """One person for each payload, with it as their name where they may have it."""
    people = []
    for number, payload in enumerate(payloads):
        try:
            shown = names.clean_display_name(payload)
        except ValidationError:
            shown = ""
        people.append(User(username=f"p{number}", display_name=shown))
    return User.objects.bulk_create(people)


def articles(section: Section, payloads: Sequence[str]) -> list[Article]:
    """As an importer may leave them: whatever the columns hold."""
    now = timezone.now()
    return Article.objects.bulk_create(
        Article(
            headline=payload[:200].replace("\n", " "),
            slug=f"wild-{number}",
            section=section,
            byline=payload[:120],
            lead=payload,
            body=payload,
            published_at=now,
        )
        for number, payload in enumerate(payloads)
    )


def write(places, people, bodies, status: Status) -> list[Comment]:
    """Comments that were judged, one for each body. In bulk: a test waits for them."""
    now = timezone.now()
    rows = [
        Comment(
            id=pk,
            article=article,
            author=person,
            body=body,
            status=status,
            path=paths.child_path("", pk),
            number=number,
            published_at=now if status == Status.VISIBLE else None,
            unjudged_since=None,
            fingerprint=text.fingerprint(body),
        )
        for number, (article, person, body, pk) in enumerate(
            zip(places, people, bodies, ids(len(bodies)), strict=True), 1
        )
    ]
    Comment.objects.bulk_create(rows)
    CommentRevision.objects.bulk_create(
        CommentRevision(comment=row, number=1, body=row.body) for row in rows
    )
    return rows


def ids(amount: int) -> list[int]:
    drawn: set[int] = set()
    while len(drawn) < amount:
        drawn.add(new_id(timezone.now().timestamp()))
    return sorted(drawn)


def hold(places, people, bodies) -> list[ReviewItem]:
    """Waiting comments whose marks begin and end within what wants to be markup."""
    comments = write(places, people, bodies, Status.HELD)
    seen = {row.comment_id: row for row in CommentRevision.objects.filter(comment__in=comments)}
    scores = Score.objects.bulk_create(
        Score(
            comment=comment,
            revision=seen[comment.pk],
            rudeness=0.8,
            spans=[[1, 3, 0.9, comment.body], [4, 6, 0.2, None]],
            scorer="test@1",
            language="en",
        )
        for comment in comments
    )
    items = ReviewItem.objects.bulk_create(
        ReviewItem(
            comment=score.comment,
            article=score.comment.article,
            author=score.comment.author,
            pile=f"{n:032x}",
            score=score,
        )
        for n, score in enumerate(scores)
    )
    Flag.objects.bulk_create(
        Flag(
            item=item,
            revision=seen[item.comment_id],
            kind=FlagKind.DETECTED_SUSPECT_WORD,
            evidence=item.comment.body,
            said={"sentence": "%(words)s", "values": {"words": item.comment.body}},
        )
        for item in items
    )
    return items


def decide(comments: list[Comment], payloads: Sequence[str], lead: User) -> list[Decision]:
    """A note for each, as a moderator wrote it."""
    seen = {row.comment_id: row for row in CommentRevision.objects.filter(comment__in=comments)}
    return Decision.objects.bulk_create(
        Decision(
            comment=comment,
            revision=seen[comment.pk],
            action=Action.APPROVE,
            moderator=lead,
            note=payload,
            status_before=Status.HELD,
            status_after=Status.VISIBLE,
        )
        for comment, payload in zip(comments, payloads, strict=True)
    )


def stuff(section: Section, lead: User) -> tuple[list[ReviewItem], Decision, dict[str, list[str]]]:
    """Items, a person and the rest of the desk, with as much as their fields hold, by the services
    that readers and moderators use."""
    author = UserFactory(username="harm", display_name="<img src=x onerror=__x=1>")
    reporter = UserFactory(username="foe", display_name='" onfocus=__x=1 autofocus "')
    article = ArticleFactory(section=section, headline="'\"><script>__x=1</script>", lead="{{7*7}}")
    article.tags.add(Tag.objects.create(name="<b onclick=__x=1>", slug="wild"))
    set_policy(banned_words="\n".join(packed(4_000)[0].split()), suspect_words="<b>\n{{7*7}}")
    texts = [storable(body) for body in packed(text.MAX_BODY)]
    notes, reports, reasons = packed(1_000), packed(500), packed(500)
    notes = [storable(note) for note in notes]
    reports = [storable(report) for report in reports]
    items = []
    for body, later in zip(texts, [*texts[1:], texts[0]], strict=True):
        comment = make_comment(body, article=article, author=author)
        readers.report_comment(comment, reporter=reporter, category="other", note=reports[0])
        readers.edit_comment(comment, author=author, body=later)
        Comment.objects.filter(pk=comment.pk).update(status=Status.HELD, unjudged_since=None)
        items.append(ReviewItem.objects.get(comment=comment))
    for note, item in zip_longest(notes, items, fillvalue=items[0]):
        write_note(note, author=lead, person=author)
        write_note(note, author=lead, comment=item.comment)
    for reason in reasons:
        services.impose(author, kind=SanctionKind.WARNING, reason=reason, moderator=lead)
    batch = services.decide_many(
        [
            make_item(make_comment(payload, author=author, article=article, status=Status.HELD))
            for payload in texts
        ],
        moderator=lead,
        action=Action.REJECT,
        reason_code="other",
        note=notes[0],
    )
    for number, payload in enumerate(PAYLOADS[:40]):
        page = (Page.QUEUE, Page.SEARCH)[number % 2]
        SavedFilter.objects.create(owner=lead, page=page, name=payload[:60], query="q=x&" + payload)
    assign(lead, assigned_by=lead, section=section)
    Sanction.objects.filter(user=author).update(imposed_at=timezone.now())
    Report.objects.filter(comment__author=author).update(reported_at=timezone.now())
    stuffed = {"notes": notes, "reports": reports[:1], "reasons": reasons, "bodies": texts}
    return items, batch.decided[0], stuffed
