"""What an open page of the queue is told, without anything being put into its list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation import services
from moderation.models import Action
from tests.factories import make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
NEWS = "/moderation/queue/news"


def ask(client, since, rows=(), **more):
    seen = ",".join(f"{item.pk}:{state}" for item, state in rows)
    return client.get(NEWS, {"since": since.isoformat(), "rows": seen, **more})


def test_new_items_are_counted_and_not_shown(moderator_client):
    since = timezone.now()
    old = make_item(opened_at=since - timedelta(minutes=5))
    new = [make_item(opened_at=since + timedelta(seconds=5)) for _ in range(2)]

    response = ask(moderator_client, since, [(old, "free")], queue="held")

    assert f"2 new since {timezone.localtime(since):%H:%M} " in flat(response)
    assert 'href="/moderation/queue/?queue=held" data-news data-key="r"' in flat(response)
    assert 'id="queues" hx-swap-oob="innerHTML"' in flat(response)
    assert not any(f'id="item-{item.pk}"' in flat(response) for item in (old, *new))


def test_nothing_new_says_nothing(moderator_client):
    make_item()

    response = ask(moderator_client, timezone.now())

    assert "new since" not in flat(response)
    assert '<span id="newer" role="status"> </span>' in flat(response)


def test_news_keep_to_the_filter_of_the_page(moderator_client):
    since = timezone.now()
    later = since + timedelta(seconds=5)
    make_item(rudeness=0.9, opened_at=later)
    make_item(rudeness=0.2, opened_at=later)

    response = ask(moderator_client, since, rude_from="0.5")

    assert "1 new since" in flat(response)
    assert 'href="/moderation/queue/?rude_from=0.5"' in flat(response)


def test_escalated_items_are_new_since_their_escalation(lead_client):
    since = timezone.now()
    make_item(opened_at=since - timedelta(days=1), escalated_at=since + timedelta(seconds=5))

    assert "1 new since" in flat(ask(lead_client, since, queue="escalated"))


def test_only_rows_that_others_changed_come_back(moderator_client):
    colleague = make_staff(display_name="Sanna Okoye")
    free, claimed, decided = make_item(), make_item(), make_item()
    services.claim(claimed, moderator=colleague)
    services.decide(decided, moderator=colleague, action=Action.APPROVE)

    response = ask(
        moderator_client, timezone.now(), [(each, "free") for each in (free, claimed, decided)]
    )

    assert f'id="item-{free.pk}"' not in flat(response)
    assert f'<tr role="row" id="item-{claimed.pk}" data-state="by-{colleague.pk}-' in flat(response)
    assert "<bdi>Sanna Okoye</bdi> is on this" in flat(response)
    assert f'<tr role="row" id="item-{decided.pk}" class="is-done" data-state="done"' in flat(
        response
    )
    assert "Approved</b> by <bdi>Sanna Okoye</bdi>" in flat(response)
    assert flat(response).count('hx-swap-oob="true"') == 2


def test_row_of_an_own_claim_that_ran_out_comes_back_free(moderator_client, moderator):
    item = make_item(claimed_by=moderator, claim_expires_at=timezone.now() - timedelta(seconds=1))

    response = ask(moderator_client, timezone.now(), [(item, "mine")])

    assert f'id="item-{item.pk}" data-state="free"' in flat(response)


@pytest.mark.parametrize("changed", [1, 5])
def test_news_query_count_does_not_grow(moderator_client, changed, django_assert_num_queries):
    colleague = make_staff()
    items = [make_item() for _ in range(changed)]
    for item in items:
        services.decide(item, moderator=colleague, action=Action.APPROVE)

    with django_assert_num_queries(13):
        ask(moderator_client, timezone.now(), [(item, "free") for item in items])


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"since": "yesterday"},
        {"since": "2026-11-24T14:02:00"},
        {"since": "2026-11-24T14:02:00+00:00", "rows": "x:free"},
        {"since": "2026-11-24T14:02:00+00:00", "rows": f"{2**64}:free"},
    ],
)
def test_nonsense_is_refused(moderator_client, query):
    assert moderator_client.get(NEWS, query).status_code == 400


def test_reader_is_not_told(reader_client):
    assert reader_client.get(NEWS).status_code == 403
