"""The shape of seeded threads: long tails and depth."""

from random import Random

import pytest

from moderation.seeding.threads import Thread, sizes

DAY = 86_400_000  # milliseconds
BEGIN = 1_790_000_000_000


@pytest.mark.parametrize("comments", [1, 59, 60, 130, 4_001, 300_000])
def test_the_articles_share_all_comments(comments):
    found = sizes(comments)

    assert sum(found) == comments
    assert len(found) == max(1, comments // 60)
    assert found[0] == max(found)


def test_one_article_is_large_and_most_are_small():
    found = sizes(300_000)

    assert found[0] >= 10_000
    assert sizes(20_000)[0] == 10_000
    assert sorted(found)[len(found) // 2] < 60


def test_threads_are_deep_and_ids_grow_with_time():
    thread = Thread(Random(1), size=3_000, begin=BEGIN, end=BEGIN + DAY, taken=set())

    for time in thread.times:
        thread.grow(time).shown = time

    depths = [node.depth for node in thread.nodes]
    assert depths.count(0) > 800
    assert max(depths) > 30
    assert len({node.pk for node in thread.nodes}) == 3_000
    assert [node.pk >> 12 for node in thread.nodes] == sorted(n.pk >> 12 for n in thread.nodes)


def test_nobody_answers_what_readers_do_not_see():
    thread = Thread(Random(1), size=200, begin=BEGIN, end=BEGIN + DAY, taken=set())

    for time in thread.times:
        thread.grow(time)

    assert {node.parent for node in thread.nodes} == {None}
