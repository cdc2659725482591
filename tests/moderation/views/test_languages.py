"""Queue, batch and search narrowed to one language."""

import pytest
from django.db import connection
from django.utils.translation import override

from comments.models import Status
from moderation import services
from moderation.models import Score
from moderation.tongue_words import choices
from tests.factories import make_comment, make_item
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def items():
    """By language; ``None`` for a comment that could not be scored."""
    found = {
        code: make_item(make_comment("Words.", status=Status.HELD), rudeness=0.1, language=code)
        for code in ("de", "en", "und", "")
    }
    found[None] = make_item(make_comment("Words.", status=Status.HELD), rudeness=0.1)
    unscored = found[None]
    type(unscored).objects.filter(pk=unscored.pk).update(score=None, rudeness=-1.0)
    Score.objects.filter(comment=unscored.comment).delete()
    return found


def listed(response):
    if "groups" in response.context:
        return {row.pk for _heading, rows in response.context["groups"] for row in rows}
    return {getattr(row.record, "item", row.record).pk for row in response.context["table"].rows}


QUEUE, SEARCH, BATCH = "/moderation/queue/", "/moderation/search/", "/moderation/batch/"


@pytest.mark.parametrize(
    ("page", "chosen", "found"),
    [
        (QUEUE, "de", {"de"}),
        (QUEUE, "none", {"und", "", None}),
        (SEARCH, "de", {"de"}),
        (SEARCH, "none", {"und", "", None}),
        (BATCH, "de", {"de"}),
        (BATCH, "none", {"und", ""}),  # What has no score lies nowhere on the scale.
        (QUEUE, "fr", set()),
        (SEARCH, "fr", set()),
        (BATCH, "fr", set()),
    ],
)
def test_one_language_is_listed(moderator_client, items, page, chosen, found):
    query = {"language": chosen, "fold": "off"}

    assert listed(moderator_client.get(page, query)) == {items[code].pk for code in found}


def test_search_goes_by_the_latest_score(moderator_client, items):
    comment = items["de"].comment
    revision = comment.revisions.get()
    Score.objects.create(comment=comment, revision=revision, rudeness=0, scorer="n", language="nl")

    response = moderator_client.get(SEARCH, {"language": "nl"})

    assert listed(response) == {items["de"].pk}


def test_languages_are_offered_under_the_names_of_the_pages_language(moderator_client):
    moderator_client.cookies["django_language"] = "de"

    page = flat(moderator_client.get(QUEUE))

    assert '<option value="pt">Portugiesisch</option>' in page
    with override("en-gb"):
        assert choices()[0] == ("ar", "Arabic")
        assert choices()[-1] == ("none", "not known")
    with override("de"):
        assert ("zh", "Chinesisch") in choices()


def test_words_are_marked_with_their_language_for_readers_aloud(moderator_client, items):
    page = flat(moderator_client.get(QUEUE, {"language": "de"}))
    focus = flat(moderator_client.get("/moderation/focus/", {"language": "de"}))
    item = flat(moderator_client.get(items["de"].get_absolute_url()))
    untold = flat(moderator_client.get(items["und"].get_absolute_url()))

    assert '<p class="words" dir="auto" lang="de">' in page
    assert '<div class="big" dir="auto" lang="de">' in focus
    assert '<div class="big" dir="auto" lang="de">' in item
    assert '<div class="big" dir="auto">' in untold


def test_rescore_finds_what_is_untold_by_an_index(items):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # A few rows are cheaper read whole.
    assert "moderation_score_untold" in services.untold()[:64].explain()
