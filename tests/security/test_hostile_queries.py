"""Whatever an address says after its question mark: no page breaks, and nothing leaks by it.

A share of the values each time, and with --every all of them: see tests/conftest.py.
"""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from comments.models import Status, User
from moderation import roles, services
from moderation.models import Action
from tests.factories import UserFactory, make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db

HOSTILE = (
    "\x00", "a\x00b", "9" * 40, "-1", "1e999", "nan", "inf", "1_000", "\u0663", "²", "", "'", '"',
    "' OR '1'='1';--", "%", "\\", "%(x)s", "{{7*7}}", "../../etc/passwd", "<script>x</script>",
    "\u202e", "a" * 3000, "-author__password", "2026-02-30", "9999-12-31T23:59:59+00:00",
    "0001-01-01T00:00:00-14:00", "2026-11-24T14:00", "~~~", "1~2", "NaN~1", "[]", "NEAR(a b)", "a*",
    "-a", "1:free,x:y", ",,,", f"{'9' * 20}:mine",
)  # fmt: skip
# Parameters that each page reads; "sort" and the last ones none of them does.
PARAMETERS = {
    "moderation:queue": (
        *("queue", "order", "fold", "article", "section", "flag", "rude_from", "rude_to"),
        *("author", "area", "age", "claim", "pile", "language", "after", "before", "since"),
    ),
    "moderation:focus": ("queue", "order", "fold", "first", "without", "section", "age"),
    "moderation:focus_more": ("want", "easy", "without", "order"),
    "moderation:news": ("since", "rows", "queue"),
    "moderation:by_score": ("rude_from", "rude_to", "article", "section", "flag", "author", "age"),
    "moderation:decisions": (
        *("by", "moderator", "action", "reason_code", "article", "after", "before"),
    ),
    "moderation:search": (
        *("q", "author", "article", "since", "until", "section", "status", "flag", "action"),
        *("reason", "rude_from", "rude_to", "order", "language", "after", "before"),
    ),
    "moderation:saved_filters": ("page", "query", "next"),
    "moderation:insight": ("days",),
    "moderation:areas": ("moderator", "section", "article"),
    "comments:index": ("before",),
    "comments:me": ("before",),
}
NOBODYS = ("sort", "o", "author__password", "comment__author__password__startswith")


@pytest.fixture
def lead_with_work(lead_client):
    make_item(make_comment("You fool of the harbour."))
    return lead_client


def queries(parameters: tuple[str, ...], share: int) -> list[dict[str, str]]:
    """One in ``share`` of as many as there are values. With all, every parameter has each value
    once, beside another one of every other parameter."""
    return [
        {
            parameter: HOSTILE[(place + turn) % len(HOSTILE)]
            for place, parameter in enumerate(parameters)
        }
        for turn in range(len(parameters) % share, len(HOSTILE), share)
    ]


@pytest.mark.parametrize("name", PARAMETERS)
def test_no_value_breaks_a_page(lead_with_work, name, every):
    lead_with_work.raise_request_exception = False
    url = reverse(name)

    broken = [
        query
        for query in queries((*PARAMETERS[name], *NOBODYS), 1 if every else 6)
        if lead_with_work.get(url, query).status_code >= 500
    ]

    assert broken == []


@pytest.mark.any_database
@pytest.mark.parametrize("name", ["moderation:queue", "moderation:decisions", "moderation:search"])
@pytest.mark.parametrize(
    "asked", ["sort", "order", "o", "order_by", "author__password__startswith"]
)
def test_what_a_page_does_not_know_orders_and_filters_nothing(moderator_client, name, asked):
    for number in range(3):
        item = make_item(make_comment(f"You fool of harbour {number}.", status=Status.HELD))
        services.decide(item, moderator=make_staff(), action=Action.ESCALATE)
        make_item(make_comment(f"Fool of harbour {number}.", status=Status.HELD))

    plain = rows_of(moderator_client.get(reverse(name), {"q": "harbour"}))
    odd = rows_of(moderator_client.get(reverse(name), {"q": "harbour", asked: "author__password"}))

    assert len(plain) >= 3
    assert odd == plain


def rows_of(page) -> list[int]:
    return [row.record.pk for row in page.context["table"].rows]


def ways_to_people(model) -> list[str]:
    """Lookups of ``model`` that lead to a person, one or two steps away."""
    found = []
    for field in model._meta.get_fields():
        if not (field.is_relation and field.related_model):
            continue
        if issubclass(field.related_model, User):
            found.append(field.name)
            continue
        found += [
            f"{field.name}__{further.name}"
            for further in field.related_model._meta.get_fields()
            if further.is_relation and further.related_model is User
        ]
    return found


@pytest.mark.any_database
@pytest.mark.parametrize("model", sorted(site._registry, key=lambda model: model.__name__))
def test_the_admin_filters_by_nothing_that_it_does_not_show(client, model):
    client.force_login(make_staff(roles.LEAD))
    UserFactory(email="secret@example.org")
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    if client.get(reverse(name)).status_code == 403:
        return  # Closed to leads altogether, which the matrix says.
    ways = [f"{way}__" for way in ways_to_people(model)]
    if issubclass(model, User):
        ways.append("")

    answers = {
        f"{way}{field}": client.get(reverse(name), {f"{way}{field}__startswith": "s"}).status_code
        for way in ways
        for field in ("password", "email", "last_name")
    }

    assert {lookup: status for lookup, status in answers.items() if status == 200} == {}


@pytest.mark.parametrize("model", sorted(site._registry, key=lambda model: model.__name__))
def test_no_value_breaks_a_list_of_the_admin(admin_client, model, every):
    admin_client.raise_request_exception = False
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    parameters = ("q", "o", "p", "e", "all", "id__exact", "pk__in", "_popup", "_to_field")

    broken = [
        {parameter: query[parameter]}
        for query in queries(parameters, 4 if every else len(HOSTILE))
        for parameter in parameters
        if admin_client.get(reverse(name), {parameter: query[parameter]}).status_code >= 500
    ]

    assert broken == []
