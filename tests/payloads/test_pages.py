"""Every page with every payload on it, as the server sends it: no markup that is not its own, and
each text there to the letter. tests/browser/test_payloads.py has the same in Chromium.

All payloads are packed into long texts each time; a share of them, and with --every all, has rows
of its own, and so stands in names and headlines, too.
"""

from urllib.parse import quote, urlencode

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.urls import reverse

from comments import feeds
from comments.mail import thread_mail
from comments.models import Comment, Follow, User
from comments.services.following import follow
from tests.factories import UserFactory, make_comment, make_staff
from tests.payloads.corpus import BY_KIND, PAYLOADS
from tests.payloads.markup import Markup
from tests.payloads.planted import Planted, plant

pytestmark = pytest.mark.django_db

DESK = "/moderation"
ADMIN = "/admin"
# What would stop the server, not the browser: PostgreSQL stores no NUL, nobody a lone surrogate.
BROKEN = ["\x00", "a\x00b", "%00", "\ud800", "\x1b[2J", "\x7f", "\ufffe", "9" * 400, "-1", "1e999"]


@pytest.mark.any_database
def test_there_are_at_least_300_payloads_of_every_kind():
    assert len(PAYLOADS) == len(set(PAYLOADS)) > 300
    assert set(BY_KIND) == {
        *("tags", "attributes", "events", "urls", "svg", "mathml", "mutation", "templates"),
        *("json", "css", "unicode", "overrides", "polyglots"),
    }
    assert min(map(len, BY_KIND.values())) >= 10


@pytest.fixture
def chosen(every):
    return PAYLOADS if every else PAYLOADS[::9]


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def pages(client: Client, address: str) -> list[Markup]:
    """The page at ``address`` and those that follow it."""
    found = []
    while address:
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        page = Markup(response.content.decode())
        assert page.wrong == [], address
        found.append(page)
        path, _, query = page.next.partition("?")
        address = f"{path or address.split('?')[0]}?{query.split('#')[0]}" if page.next else ""
        assert len(found) < 60, address
    return found


def missing(texts, found: list[Markup]) -> list[str]:
    said = "\n".join(page.text for page in found)
    return [text for text in texts if text.strip() not in said]


@pytest.mark.any_database
def test_payloads_are_text_on_every_page_of_readers(reader, chosen):
    planted = plant(chosen)
    stranger, robin = Client(), client_of("robin")
    bodies = [text for texts in planted.stuffed.values() for text in texts]

    thread = pages(robin, planted.thread.get_absolute_url())
    front = pages(stranger, "/")
    one = [pages(stranger, f"/comments/{pk}/")[0] for pk in list(planted.visible)[::16]]
    wild = [
        pages(stranger, article.get_absolute_url())[0] for article in wild_articles(planted)[::16]
    ]
    own = pages(client_of("harm"), "/me/")

    assert missing(planted.visible.values(), thread) == []
    assert missing(planted.names.values(), thread) == []
    assert missing(chosen[::16], wild) == []
    assert missing(list(planted.visible.values())[::16], one) == []
    assert missing([article.headline for article in wild_articles(planted)], front) == []
    assert missing(bodies[-1:], own) == []
    for deed in ("reply", "report"):
        pages(robin, f"/comments/{next(iter(planted.visible))}/{deed}")


def wild_articles(planted: Planted):
    return list(planted.thread.section.articles.filter(slug__startswith="wild-").order_by("pk"))


