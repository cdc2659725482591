"""The page of quality: the audit estimate, the automation over time, agreement."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Status
from moderation import roles, services
from moderation.insight import readings, slips
from moderation.models import Action, AuditDraw, Decision, PolicyVersion
from moderation.services.opening import current_revisions
from tests.factories import ANYWHERE, make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db


def drawn(probability=0.1, rudeness=0.05, **fields):
    item = make_item(make_comment(status=Status.VISIBLE), rudeness=rudeness)
    return AuditDraw.objects.create(
        comment=item.comment,
        revision=current_revisions([item.comment])[item.comment_id],
        item=item,
        rudeness=rudeness,
        stratum=0,
        probability=probability,
        **fields,
    )


def reject(item, moderator, reason="abusive"):
    return services.decide(item, moderator=moderator, action="reject", reason_code=reason)


def month():
    return slips.draws(ANYWHERE, timezone.now() - timedelta(days=30))


def test_each_draw_counts_as_its_probability_says_and_what_waits_is_not_counted(moderator):
    reject(drawn(probability=0.5).item, moderator)
    for _fine in range(3):
        services.decide(drawn(probability=0.1).item, moderator=moderator, action="approve")
    drawn()

    found = slips.slips(month())

    assert found.estimate.value == pytest.approx(2 / 32)
    assert [found.drawn, found.estimate.looked_at, found.waiting] == [5, 4, 1]


def test_a_decision_that_was_taken_back_leaves_the_draw_open(moderator):
    services.undo(reject(drawn().item, moderator), moderator=moderator)

    assert [each.hit for each in month()] == [None]


def test_precision_and_recall_of_one_step(moderator):
    """Held: 2 rejected of 3. Published and drawn with 1/10: 1 rejected of 2, so 10 missed."""
    for action in ("reject", "reject", "approve"):
        item = make_item()
        Decision.objects.create(
            comment=item.comment,
            revision=current_revisions([item.comment])[item.comment_id],
            action=Action.HOLD,
            policy=PolicyVersion.current(),
            status_before=Status.PENDING,
            status_after=Status.HELD,
        )
        services.decide(item, moderator=moderator, action=action, reason_code="abusive")
    reject(drawn().item, moderator)
    services.decide(drawn().item, moderator=moderator, action="approve")

    now = timezone.now()
    last = slips.steps(ANYWHERE, month(), since=now - timedelta(days=30), now=now)[-1]

    assert [last.precision.hits, last.precision.total] == [2, 3]
    assert last.recall[0] == pytest.approx(2 / 12)


@pytest.fixture
def colleague(settings, moderator):
    settings.SECOND_SHARE = 1
    person = make_staff(roles.MODERATOR, username="second")
    settings.SECOND_SHARE = 0
    services.decide(make_item(), moderator=person, action="approve")
    settings.SECOND_SHARE = 1
    return person


def twice(first, second, moderator, colleague):
    """Read by both: a reason to reject it, or None to let it stand."""
    item = make_item(make_comment(f"{first} {second}", status=Status.HELD))
    for reader, reason in ((moderator, first), (colleague, second)):
        services.decide(
            item,
            moderator=reader,
            action="reject" if reason else "approve",
            reason_code=reason,
        )
        item = item.comment.review_items.latest("pk")


def test_pairs_are_of_two_standing_verdicts(moderator, colleague):
    twice("abusive", "abusive", moderator, colleague)
    twice("abusive", None, moderator, colleague)
    twice(None, None, moderator, colleague)
    reject(make_item(), moderator)  # Nobody has read it again yet.

    found = readings.read(ANYWHERE, timezone.now() - timedelta(days=30))

    assert sorted(each.verdicts for each in found) == [
        (False, False),
        (True, False),
        (True, True),
    ]
    told = readings.readings(found)
    assert told.kappa.value == pytest.approx(0.4)
    assert [each.label for each in told.reasons] == ["Abusive"]
    assert readings.disputes(ANYWHERE) == 1


def test_a_verdict_that_was_taken_back_makes_no_pair(moderator, colleague):
    twice("abusive", None, moderator, colleague)
    verdict = Decision.objects.get(action=Action.SECOND)
    services.undo(verdict, moderator=colleague)

    assert readings.read(ANYWHERE, timezone.now() - timedelta(days=30)) == []


def test_the_page_is_for_leads(client, moderator, lead):
    client.force_login(moderator)
    assert client.get("/moderation/insight/quality/").status_code == 403

    client.force_login(lead)
    assert client.get("/moderation/insight/quality/").status_code == 200


@pytest.mark.parametrize("amount", [1, 12])
def test_its_queries_do_not_grow_and_it_shows_the_estimate(
    client, lead, moderator, colleague, amount, django_assert_max_num_queries
):
    for _each in range(amount):
        reject(drawn().item, moderator)
        twice("abusive", None, moderator, colleague)
    client.force_login(lead)

    with django_assert_max_num_queries(16):
        page = client.get("/moderation/insight/quality/").content.decode()

    assert ("too few to tell" in page) is True
    assert ("they stand for about" in page) is (amount >= 10)


def test_leads_find_what_readers_differ_on_by_a_filter(client, lead, moderator, colleague):
    twice("abusive", None, moderator, colleague)
    escalated = make_item()
    services.decide(escalated, moderator=moderator, action="escalate")
    client.force_login(lead)

    page = client.get("/moderation/queue/?queue=escalated&check=differ")

    assert [row.record.item.not_for for row in page.context["table"].rows] == [moderator]
