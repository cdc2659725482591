import pytest

from moderation.models import Page, SavedFilter
from moderation.services.saved_filters import MOST_SAVED
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
SAVE = "/moderation/filters/save"


def save(client, **fields):
    given = {"page": "search", "name": "Trains", "query": "q=train&after=5~1&status="}
    return client.post(SAVE, given | {"next": "/moderation/search/?q=train"} | fields, follow=True)


def test_filter_is_saved_without_its_place_in_the_list(moderator_client, moderator):
    response = save(moderator_client)

    saved = SavedFilter.objects.get()
    assert (saved.owner, saved.page, saved.name) == (moderator, Page.SEARCH, "Trains")
    assert saved.query == "q=train"
    assert response.redirect_chain == [("/moderation/search/?q=train", 302)]
    assert "Saved as" in flat(response)


def test_same_name_takes_the_place_of_the_earlier(moderator_client):
    save(moderator_client)
    save(moderator_client, query="q=ferry")
    save(moderator_client, page="queue", query="flag=new_author")

    found = SavedFilter.objects.order_by("page").values_list("page", "name", "query")
    assert list(found) == [
        ("queue", "Trains", "flag=new_author"),
        ("search", "Trains", "q=ferry"),
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "Give the filter a name"),
        ({"name": "x" * 61}, "The name is too long: at most 60 characters."),
        ({"query": "q=" + "x" * 1000}, "too long to be saved"),
        ({"page": "elsewhere"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_explained(moderator_client, fields, said):
    response = save(moderator_client, **fields)

    assert said in flat(response)
    assert not SavedFilter.objects.exists()


def test_no_more_than_fifty(moderator_client, moderator):
    for number in range(MOST_SAVED):
        SavedFilter.objects.create(owner=moderator, page="search", name=str(number), query="q=a")

    assert "Delete one to save another" in flat(save(moderator_client))
    assert SavedFilter.objects.count() == MOST_SAVED


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_one_sees_ones_own_for_the_page(moderator_client, lead, headers):
    save(moderator_client)
    save(moderator_client, page="queue", name="Of the queue")
    SavedFilter.objects.create(owner=lead, page="search", name="Lou’s", query="q=a")

    response = flat(moderator_client.get("/moderation/filters/?page=search", headers=headers))

    assert '<a href="/moderation/search/?q=train">Trains</a>' in response
    assert "Of the queue" not in response
    assert "Lou’s" not in response
    assert ("<html" in response) == (not headers)


def test_unknown_page_is_a_bad_request(moderator_client):
    assert moderator_client.get("/moderation/filters/?page=x").status_code == 400


def test_deleting_ones_own(moderator_client):
    save(moderator_client)

    response = moderator_client.post(
        f"/moderation/filters/{SavedFilter.objects.get().pk}/forget", follow=True
    )

    assert "is deleted" in flat(response)
    assert not SavedFilter.objects.exists()


def test_others_filters_cannot_be_deleted(moderator_client, lead):
    theirs = SavedFilter.objects.create(owner=lead, page="search", name="Lou’s", query="q=a")

    response = moderator_client.post(f"/moderation/filters/{theirs.pk}/forget")

    assert response.status_code == 404
    assert SavedFilter.objects.get() == theirs


def test_readers_are_refused(reader_client):
    assert save(reader_client).status_code == 403
    assert reader_client.get("/moderation/filters/?page=search").status_code == 403


@pytest.mark.parametrize("page", ["queue", "search"])
def test_both_pages_lead_there_without_a_script(moderator_client, page):
    response = flat(moderator_client.get(f"/moderation/{page}/", {"status": "held", "flag": ""}))

    assert f'href="/moderation/filters/?page={page}&amp;query=' in response