@pytest.mark.any_database
def test_payloads_are_text_on_every_page_of_the_desk(chosen):
    planted = plant(chosen)
    lou = client_of("lou")
    articles = [article.headline for article in wild_articles(planted)]

    held = pages(lou, f"{DESK}/queue/?queue=held&fold=off")
    log = pages(lou, f"{DESK}/decisions/")
    items = [pages(lou, f"{DESK}/items/{item.pk}/")[0] for item in planted.items]
    person = pages(lou, f"{DESK}/people/{planted.person.pk}/")
    batch = pages(lou, f"{DESK}/batches/{planted.decision.batch}/")
    saved = [pages(lou, f"{DESK}/filters/?page={name}")[0] for name in ("queue", "search")]
    others = ["", "queue/", "focus/", "settings/", "insight/", "areas/", "batch/", "search/"]
    for address in others:
        pages(lou, f"{DESK}/{address}")
    for item in planted.items[:2]:
        for fragment in ("thread", "author"):
            pages(lou, f"{DESK}/items/{item.pk}/{fragment}")

    assert missing(planted.held.values(), held) == []
    assert missing(planted.names.values(), held) == []
    assert missing(articles, held) == []
    assert missing(planted.decided.values(), log) == []
    # One text of a comment is the next one's earlier version.
    assert missing(lines(planted.stuffed["bodies"]), items) == []
    assert missing(lines(planted.stuffed["notes"]), person) == []
    assert missing(planted.stuffed["reasons"], person) == []
    assert missing(planted.stuffed["notes"][:1], batch) == []
    assert missing([payload[:60] for payload in PAYLOADS[:40]], saved) == []


def lines(texts: list[str]) -> list[str]:
    return [line for text in texts for line in text.split("\n")]


@pytest.mark.any_database
def test_payloads_are_text_in_the_admin(chosen):
    planted = plant(chosen)
    ada = client_of("ada")
    lists = {
        name: pages(ada, f"{ADMIN}/{name}/?all=")
        for name in (
            *("comments/article", "comments/comment", "comments/section", "comments/tag"),
            *("comments/user", "comments/report", "moderation/decision", "moderation/flag"),
            *("moderation/reviewitem", "moderation/sanction", "moderation/policyversion"),
            *("moderation/score", "comments/commentrevision"),
        )
    }
    article, person, item = planted.article, planted.person, planted.items[0]
    for address in (
        f"comments/article/{article.pk}/change/",
        f"comments/article/{article.pk}/delete/",
        f"comments/article/{article.pk}/history/",
        f"comments/section/{article.section_id}/change/",
        f"comments/section/{article.section_id}/delete/",
        f"comments/user/{person.pk}/change/",
        f"comments/user/{person.pk}/history/",
        f"comments/comment/{item.comment_id}/change/",
        f"moderation/reviewitem/{item.pk}/review/",
        f"moderation/decision/{planted.decision.pk}/change/",
        "moderation/policyversion/add/",
        "",
    ):
        pages(ada, f"{ADMIN}/{address}")

    assert missing(PAYLOADS[:1], lists["comments/article"]) == []
    assert missing(["<img src=x onerror=__x=1>"], lists["comments/user"]) == []


ADDRESSES = [
    "/articles/{slug}/?order={q}&after={q}",
    "/?before={q}",
    "/comments/{comment}/?after={q}",
    "/comments/{comment}/reply?at={q}",
    f"{DESK}/queue/?queue={{q}}&author={{q}}&section={{q}}&article={{q}}&after={{q}}&order={{q}}",
    f"{DESK}/search/?q={{q}}&author={{q}}&article={{q}}&since={{q}}&order={{q}}&after={{q}}",
    f"{DESK}/decisions/?moderator={{q}}&action={{q}}&after={{q}}&before={{q}}",
    f"{DESK}/filters/?page=search&query={{q}}&next={{q}}",
    f"{DESK}/focus/?queue={{q}}&author={{q}}",
    f"{DESK}/insight/?days={{q}}",
    f"{DESK}/batch/?rude_from={{q}}&rude_to={{q}}",
    f"{DESK}/people/{{person}}/?after={{q}}&before={{q}}",
    f"{ADMIN}/comments/comment/?q={{q}}",
    f"{ADMIN}/comments/user/?q={{q}}&o={{q}}",
    f"{ADMIN}/login/?next={{q}}",
    "/accounts/login/?next={q}",
    "/accounts/signup/?next={q}",
    "/no-such-page/{q}",
]


