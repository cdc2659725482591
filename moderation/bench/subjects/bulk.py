"""Deciding many items at once, and taking that back."""

from comments.models import User
from moderation import roles
from moderation.bench.replay import replay, undone, writes_of
from moderation.bench.subject import Goals, Subject
from moderation.models import Action, ReviewItem
from moderation.services.deciding import decide_many
from moderation.services.undoing import undo_batch

TOGETHER = 500  # items
NAME = "bench-bulk"
STATEMENTS = 10  # a deed


def prepare(rows: int) -> None:
    """A moderator whose name nobody logs in with."""
    roles.give(User.objects.create_user(NAME), roles.MODERATOR)


def subjects(rows: int) -> list[Subject]:
    moderator = User.objects.get(username=NAME)
    # Of escalated ones a lead decides, and of claimed ones who claimed them.
    free = ReviewItem.objects.open().filter(escalated_at=None, claimed_by=None)
    items = list(free.order_by("-priority", "pk")[:TOGETHER])
    size = len(items)

    def approve():
        done = decide_many(items, moderator=moderator, action=Action.APPROVE)
        if len(done.decided) != size:
            raise RuntimeError(
                f"{len(done.decided)} of {size} items were decided: {done.skipped[:1]}"
            )
        return done

    def approve_and_undo() -> None:
        undos, refused = undo_batch(approve().batch, moderator=moderator)
        if len(undos) != size:
            raise RuntimeError(f"{len(undos)} of {size} decisions were taken back: {refused[:1]}")

    return [
        subject(f"approve {size}", approve, STATEMENTS),
        subject(f"approve {size}, then undo", approve_and_undo, 2 * STATEMENTS),
    ]


def subject(name, deed, statements: int) -> Subject:
    """Beside its own writes, sent again with nothing around them."""
    goals = Goals(statements=statements, growth=1.2)
    return Subject(name, undone(deed), replay(writes_of(deed)), goals)
