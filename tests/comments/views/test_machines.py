"""Programs that send forms: slowed down, and told so in words that help a person taken for one."""

import time
import uuid

import pytest
import time_machine
from django.urls import reverse
from limits import parse_many

from comments.models import Comment, User
from comments.stamps import LIFE, SIGNER, age, stamp, to_send
from tests.factories import ArticleFactory, make_comment

pytestmark = pytest.mark.django_db
SIGN_UP = {"username": "petra", "password1": "a long enough phrase"}
HASTY = "This form came back faster than anybody can fill it in"
AUTOMATIC = "This came back faster than anybody can write it"


@pytest.fixture(autouse=True)
def two_seconds(settings):
    settings.MIN_FORM_SECONDS = 2


def shown(seconds_ago: float) -> str:
    return SIGNER.sign(f"{time.time() - seconds_ago:.1f}")


def sign_up(client, **fields):
    return client.post(reverse("account_signup"), SIGN_UP | fields)


@pytest.mark.parametrize("stamped", ["", "now", "0:forged", "1795565155.0:x"])
def test_sign_up_without_a_stamp_of_ours_makes_no_account(client, stamped):
    response = sign_up(client, shown=stamped)

    assert HASTY in response.text
    assert User.objects.count() == 0


@pytest.mark.parametrize(("seconds", "accounts"), [(0, 0), (1.5, 0), (2.5, 1), (LIFE + 60, 0)])
def test_sign_up_takes_as_long_as_people_take(client, seconds, accounts):
    sign_up(client, shown=shown(seconds))

    assert User.objects.count() == accounts


def test_a_form_sent_too_soon_can_be_sent_again_two_seconds_later(client):
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        client.get(reverse("account_signup"))
        first = sign_up(client, shown=stamp())
        clock.shift(3)
        second = sign_up(client, shown=first.context["form"].stamp)

    assert (first.status_code, second.status_code) == (200, 302)


def test_a_stamp_that_is_no_good_is_replaced_and_a_good_one_kept():
    good = shown(5)

    assert to_send(good) == good
    assert age(to_send(shown(LIFE + 60))) < 1
    assert age(to_send("forged")) < 1


def test_accounts_from_one_address_are_counted_when_made(client, settings):
    settings.RATES = settings.RATES | {"sign_up": parse_many("1/hour")}
    slips = [sign_up(client, shown=shown(5), password1="short").status_code for _ in range(3)]
    sign_up(client, shown=shown(5))
    client.logout()

    response = sign_up(client, shown=shown(5), username="pia")

    assert slips == [200] * 3
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 3590
    assert "Type your password again then." in response.text
    assert 'value="pia"' in response.text
    assert list(User.objects.values_list("username", flat=True)) == ["petra"]


def test_closed_sign_up_says_so_and_makes_no_account(client, settings):
    settings.SIGN_UP_OPEN = False

    pages = [client.get(reverse("account_signup")), sign_up(client, shown=shown(5))]

    assert [page.status_code for page in pages] == [403, 403]
    assert "This site makes no new accounts at the moment." in pages[0].text
    assert User.objects.count() == 0
    assert reverse("account_signup") not in client.get("/").text
    assert reverse("account_signup") not in client.get(reverse("account_login")).text


def post(client, article, **fields):
    fields = {"body": "My first words.", "key": str(uuid.uuid4())} | fields
    return client.post(f"/articles/{article.slug}/comments", fields)


@pytest.mark.parametrize(
    ("seconds", "fields"), [(5, {"shown": ""}), (0, {}), (5, {"website": "http://spam.example"})]
)
def test_a_first_comment_as_programs_send_it_is_not_stored_and_the_text_kept(
    reader_client, seconds, fields
):
    response = post(reader_client, ArticleFactory(), **{"shown": shown(seconds)} | fields)

    assert response.status_code == 422
    assert AUTOMATIC in response.text
    assert "My first words." in response.text
    assert Comment.objects.count() == 0


def test_a_first_comment_as_people_send_it_is_stored(reader_client):
    response = post(reader_client, ArticleFactory(), shown=shown(5), website="")

    assert response.status_code == 302
    assert Comment.objects.count() == 1


def test_who_has_commented_before_is_not_asked(reader_client, reader):
    comment = make_comment(author=reader)

    assert post(reader_client, comment.article).status_code == 302


def test_the_page_carries_stamp_and_trap(reader_client):
    page = reader_client.get(ArticleFactory().get_absolute_url())

    assert age(page.context["form"].stamp) < 60
    assert 'name="shown"' in page.text
    assert 'name="website" tabindex="-1" autocomplete="off"' in page.text
