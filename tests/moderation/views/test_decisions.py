from functools import partial

import pytest
from django.urls import reverse

from comments.models import Status
from moderation import paging, services
from moderation.models import Action, Decision
from moderation.views import paged
from tests.factories import ArticleFactory, make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
LOG = "/moderation/decisions/"


def by_policy(action=Action.PUBLISH):
    comment = make_comment()
    return Decision.objects.create(
        comment=comment,
        revision=comment.revisions.get(),
        action=action,
        policy_id=1,
        status_before=Status.PENDING,
        status_after=Status.VISIBLE,
    )


def decided(moderator, action=Action.APPROVE, *, article=None, **reason):
    article = article or ArticleFactory()
    item = make_item(make_comment("Words.", status=Status.HELD, article=article))
    return services.decide(item, moderator=moderator, action=action, **reason)


def shown(response):
    return [row.record.decision for row in response.context["table"].rows]


def test_log_shows_what_moderators_decided_newest_first(moderator_client, moderator):
    first, second = decided(moderator), decided(make_staff(display_name="Sanna Okoye"))
    by_policy()

    response = moderator_client.get(LOG)

    assert reverse("moderation:decisions") == LOG
    assert shown(response) == [second, first]
    assert "Sanna Okoye" in flat(response)


def test_filters(moderator_client, moderator):
    article = ArticleFactory(headline="Rent cap passes")
    rejected = decided(moderator, Action.REJECT, reason_code="threat", article=article)
    approved = decided(make_staff())
    policy = by_policy()

    found = {
        query: set(shown(moderator_client.get(f"{LOG}?{query}")))
        for query in (
            "by=policy",
            "by=all",
            f"moderator={moderator.pk}",
            "action=approve",
            "action=publish",
            "reason_code=threat",
            "article=rent+CAP",
        )
    }

    assert found == {
        "by=policy": {policy},
        "by=all": {rejected, approved, policy},
        f"moderator={moderator.pk}": {rejected},
        "action=approve": {approved},
        "action=publish": {policy},
        "reason_code=threat": {rejected},
        "article=rent+CAP": {rejected},
    }


@pytest.mark.parametrize(
    "query", ["by=x", "moderator=x", "moderator=" + "9" * 30, "action=x", "reason_code=x"]
)
def test_filter_that_makes_no_sense_is_left_out_and_named(moderator_client, moderator, query):
    decision = decided(moderator)

    response = moderator_client.get(f"{LOG}?{query}")

    assert shown(response) == [decision]
    assert "This filter was left out." in flat(response)


def test_undo_is_offered_where_it_can_work(moderator_client, moderator):
    mine = decided(moderator)
    undone = decided(moderator)
    services.undo(undone, moderator=moderator)
    theirs = decided(make_staff())
    followed = decided(moderator)
    again = services.open_for_review(followed.comment, moderator=moderator)
    last = services.decide(again, moderator=moderator, action=Action.APPROVE)

    rows = moderator_client.get(LOG).context["table"].rows

    offered = {row.record.decision: row.record.may_undo for row in rows}
    assert offered == {
        last: True,
        followed: False,
        theirs: False,
        undone.undone_by: False,
        undone: False,
        mine: True,
    }


def test_lead_may_undo_what_others_decided(lead_client):
    decided(make_staff())

    rows = lead_client.get(LOG).context["table"].rows

    assert [row.record.may_undo for row in rows] == [True]


def test_pages_lead_on_and_back(moderator_client, moderator, monkeypatch):
    monkeypatch.setattr(paged, "page", partial(paging.page, size=2))
    made = [decided(moderator) for _ in range(5)][::-1]

    first = moderator_client.get(LOG)
    second = moderator_client.get(LOG, {"after": first.context["page"].after})
    back = moderator_client.get(LOG, {"before": second.context["page"].before})

    assert (shown(first), shown(second), shown(back)) == (made[:2], made[2:4], made[:2])


def test_broken_link_shows_the_newest_and_says_so(moderator_client, moderator):
    decision = decided(moderator)

    response = moderator_client.get(LOG, {"after": "garbage"})

    assert shown(response) == [decision]
    assert str(paged.LOST) in flat(response)


def test_empty_log_says_so(moderator_client):
    assert "No moderator has decided anything yet" in flat(moderator_client.get(LOG))


@pytest.mark.parametrize("amount", [1, 3])
def test_log_query_count_does_not_grow(
    moderator_client, moderator, amount, django_assert_num_queries
):
    for _ in range(amount):
        decided(moderator)

    with django_assert_num_queries(8):
        moderator_client.get(LOG)
