"""The breaker that the bell, the engines and the rate limits share."""

import time

import pytest

from comments.breaker import Breaker

pytestmark = pytest.mark.any_database


def test_after_the_break_one_caller_alone_tries_until_it_is_known_to_work():
    breaker = Breaker()
    breaker.failed()
    shut = breaker.allows()
    breaker.shut_until = time.monotonic() - 1
    first, second = breaker.allows(), breaker.allows()
    breaker.worked()

    assert (shut, first, second) == (False, True, False)
    assert [breaker.allows(), breaker.allows()] == [True, True]
