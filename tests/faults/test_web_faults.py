"""Posting over HTTP while the web server dies, the broker fails in every way, or many write."""

import uuid

import pytest
import redis

from comments.models import Comment, Status
from moderation.models import Action, Decision, ReviewItem, WorkerHeartbeat
from moderation.services import decide_many
from tests.factories import ArticleFactory, UserFactory, make_item, make_staff
from tests.faults.oracle import assert_nothing_lost
from tests.faults.servers import own_valkey
from tests.faults.sites import site
from tests.faults.visitors import Crowd, CutOff, Visitor
from tests.processes import running, start_worker, wait_until
from tests.racing import race

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_broker_that_fails_in_every_way_costs_no_post(transactional_db, tmp_path, switches):
    """Emptied, full, frozen, killed and back, while two people go on posting."""
    article = ArticleFactory()
    with (
        own_valkey(tmp_path) as broker,
        site(tmp_path, switches, REDIS_URL=broker.url) as port,
        running(start_worker(tmp_path, REDIS_URL=broker.url)),
    ):
        client = redis.Redis.from_url(broker.url)
        wait_until(WorkerHeartbeat.objects.exists, timeout=90, what="the worker")
        with Crowd([Visitor(port, UserFactory()) for _ in range(2)], article) as crowd:
            crowd.wait_for_more(4)
            for _ in range(5):
                client.flushall()
                crowd.wait_for_more(2)
            client.config_set("maxmemory", 1)
            with pytest.raises(redis.ResponseError):  # Or this would prove nothing.
                client.set("room", "none")
            crowd.wait_for_more(6)
            client.config_set("maxmemory", 0)
            broker.freeze()
            crowd.wait_for_more(6)
            broker.thaw()
            crowd.wait_for_more(2)
            broker.end()
            crowd.wait_for_more(6)
            broker.start()
            crowd.wait_for_more(2)

        assert_nothing_lost(crowd.accepted)
    assert crowd.failures == []


def test_web_server_that_dies_around_the_commit_loses_and_doubles_nothing(
    worker, tmp_path, switches
):
    article, author = ArticleFactory(), UserFactory()
    with site(tmp_path, switches) as port:
        visitor = Visitor(port, author)
        before, after = uuid.uuid4(), uuid.uuid4()
        switches.set("die before commit")
        with pytest.raises(CutOff):
            visitor.post(article, "Killed before.", key=before)
        stored = Comment.objects.count()
        switches.set("die after commit")
        with pytest.raises(CutOff):
            # Until the master has another worker, connections wait in its queue.
            visitor.post(article, "Killed after.", key=after)
        kept = Comment.objects.get().body
        again = [
            visitor.post(article, "Killed before.", key=before).comment_id,
            visitor.post(article, "Killed after.", key=after).comment_id,
            visitor.post(article, "Killed after.", key=after).comment_id,
        ]
        switches.set("raise after commit")
        unrung = visitor.post(article, "The bell broke.")

        assert_nothing_lost([*again, unrung.comment_id])
    assert (stored, kept) == (0, "Killed after.")
    assert again[1] == again[2]
    assert unrung.status == 302
    assert sorted(Comment.objects.values_list("body", flat=True)) == [
        "Killed after.",
        "Killed before.",
        "The bell broke.",
    ]
    assert visitor.errors == []


def test_many_writers_at_once_lock_nobody_out(transactional_db, tmp_path, switches):
    """Eight people post, the worker judges, and a moderator rejects a pile at once."""
    article, moderator = ArticleFactory(), make_staff()
    items = [make_item() for _ in range(60)]
    # Before the worker comes, which would judge them while they are made.
    with site(tmp_path, switches) as port, running(start_worker(tmp_path)):
        with Crowd([Visitor(port, UserFactory()) for _ in range(8)], article) as crowd:
            crowd.wait_for_more(16)
            done = decide_many(
                items, moderator=moderator, action=Action.REJECT, reason_code="abusive"
            )
            crowd.wait_for_more(32)

        assert_nothing_lost(crowd.accepted)
    assert crowd.failures == []
    assert len(done.decided) == len(items)


def test_of_two_moderators_at_one_item_each_time_one_decides(transactional_db, tmp_path, switches):
    team = [make_staff(username=f"moderator{n}") for n in range(2)]
    items = [make_item() for _ in range(20)]
    with site(tmp_path, switches) as port:
        desks = [Visitor(port, who) for who in team]
        rounds = [
            race(
                *(
                    lambda desk=desk, item=item, action=action: (
                        desk.send(
                            f"/moderation/items/{item.pk}/",
                            action=action,
                            reason_code="abusive" if action == Action.REJECT else "",
                            seen_revision=1,
                        ).status
                    )
                    for desk, action in zip(desks, (Action.APPROVE, Action.REJECT), strict=True)
                )
            )
            for item in items
        ]

    assert [sorted(statuses) for statuses in rounds] == [[302, 409]] * len(items)
    assert Decision.objects.count() == len(items)
    winners = [(Status.VISIBLE, Status.REMOVED)[statuses.index(302)] for statuses in rounds]
    assert [item.comment.status for item in ReviewItem.objects.order_by("pk")] == winners
