"""A site with something on every page of it, for tests that look at all of them."""

from dataclasses import dataclass
from datetime import timedelta

import time_machine
from django.utils import timezone

from comments import services as readers
from comments.models import Comment, Section, Status, User
from moderation import roles, services
from moderation.models import Action, Decision, DeskSettings, FlagKind, Page, ReviewItem
from moderation.models import SanctionKind as Kind
from moderation.services.assigning import assign
from moderation.services.notes import write_note
from moderation.services.saved_filters import save_filter
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, make_staff

ARABIC = "هذا كلام غبي جدا، والله لا أفهم لماذا ينشر هنا."
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What the tests need to know of the site they look at."""

    article: str  # the address of the one with a thread
    own: Comment  # robin's, visible and fresh enough to be edited
    other: Comment  # somebody else's, in the same thread
    rude: User  # gert, with a record: rejections, a warning to confirm, notes
    held: ReviewItem
    edited: ReviewItem
    escalated: ReviewItem
    decided: ReviewItem
    batch: Decision


def open_newsroom() -> Newsroom:
    """Lou leads, mika moderates, ada administers; robin and gert read. All with one password."""
    # Two minutes ago, so that authors have been told of what moderators did.
    with time_machine.travel(timezone.now() - timedelta(minutes=2)):
        return furnish()


def furnish() -> Newsroom:
    staff = {
        "lou": make_staff(roles.LEAD, username="lou", display_name="Lou Berger"),
        "mika": make_staff(roles.MODERATOR, username="mika"),
        "ada": make_staff(roles.ADMINISTRATOR, username="ada", is_superuser=True),
    }
    DeskSettings.objects.create(user=staff["lou"], show_exposure=True)
    robin = UserFactory(username="robin", display_name="Robin Ash", email="robin@example.org")
    rude = UserFactory(username="gert", display_name="غيرت")
    politics = Section.objects.create(name="Politics", slug="politics")
    article = ArticleFactory(headline="Parliament passes the rent cap", section=politics)
    ArticleFactory(headline="Harbour closed", section=politics, commenting="closed")
    own, other = thread(article, robin, rude, staff)
    held, edited, escalated, decided = queue(article, robin, rude, staff)
    batch = deeds(rude, article, staff)
    return Newsroom(
        article.get_absolute_url(), own, other, rude, held, edited, escalated, decided, batch
    )


def thread(article, robin, rude, staff) -> tuple[Comment, Comment]:
    """A conversation with a removed comment, one that is held, and one written right to left."""
    top = make_comment("Who will pay for it?", article=article, author=UserFactory())
    own = make_comment("We all will, as ever.\n\nAnd gladly.", parent=top, author=robin)
    make_comment(ARABIC, parent=own, author=rude)
    make_comment(LONG_WORD, article=article)
    removed = make_comment("Gone already.", parent=own, author=rude, status=Status.REMOVED)
    make_comment("An answer to what is gone.", parent=removed, author=UserFactory())
    make_item(make_comment("You utter fool.", article=article, author=robin, status=Status.HELD))
    mine = make_item(make_comment("You again.", author=robin, article=article))
    services.decide(mine, moderator=staff["lou"], action=Action.REJECT, reason_code="abusive")
    readers.vote(top, user=robin, value=1)
    readers.follow(article, user=robin)
    return own, top


def queue(article, robin, rude, staff) -> tuple[ReviewItem, ...]:
    """Waiting comments of every kind: held, reported, escalated, claimed, edited, in a pile."""
    held = make_item(
        make_comment("You \u200butter m0ron, every one of you.", article=article, author=rude),
        rudeness=0.93,
    )
    Comment.objects.filter(pk=held.comment_id).update(status=Status.HELD)
    said = make_comment("Landlords are parasites.", article=article, author=rude)
    readers.report_comment(said, reporter=robin, category="abusive", note="Read it yourself. سيء")
    edited = make_item(make_comment("It was better before.", article=article), rudeness=0.4)
    readers.edit_comment(edited.comment, author=edited.comment.author, body="It was worse before.")
    escalated = make_item(make_comment("I know where you live.", status=Status.HELD, author=rude))
    services.decide(escalated, moderator=staff["mika"], action=Action.ESCALATE, note="A threat?")
    claimed = make_item(make_comment("What a fool.", status=Status.HELD), rudeness=0.7)
    services.claim(claimed, moderator=staff["mika"])
    for at in range(3):
        make_item(
            make_comment(f"Sign here to save our shelves {at}.", status=Status.HELD),
            kind=FlagKind.DETECTED_REPEAT,
            rudeness=0.2,
            pile="0" * 32,
        )
    decided = make_item(make_comment("Was it you? Idiot.", status=Status.HELD, author=rude))
    services.decide(decided, moderator=staff["lou"], action=Action.REJECT, reason_code="abusive")
    ReviewItem.objects.filter(pk=held.pk).update(opened_at=timezone.now() - timedelta(hours=9))
    return held, edited, escalated, decided


def deeds(rude, article, staff) -> Decision:
    """What moderators leave behind: a batch, sanctions, notes, areas, saved filters."""
    items = [make_item(make_comment(f"Fools, {n}.", status=Status.HELD)) for n in range(2)]
    done = services.decide_many(
        items, moderator=staff["lou"], action=Action.REJECT, reason_code="offensive"
    )
    until = timezone.now() + timedelta(days=3)
    services.impose(rude, kind=Kind.WARNING, reason="Stay polite.", moderator=staff["lou"])
    services.impose(
        rude, kind=Kind.PREMODERATION, reason="Insults.", moderator=staff["lou"], until=until
    )
    write_note("Writes at night.", author=staff["mika"], person=rude)
    comment = ReviewItem.objects.open().filter(author=rude).latest("pk").comment
    write_note("Ask the lawyer.", author=staff["mika"], comment=comment)
    assign(staff["mika"], assigned_by=staff["lou"], section=article.section)
    assign(staff["lou"], assigned_by=staff["lou"], article=article)
    save_filter(staff["lou"], page=Page.SEARCH, name="Fools", query="q=fool")
    save_filter(staff["lou"], page=Page.QUEUE, name="Politics", query="section=politics")
    return done.decided[0]
