"""A newsroom in which anything may come after anything: what readers, moderators and the worker do,
in an order that hypothesis draws. Each deed is done by the services that the pages call."""

import datetime as dt
from contextlib import contextmanager

import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from comments import services as readers
from comments.models import Article, AuthorNotice, Comment, NoticeKind, ReportCategory, User
from comments.services import NotAllowed, Refused
from moderation import services
from moderation.chain import sealing
from moderation.models import HUMAN_ACTIONS, Action, Decision, ReviewItem, Sanction, SanctionKind
from moderation.pipeline import drain
from tests.moderation.chain.tampering import faults
from tests.moderation.invariants import sight

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
STEP = 1  # second that each deed takes
# Past: nothing much, the undo window, a claim and a lease, the time to edit, a suspension.
PAUSES = [0.3, settings.UNDO_WINDOW + 1, 130, 660, 90_000]  # seconds
SUSPENSION = dt.timedelta(hours=20)
# What the scorer of these tests and the policy make of the words: shown, held, removed, and three
# times in vain.
WORDS = ["Civil.", "Civil again.", "RUDE.", "RUDE again.", "BANNED.", "BROKEN."]
SHUT_OUT = (SanctionKind.SUSPENSION, SanctionKind.BAN)

which = st.integers(0, 20)  # of the newest


