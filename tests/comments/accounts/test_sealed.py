"""A copy of the database alone holds no second factor."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, hotp_value
from django.core.exceptions import PermissionDenied

from comments.accounts import sealed
from tests.factories import UserFactory

SECRET = "JBSWY3DPEHPK3PXP"
OTHER_KEY = "another key of the site that is long enough to be one, 7f3a9c"


def code(secret: str) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


@pytest.mark.django_db
def test_secrets_are_stored_sealed_and_still_work(reader):
    app = TOTP.activate(reader, SECRET)
    codes = RecoveryCodes.activate(reader).get_unused_codes()

    stored = Authenticator.objects.filter(user=reader)
    assert {type_: next(iter(data.values()))[:7] for type_, data in kept(stored)} == {
        "totp": "sealed:",
        "recovery_codes": "sealed:",
    }
    assert SECRET not in str(kept(stored))
    again = RecoveryCodes(stored.get(type="recovery_codes"))
    assert again.get_unused_codes() == codes
    assert app.validate_code(code(SECRET))


def kept(stored) -> list[tuple[str, dict]]:
    return [
        (str(each.type), {k: each.data[k] for k in ("secret", "seed") if k in each.data})
        for each in stored
    ]


def test_each_sealing_looks_otherwise():
    assert sealed.seal(SECRET) != sealed.seal(SECRET)
    assert sealed.opened(sealed.seal(SECRET)) == SECRET


def test_a_key_of_before_still_opens(settings):
    before = sealed.seal(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER_KEY

    assert sealed.opened(before) == SECRET


@pytest.mark.django_db
def test_an_earlier_key_can_be_dropped_after_a_night(settings, reader):
    TOTP.activate(reader, SECRET)
    old = Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": SECRET})
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER_KEY

    assert [sealed.reseal(), sealed.reseal()] == [2, 0]

    settings.SECRET_KEY_FALLBACKS = []
    assert TOTP(Authenticator.objects.get(user=reader)).validate_code(code(SECRET))
    old.refresh_from_db()
    assert sealed.opened(old.data["secret"]) == SECRET


@pytest.mark.django_db
def test_what_no_key_opens_stays_and_the_others_are_sealed(settings, reader):
    TOTP.activate(reader, SECRET)
    settings.SECRET_KEY = OTHER_KEY
    Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": SECRET})

    assert sealed.reseal() == 1


def test_without_the_key_nobody_gets_in_and_the_page_says_what_to_do(settings):
    before = sealed.seal(SECRET)
    settings.SECRET_KEY = OTHER_KEY

    with pytest.raises(PermissionDenied, match="Ask an administrator to forget it"):
        sealed.opened(before)


def test_what_is_older_than_the_seals_is_read_as_it_is():
    assert sealed.opened(SECRET) == SECRET
