"""What wraps every request."""

import pytest
from django.http import HttpResponse

from config.middleware import HeadMiddleware


@pytest.mark.parametrize(("method", "body"), [("head", b""), ("get", b"words")])
def test_head_has_the_headers_of_get_and_no_body(rf, method, body):
    answer = HeadMiddleware(lambda request: HttpResponse("words", headers={"Content-Length": "5"}))

    response = answer(getattr(rf, method)("/"))

    assert (response.content, response["Content-Length"]) == (body, "5")
