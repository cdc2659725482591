"""Who may open what in the admin, and what nobody may change there."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib import admin
from django.urls import reverse

from comments.models import (
    Cooling,
    Follow,
    NoticeName,
    Report,
    ReportCategory,
    SiteNotice,
    Status,
    Tag,
    Vote,
)
from moderation import roles, services
from moderation.models import AuditDraw, HeatWarning, Sanction, SecondReading, WorkerHeartbeat
from tests.factories import UserFactory, make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db

OURS = {
    model._meta.label_lower: model_admin
    for model, model_admin in admin.site._registry.items()
    if model._meta.app_label in ("comments", "moderation")
}
EDITABLE = {"comments.article", "comments.section", "comments.tag", "comments.sitenotice"}
MODERATOR_SEES = {
    "comments.article",
    "comments.comment",
    "comments.commentrevision",
    "comments.report",
    "comments.section",
    "comments.tag",
    "comments.user",
    "moderation.cooldown",
    "moderation.decision",
    "moderation.flag",
    "moderation.heatwarning",
    "moderation.policyversion",
    "moderation.reviewitem",
    "moderation.sanction",
    "moderation.score",
}
SEES = {
    roles.MODERATOR: MODERATOR_SEES,
    roles.LEAD: MODERATOR_SEES | {"moderation.colleague"},
    roles.ADMINISTRATOR: MODERATOR_SEES
    | {"comments.sitenotice", "comments.follow", "comments.vote"}
    | {"moderation.auditdraw", "moderation.secondreading"}
    | {"moderation.colleague", "moderation.rightschange", "moderation.workerheartbeat"},
}
ADDS = {
    roles.MODERATOR: set(),
    roles.LEAD: {"moderation.sanction"},
    roles.ADMINISTRATOR: {"moderation.sanction", "moderation.policyversion", *EDITABLE},
}
CHANGES = {
    roles.MODERATOR: set(),
    roles.LEAD: {"comments.article", "moderation.colleague"},
    roles.ADMINISTRATOR: {"comments.user", "moderation.colleague", *EDITABLE},
}


def url(label: str, page: str, *args) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


@pytest.fixture
def one_of_everything():
    """At least one row of every model of ours, so that every page has something to show."""
    reader = UserFactory()
    comment = make_comment()
    item = make_item()
    revision = comment.revisions.get()
    report = Report.objects.create(
        comment=comment, revision=revision, reporter=reader, category=ReportCategory.SPAM
    )
    article = comment.article
    article.tags.add(Tag.objects.create(name="Rent", slug="rent"))
    Vote.objects.create(user=reader, comment=comment, value=1)
    Follow.objects.create(user=reader, article=article)
    notice = SiteNotice.objects.create(text="Registered as foreign-funded.")
    NoticeName.objects.create(notice=notice, name="League")
    WorkerHeartbeat.objects.create(worker="here-1")
    lead = make_staff(roles.LEAD)
    decision = services.decide(item, moderator=lead, action="approve")
    services.cool_down(article, kind=Cooling.SLOW, time=timedelta(hours=1), moderator=lead)
    HeatWarning.objects.create(article=article, signs=[{"sign": "rude", "value": 0.5}])
    SecondReading.objects.create(first=decision, comment=item.comment, item=item, probability=1)
    AuditDraw.objects.create(
        comment=item.comment,
        revision=decision.revision,
        item=item,
        rudeness=0.1,
        stratum=1,
        probability=0.5,
    )
    Sanction.objects.create(user=reader, kind="warning", reason="Tone", imposed_by=lead)
    return report


def opened(client, page: str) -> set[str]:
    """The models of ours whose page answers, of all."""
    found = {label: client.get(url(label, page)).status_code for label in OURS}
    assert set(found.values()) <= {200, 403}
    return {label for label, status in found.items() if status == 200}


@pytest.mark.parametrize("role", SEES)
def test_lists_open_to_each_role(client, one_of_everything, role):
    client.force_login(make_staff(role))

    assert opened(client, "changelist") == SEES[role]


@pytest.mark.parametrize("role", SEES)
def test_forms_to_add_open_to_each_role(client, one_of_everything, role):
    client.force_login(make_staff(role))

    assert opened(client, "add") == ADDS[role]


@pytest.mark.parametrize("role", SEES)
def test_rows_that_each_role_may_change(rf, one_of_everything, role):
    request = rf.get("/")
    request.user = make_staff(role)

    changeable = {label for label, ours in OURS.items() if ours.has_change_permission(request)}

    assert changeable == CHANGES[role]


def test_reader_is_refused_and_a_stranger_sent_to_the_log_in(client):
    index = reverse("admin:index")

    stranger = client.get(index, follow=True)
    client.force_login(UserFactory())
    reader = client.get(index, follow=True)

    assert stranger.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert reader.status_code == 403


def test_former_moderator_is_out_at_once(client):
    moderator = make_staff(roles.MODERATOR)
    client.force_login(moderator)
    before = client.get(url("moderation.reviewitem", "changelist")).status_code

    roles.give(moderator, roles.READER)

    after = client.get(url("moderation.reviewitem", "changelist")).status_code
    assert (before, after) == (200, 302)  # To the log-in: the session ended with the role.


@pytest.mark.parametrize("label", OURS)
def test_page_of_a_row_opens_for_a_superuser(admin_client, one_of_everything, label):
    row = OURS[label].model.objects.first()

    response = admin_client.get(url(label, "change", row.pk), follow=True)

    assert response.status_code == 200


@pytest.mark.parametrize("label", sorted(OURS.keys() - EDITABLE - {"comments.user"}))
def test_read_only_row_cannot_be_changed_or_deleted_by_a_superuser(
    admin_client, one_of_everything, label
):
    rows = OURS[label].model.objects
    before = list(rows.order_by("pk").values())
    send = partial(admin_client.post, data={"post": "yes", "note": "forged", "body": "forged"})

    answers = [send(url(label, page, before[0][rows.model._meta.pk.attname])) for page in PAGES]

    assert {answer.status_code for answer in answers} <= {302, 403}
    assert answers[1].status_code == 403
    assert list(rows.order_by("pk").values()) == before


PAGES = ("change", "delete")


@pytest.mark.parametrize("label", sorted(OURS.keys() - EDITABLE))
def test_rows_cannot_be_deleted_in_bulk_by_a_superuser(admin_client, one_of_everything, label):
    rows = OURS[label].model.objects
    before = rows.count()
    ids = list(rows.values_list("pk", flat=True))

    data = {"action": "delete_selected", "_selected_action": ids, "post": "yes"}
    admin_client.post(url(label, "changelist"), data)

    assert rows.count() == before


@pytest.mark.parametrize(
    "label", ["comments.comment", "moderation.decision", "moderation.reviewitem"]
)
@pytest.mark.parametrize("forged", ["abc", "9" * 40, "-1", "1 OR 1=1"])
def test_forged_selection_is_refused_with_a_message(admin_client, label, forged):
    data = {"action": "approve_selected", "_selected_action": [forged]}

    response = admin_client.post(url(label, "changelist"), data, follow=True)

    assert response.status_code == 200


def test_lookups_by_a_password_are_refused_everywhere(admin_client, one_of_everything):
    paths = {
        "comments.user": "password__startswith",
        "comments.comment": "author__password__startswith",
        "comments.report": "reporter__password__startswith",
        "comments.follow": "token__startswith",
        "moderation.colleague": "password__startswith",
        "moderation.decision": "moderator__password__startswith",
        "moderation.reviewitem": "comment__author__password__startswith",
    }

    answers = {
        label: admin_client.get(url(label, "changelist"), {path: "a"}).status_code
        for label, path in paths.items()
    }

    assert set(answers.values()) == {400}


def test_every_page_carries_the_strict_policy_and_nothing_inline(admin_client, one_of_everything):
    item = make_item(make_comment("<script>alert(1)</script>", status=Status.HELD))
    pages = [url(label, "changelist") for label in OURS] + [
        url("moderation.reviewitem", "review", item.pk),
        url("comments.article", "add"),
    ]

    for page in pages:
        response = admin_client.get(page)
        html = response.content.decode()

        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert " style=" not in html, page
        assert "<style" not in html, page
        assert "<script>" not in html, page
        assert " onclick=" not in html, page


def test_index_links_to_the_desk(client, one_of_everything):
    client.force_login(make_staff(roles.MODERATOR))

    html = client.get(reverse("admin:index")).content.decode()

    assert f'<a href="{reverse("moderation:home")}">Moderators’ desk</a>' in html
