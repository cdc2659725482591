"""Workers that are killed, hang, answer nonsense, come late, come all at once, or have a wrong
clock."""

import contextlib
import signal
from collections import Counter

import pytest
from celery import current_app

from comments import services
from comments.models import Comment, Status
from moderation.models import Action, Decision, Flag, Score, WorkerHeartbeat
from moderation.pipeline import bell
from moderation.services import decide
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item
from tests.faults.oracle import all_judged, assert_nothing_lost
from tests.processes import running, start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def odd_worker(transactional_db, tmp_path, switches):
    """Starts a worker that goes wrong by ``switches``, and waits for its children."""

    @contextlib.contextmanager
    def start(*, children=1, **environment):
        environment |= {"APP": "tests.faults.odd_worker", "FAULTS": str(switches.folder)}
        with running(start_worker(tmp_path, children=children, **environment)) as worker:
            wait_until(
                lambda: WorkerHeartbeat.objects.count() >= children, timeout=90, what="the worker"
            )
            yield worker

    return start


def post(count, body="A civil word, number {}."):
    article, author = ArticleFactory(), UserFactory()
    return [
        services.post_comment(article=article, author=author, body=body.format(number)).pk
        for number in range(count)
    ]


def someone_has(comment_ids):
    leased = Comment.objects.filter(pk__in=comment_ids, lease_token__isnull=False)
    return lambda: leased.count() == len(comment_ids)


def test_deeds_of_people_meanwhile_stand_and_kill_in_the_batch_loses_nothing(
    odd_worker, switches, tmp_path, moderator
):
    """With another scorer after it, as when a new version is started while comments wait."""
    switches.set("pause", 1.5)
    with odd_worker() as worker:
        author = UserFactory()
        edited, withdrawn = (
            services.post_comment(article=ArticleFactory(), author=author, body=f"Word {n}.")
            for n in range(2)
        )
        held = make_item(make_comment("You utter fool.", status=Status.HELD, judged=False))
        theirs = [edited.pk, withdrawn.pk, held.comment.pk]
        wait_until(someone_has(theirs), timeout=20, what="a lease")
        services.edit_comment(edited, author=author, body="Other words, as civil.")
        services.withdraw_comment(withdrawn, author=author)
        decide(held, moderator=moderator, action=Action.APPROVE)
        wait_until(all_judged, timeout=20, what="a verdict on the new words")
        killed = post(30)
        wait_until(someone_has(killed[:1]), timeout=20, what="a lease on the batch")
        worker.signal_group(signal.SIGKILL)
        leased = Comment.objects.filter(lease_token__isnull=False).count()
    with running(start_worker(tmp_path, name="next")):
        assert_nothing_lost([*theirs, *killed], within=40)

    assert leased > 0  # The kill struck a batch, or this test would prove nothing.
    assert statuses(theirs) == ["visible", "withdrawn", "visible"]
    assert verdicts(edited.pk) == [(2, "odd@1")]
    assert verdicts(withdrawn.pk) == []
    assert list(Decision.objects.filter(comment=held.comment).values_list("action", flat=True)) == [
        Action.APPROVE
    ]
    assert "odd@1" not in {scorer for pk in killed for _, scorer in verdicts(pk)}


def test_comments_that_break_the_scorer_are_parked_and_their_neighbours_are_judged(odd_worker):
    """One kills its process, one hangs, one raises; of one comes no number, of one a number that is
    none of ours, and of one no answer at all."""
    words = ["KILL", "HANG", "RAISE", "NAN", "BEYOND", "SHORT"]
    with odd_worker(LEASE="2.5", BATCH_LIMIT="1"):
        neighbours = post(3)
        broken = [post(1, body=f"{word} {{}}")[0] for word in words]
        wait_until(all_judged, timeout=120, what="verdicts around what breaks the scorer")

    assert_nothing_lost([*neighbours, *broken])
    assert statuses(neighbours) == ["visible"] * 3
    assert statuses(broken) == ["held"] * len(words)
    assert Score.objects.filter(comment__in=broken).count() == 0
    reasons = dict(Flag.objects.values_list("item__comment", "evidence"))
    assert [reasons.get(pk) for pk in broken] == [
        "3 tries: the worker died",
        "3 tries: the worker died",
        "3 tries: RuntimeError: no such word",
        "3 tries: BadScore: rudeness nan is not in [0, 1]",
        "3 tries: BadScore: rudeness 1.5 is not in [0, 1]",
        "3 tries: BadScore: 0 results for 1 comments",
    ]


def test_many_messages_and_sweepers_late_writers_and_wrong_clocks_judge_everything_once(
    odd_worker, switches
):
    with odd_worker(children=3, LEASE="1", BATCH_LIMIT="10") as worker:
        switches.set("slow once")
        late = post(1, body="SLOW {}")
        wait_until(lambda: "1 late verdicts dropped" in worker.text(), what="a late writer")
        hurried = []
        for round_number in range(5):
            hurried += post(4, body=f"Hurried {round_number} {{}}")
            for _ in range(4):
                current_app.send_task(bell.TASK, ignore_result=True)
        wait_until(all_judged, timeout=20, what="verdicts of three sweepers and many messages")
        moved = []
        for hours in (1, -1, 0):
            switches.set("hours", hours)
            moved += post(2, body=f"After a jump to {hours} {{}}")
            wait_until(all_judged, timeout=20, what=f"verdicts {hours} hours off")

        assert_nothing_lost([*late, *hurried, *moved])
    scored = (switches.folder / "scored").read_text().splitlines()
    assert sorted(Counter(scored).values()) == [1] * 26 + [2]  # The late one was scored again.
    assert [len(verdicts(pk)) for pk in [*late, *hurried, *moved]] == [1] * 27


def statuses(comment_ids):
    found = dict(Comment.objects.values_list("pk", "status"))
    return [found[pk] for pk in comment_ids]


def verdicts(comment_id):
    """(number of the revision, scorer) of each verdict of the policy."""
    by_policy = Decision.objects.filter(comment=comment_id, moderator=None).order_by("pk")
    return list(by_policy.values_list("revision__number", "scorer"))