def test_what_an_address_carries_is_text_and_breaks_nothing(chosen, every):
    comment = make_comment()
    make_staff(username="ada", is_superuser=True)
    ada, stranger = client_of("ada"), Client()
    wrong = {}
    step = 1 if every else 5

    for number, address in enumerate(ADDRESSES):
        client = stranger if "login" in address or "signup" in address else ada
        # Another share of the payloads for each address, so that together they are all.
        for payload in [*chosen[number :: len(ADDRESSES)], *BROKEN[number % 5 :: step]]:
            response = client.get(
                address.format(
                    q=quote(payload, safe="", errors="surrogatepass"),
                    slug=comment.article.slug,
                    comment=comment.pk,
                    person=comment.author_id,
                ),
                headers={
                    "user-agent": "<script>__x=1</script>",
                    "referer": "https://evil.test/<b>",
                },
            )
            if response.status_code >= 500:
                wrong[address, payload] = [response.status_code]
            elif "html" in response.headers.get("Content-Type", "") and (
                found := Markup(response.content.decode()).wrong
            ):
                wrong[address, payload] = found

    assert wrong == {}


def test_what_cannot_be_stored_is_refused_with_words(lead):
    """On PostgreSQL a NUL would otherwise be an error page, and what was typed lost."""
    comment = make_comment()
    lou, robin = client_of("lou"), client_of(comment.author.username)
    answers = {}
    for text in ("a\x00b", "a\ud800b", "x\u202ey"):
        for client, address, data in posts_of(text, comment, lou, robin):
            body = urlencode(data, errors="surrogatepass")
            kind = "application/x-www-form-urlencoded"
            answers[address, text] = client.post(address, body, content_type=kind).status_code

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}


def posts_of(text, comment, lou, robin):
    """Every form of the site in which somebody may write what they like."""
    return [
        (lou, f"{DESK}/people/{comment.author_id}/notes", {"text": text}),
        (lou, f"{DESK}/comments/{comment.pk}/notes", {"text": text}),
        (lou, f"{DESK}/people/{comment.author_id}/sanctions", {"kind": "warning", "reason": text}),
        (lou, f"{DESK}/filters/save", {"page": "search", "query": text, "name": text}),
        (lou, f"{DESK}/undo", {"decision": text, "batch": text, "next": text}),
        (robin, f"/articles/{comment.article.slug}/comments", {"body": text}),
        (robin, f"/comments/{comment.pk}/edit", {"body": text}),
        (robin, f"/comments/{comment.pk}/vote", {"value": text}),
        (lou, f"/comments/{comment.pk}/report", {"category": "other", "note": text}),
        (robin, "/me/", {"display_name": text}),
        (robin, "/theme", {"theme": text, "next": text}),
    ]


@pytest.mark.any_database
def test_feeds_carry_text_that_any_reader_can_parse(chosen):
    planted = plant(chosen)
    titles = set()
    described = set()

    for address in ("/feed.atom", reverse("comments:article_feed", args=[planted.thread.slug])):
        root = ElementTree.fromstring(Client().get(address).content)
        entries = root.findall("{*}entry")
        assert len(entries) == feeds.NEWEST
        described |= {entry.findtext("{*}summary") for entry in entries}
        titles |= {entry.findtext("{*}title") for entry in entries}

    assert described <= set(planted.visible.values()) | {c.body for c in Comment.objects.all()}
    assert all("<svg onload=__x=1>" in title or "__x" in title for title in titles)


@pytest.mark.any_database
def test_mails_are_plain_text_with_one_line_of_subject(chosen):
    planted = plant(chosen)
    reader = UserFactory(email="robin@example.org")
    follow(planted.thread, user=reader)
    following = Follow.objects.get()
    comments = list(
        Comment.objects.filter(pk__in=planted.visible).select_related("author", "article")
    )

    mail = thread_mail(following, comments, total=len(comments))

    assert mail.content_subtype == "plain"
    assert "\n" not in mail.subject
    assert [c.body for c in comments if c.body[:300] not in mail.body] == []
    assert mail.message().get_content_type() == "text/plain"