class Newsroom(RuleBasedStateMachine):
    """Lives in a transaction that is taken back at the end. Its people and articles are there."""

    def __init__(self):
        super().__init__()
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.time = self.clock.start()
        self.authors = list(User.objects.filter(groups=None).order_by("pk"))
        self.staff = list(User.objects.exclude(groups=None).order_by("pk"))
        self.articles = list(Article.objects.order_by("pk"))
        self.leases: list = []
        self.touched: set[int] = set()
        self.before: dict[int, sight.Seen] = {}  # decision -> its comment just before
        self.restored: list[int] = []  # decisions that were taken back in this step
        self.seen = sight.look()

    def teardown(self):
        try:
            self.come_to_rest()
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.inside.__exit__(None, None, None)

    def come_to_rest(self):
        for _try in range(2 * drain.MAX_TRIES):
            self.time.shift(60)
            drain.judge_waiting()
        self.what_must_always_be_true()
        sight.check_judged()
        sealing.seal_waiting()
        assert faults()[0] == []
        connection.check_constraints()

    @contextmanager
    def deed(self):
        """A refusal is an answer, too: then nothing may have changed."""
        self.time.shift(STEP)
        try:
            yield
        except Refused:
            assert sight.look() == self.seen

    def person(self, number: int) -> User:
        return User.objects.get(pk=self.authors[number % len(self.authors)].pk)

    def moderator(self, number: int) -> User:
        return User.objects.get(pk=self.staff[number % len(self.staff)].pk)

    def newest(self, rows, number: int):
        """The ``number``-th newest row, or None when there is none."""
        rows = list(rows.order_by("-pk")[: number + 1])
        return rows[-1] if rows else None

    def is_shut_out(self, person: User) -> bool:
        """As the rows of the sanctions say, and not the columns that the services look at."""
        measures = Sanction.objects.filter(user=person, lifted_at=None)
        newest = measures.exclude(kind=SanctionKind.WARNING).first()
        return newest is not None and newest.kind in SHUT_OUT and newest.in_force_at(timezone.now())

    def is_warned(self, person: User) -> bool:
        known = timezone.now() - dt.timedelta(seconds=settings.UNDO_WINDOW)
        return Sanction.objects.filter(
            user=person,
            kind=SanctionKind.WARNING,
            lifted_at=None,
            acknowledged_at=None,
            imposed_at__lte=known,
        ).exists()

    def is_free(self, person: User) -> bool:
        now = timezone.now()
        left = Sanction.objects.filter(user=person, lifted_at=None)
        return not any(each.in_force_at(now) for each in left if each.acknowledged_at is None)

    # Readers.

    @rule(author=which, article=which, words=st.sampled_from(WORDS), parent=st.none() | which)
    def post(self, author, article, words, parent):
        author = self.person(author)
        above = None if parent is None else self.newest(Comment.objects.all(), parent)
        article = above.article if above else self.articles[article % len(self.articles)]
        with self.deed():
            may_not = self.is_shut_out(author) or self.is_warned(author)
            try:
                readers.post_comment(article=article, author=author, body=words, parent=above)
            except NotAllowed:
                assert not self.is_free(author)
                raise
            assert not may_not

    @rule(comment=which, words=st.sampled_from(WORDS))
    def edit(self, comment, words):
        comment = self.newest(Comment.objects.all(), comment)
        if comment is None:
            return
        with self.deed():
            author = User.objects.get(pk=comment.author_id)
            may_not = self.is_shut_out(author) or self.is_warned(author)
            self.touched.add(comment.pk)
            readers.edit_comment(comment, author=author, body=words)
            assert not may_not

    @rule(comment=which)
    def withdraw(self, comment):
        comment = self.newest(Comment.objects.all(), comment)
        if comment is None:
            return
        with self.deed():
            self.touched.add(comment.pk)
            readers.withdraw_comment(comment, author=comment.author)

    @rule(comment=which, reader=which, value=st.sampled_from([1, -1, 0]))
    def vote(self, comment, reader, value):
        comment, reader = self.newest(Comment.objects.all(), comment), self.person(reader)
        if comment is None:
            return
        with self.deed():
            may_not = self.is_shut_out(reader)
            readers.vote(comment, user=reader, value=value)
            assert not may_not

    @rule(comment=which, reader=which, category=st.sampled_from(ReportCategory.values))
    def report(self, comment, reader, category):
        comment, reader = self.newest(Comment.objects.all(), comment), self.person(reader)
        if comment is None:
            return
        with self.deed():
            may_not = self.is_shut_out(reader)
            readers.report_comment(comment, reporter=reader, category=category, note="Look.")
            assert not may_not

    @rule(person=which)
    def confirm_warnings(self, person):
        person = self.person(person)
        with self.deed():
            warnings = AuthorNotice.objects.filter(recipient=person, kind=NoticeKind.WARNED)
            readers.acknowledge(person, list(warnings.values_list("pk", flat=True)))
            assert not self.is_warned(person)

    # Moderators.

    @rule(comment=which, moderator=which)
    def ask_for_a_look(self, comment, moderator):
        comment = self.newest(Comment.objects.all(), comment)
        if comment is None:
            return
        with self.deed():
            services.open_for_review(comment, moderator=self.moderator(moderator))

    @rule(moderator=which)
    def claim_next(self, moderator):
        with self.deed():
            services.claim_next(self.moderator(moderator))

    @rule(item=which, moderator=which, gives_back=st.booleans())
    def claim(self, item, moderator, gives_back):
        item, moderator = self.newest(ReviewItem.objects.all(), item), self.moderator(moderator)
        if item is None:
            return
        with self.deed():
            (services.release if gives_back else services.claim)(item, moderator=moderator)

    @rule(item=which, moderator=which, action=st.sampled_from(HUMAN_ACTIONS), stale=st.booleans())
    def decide(self, item, moderator, action, stale):
        item, moderator = self.newest(ReviewItem.objects.all(), item), self.moderator(moderator)
        if item is None:
            return
        with self.deed():
            holder = ReviewItem.objects.select_related("claimed_by").get(pk=item.pk).claimant
            decision = services.decide(
                item,
                moderator=moderator,
                action=action,
                reason_code="spam",
                seen_revision=None if stale else item.comment.revision,
            )
            assert holder in (None, moderator)
            assert item.closed_at is None
            self.note([decision])

    @rule(moderator=which, action=st.sampled_from(HUMAN_ACTIONS), amount=st.integers(1, 5))
    def decide_many(self, moderator, action, amount):
        items = list(ReviewItem.objects.open().order_by("pk")[:amount])
        if not items:
            return
        with self.deed():
            result = services.decide_many(
                items, moderator=self.moderator(moderator), action=action, reason_code="spam"
            )
            assert len(result.decided) + len(result.skipped) == len(items)
            self.note(result.decided)

    def note(self, decisions: list[Decision]) -> None:
        self.before |= {each.pk: self.seen.comments[each.comment_id] for each in decisions}

    @rule(decision=which, moderator=which)
    def undo(self, decision, moderator):
        decisions = Decision.objects.exclude(action=Action.UNDO)
        decision, moderator = self.newest(decisions, decision), self.moderator(moderator)
        if decision is None:
            return
        with self.deed():
            was_undone = decision.is_undone
            undo = services.undo(decision, moderator=moderator)
            assert not was_undone
            assert undo.undoes_id == decision.pk
            self.restored.append(decision.pk)

    @rule(decision=which, moderator=which)
    def undo_batch(self, decision, moderator):
        decision = self.newest(Decision.objects.exclude(batch=None), decision)
        if decision is None:
            return
        with self.deed():
            undone, _ = services.undo_batch(decision.batch, moderator=self.moderator(moderator))
            self.restored += [each.undoes_id for each in undone]

    @rule(person=which, kind=st.sampled_from(SanctionKind.values), rejects=st.booleans())
    def impose(self, person, kind, rejects):
        lead = self.staff[-1]
        with self.deed():
            until = timezone.now() + SUSPENSION if kind == SanctionKind.SUSPENSION else None
            sanction = services.impose(
                self.person(person),
                kind=kind,
                reason="Enough.",
                moderator=self.moderator(-1),
                until=until,
                reject_reason="spam" if rejects else "",
            )
            assert sanction.imposed_by_id == lead.pk
            if sanction.batch:
                self.note(list(Decision.objects.filter(batch=sanction.batch)))

    @rule(sanction=which, with_its_decisions=st.booleans())
    def lift(self, sanction, with_its_decisions):
        sanction = self.newest(Sanction.objects.all(), sanction)
        if sanction is None:
            return
        with self.deed():
            if not with_its_decisions:
                services.lift(sanction, moderator=self.moderator(-1))
                return
            undone, _ = services.undo_sanction(sanction, moderator=self.moderator(-1))
            self.restored += [each.undoes_id for each in undone]

    # The worker.

    @rule()
    def judge(self):
        with self.deed():
            drain.judge_waiting()

    @rule(retry_turn=st.booleans(), size=st.integers(1, 3))
    def lease(self, retry_turn, size):
        """A worker takes a batch and is slow, or dies: its verdict comes late, or never."""
        with self.deed():
            token, comments = drain.claim(size, retry_turn=retry_turn)
            if comments:
                self.leases.append((token, comments))

    @rule()
    def judge_late(self):
        if not self.leases:
            return
        with self.deed():
            drain.judge(*self.leases.pop(0))

    @rule(seconds=st.sampled_from(PAUSES))
    def wait(self, seconds):
        self.time.shift(seconds)

    @invariant()
    def what_must_always_be_true(self):
        now = sight.look()
        sight.check_steps(self.seen, now, self.touched)
        sight.check_items(now)
        sight.check_verdicts()
        sight.check_counters()
        sight.check_notices()
        for pk in self.restored:
            decision = Decision.objects.get(pk=pk)
            comment = decision.comment_id
            sight.check_restored(self.before[pk], now.comments[comment])
        self.touched, self.restored, self.seen = set(), [], now
