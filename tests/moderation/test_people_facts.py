"""What the desk knows of a person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Status
from comments.privacy.addresses import note_posting
from comments.services import report_comment
from moderation import roles, services
from moderation.models import Action, PolicyVersion
from moderation.people_facts import Twin, facts_of
from moderation.policy import Finding, Outcome, Verdict
from moderation.scoring import ScoreResult
from moderation.services import apply_verdicts
from tests.factories import ANYWHERE, UserFactory, make_comment, make_item, make_staff
from tests.moderation.test_trust import make_reporter
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
LONG = "The council sold the library to a friend, and everybody here knows it."


def test_share_removed_counts_the_last_90_days():
    person, now = UserFactory(), timezone.now()
    make_comment(author=person, status=Status.REMOVED)
    for _ in range(3):
        make_comment(author=person)
    old = now - timedelta(days=91)
    make_comment(author=person, status=Status.REMOVED, posted_at=old)
    make_comment(status=Status.REMOVED)

    facts = facts_of(person, ANYWHERE, now)

    assert (facts.removed, facts.posted, facts.share_removed) == (1, 4, 25)
    assert facts_of(UserFactory(), ANYWHERE, now).share_removed == 0


def test_accounts_that_posted_the_same_words_are_named_with_the_number_of_texts():
    person, double, once, stranger = (UserFactory() for _ in range(4))
    for author in (person, double):
        make_comment(LONG, author=author)
        make_comment(f"{LONG} Twice.", author=author)
    make_comment(LONG.upper(), author=once)
    make_comment(LONG, author=once)
    make_comment("I agree with you.", author=person)
    make_comment("I agree with you.", author=stranger)

    assert facts_of(person, ANYWHERE, timezone.now()).twins == [Twin(double, 2), Twin(once, 1)]
    assert facts_of(stranger, ANYWHERE, timezone.now()).twins == []


def test_accounts_from_the_same_network_are_named_and_no_address(moderator_client):
    person, double = UserFactory(), UserFactory(username="double")
    note_posting(person, "192.0.2.9", timezone.now())
    note_posting(double, "192.0.2.9", timezone.now())
    note_posting(UserFactory(), "203.0.113.7", timezone.now())

    text = flat(moderator_client.get(reverse("moderation:person", args=[person.pk])))

    assert facts_of(person, ANYWHERE, timezone.now()).neighbours == [double]
    assert "Same network" in text
    assert "a household, a workplace or a café" in text
    assert "192.0.2" not in text


@pytest.mark.parametrize("amount", [1, 4])
def test_facts_take_the_same_queries_however_much_there_is(amount, django_assert_num_queries):
    person = make_reporter(upheld=amount)
    for number in range(amount):
        make_comment(f"{LONG} {number}", author=person)
        make_comment(f"{LONG} {number}")

    with django_assert_num_queries(11):
        facts_of(person, ANYWHERE, timezone.now())


def test_queue_shows_trust_in_a_word_with_its_reason_and_no_raw_weight(moderator_client):
    comment = make_comment("You fool.")
    report_comment(comment, reporter=make_reporter(upheld=8, dismissed=1), category="abusive")

    text = flat(moderator_client.get(reverse("moderation:queue")))

    item = comment.review_items.get()
    assert (
        '<span class="trust" title="8 of 9 reports upheld">high trust'
        '<span class="sr">: 8 of 9 reports upheld</span></span>'
    ) in text
    assert (
        "Why it stands here: no score, readers see it, reported by 1 reader (high trust), waits 0 s"
    ) in text
    assert f"{item.priority:.3f}" not in text
    assert f"{item.priority:.2f}" not in text


def test_person_page_shows_the_reporters_record_as_a_word_with_counts(moderator_client):
    person = make_reporter(upheld=1, dismissed=9)

    text = flat(moderator_client.get(reverse("moderation:person", args=[person.pk])))

    assert "low trust, 1 of 10 reports upheld" in text
    assert "The comment was removed: 1 · The comment stayed: 9" in text


def test_comments_of_staff_are_judged_like_everybodys_and_the_page_says_so(moderator_client):
    colleague = make_staff(roles.LEAD, is_writer=True)
    comment = make_comment("You fool.", author=colleague, status=Status.PENDING)
    finding = Finding("detected_rude", ".90, limit .70", Outcome.HOLD)

    apply_verdicts(
        [comment],
        [ScoreResult(0.9, {}, [], "fake@1")],
        [Verdict(Outcome.HOLD, (finding,))],
        policy=PolicyVersion.current(),
    )

    comment.refresh_from_db()
    assert comment.status == Status.HELD
    text = flat(moderator_client.get(reverse("moderation:person", args=[colleague.pk])))
    assert "are checked like everybody’s: working here opens no way round the queue." in text


def test_oldest_wait_on_screen_is_that_of_the_oldest_whatever_the_order(moderator_client):
    now = timezone.now()
    old = make_item(rudeness=0.1, opened_at=now - timedelta(hours=3))
    make_item(rudeness=0.9, opened_at=now - timedelta(minutes=1))

    for order in ("urgent", "oldest", "rudest"):
        text = flat(moderator_client.get(reverse("moderation:queue"), {"order": order}))
        assert "oldest </span>3 h" in text

    moderator = make_staff(username="kim")
    services.decide(old, moderator=moderator, action=Action.APPROVE)
    text = flat(moderator_client.get(reverse("moderation:queue")))
    assert "oldest </span>1 min" in text
