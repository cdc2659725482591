"""People at a real web server: they post, vote, report, edit and decide over HTTP."""

import http.client
import re
import threading
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from comments.models import Article, User
from tests.processes import wait_until

TOKEN = "t" * 32  # Of the form and of the cookie: equal is all that is asked.
PATIENCE = 30  # seconds for an answer


class CutOff(Exception):
    """The server died under the request: what became of it nobody knows."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def comment_id(self) -> int | None:
        """Of the comment that the answer leads to, when it was stored."""
        found = re.match(r"/comments/(\d+)/", self.headers.get("Location", ""))
        return int(found[1]) if found else None


@dataclass
class Visitor:
    """Somebody logged in. ``answers`` are the statuses they saw, one per answer."""

    port: int
    user: User
    answers: list[int] = field(default_factory=list)

    def __post_init__(self):
        client = Client()
        client.force_login(self.user)
        name = settings.SESSION_COOKIE_NAME
        self.session_key = client.cookies[name].value
        self.cookies = f"{name}={self.session_key}; csrftoken={TOKEN}"

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def send(self, path: str, **fields: object) -> Answer:
        return self.ask("POST", path, urlencode(fields | {"csrfmiddlewaretoken": TOKEN}))

    def swap(self, path: str, **fields: object) -> Answer:
        """As htmx sends it: 200 means done, where a redirect may carry a refusal to the page."""
        body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN})
        return self.ask("POST", path, body, **{"HX-Request": "true"})

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        """Raises CutOff. A new connection each time: an old one ends with the server."""
        headers |= {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (http.client.HTTPException, ConnectionError) as error:
            raise CutOff from error
        finally:
            connection.close()
        self.answers.append(response.status)
        return Answer(response.status, dict(response.getheaders()), text)

    def post(self, article: Article, body: str, *, key: uuid.UUID | None = None) -> Answer:
        path = reverse("comments:post", args=[article.slug])
        return self.send(path, body=body, key=key or uuid.uuid4())

    @property
    def errors(self) -> list[int]:
        """The answers that say the site failed."""
        return [status for status in self.answers if status >= 500]


class Crowd:
    """Visitors who post without a pause while the block runs.

    ``accepted`` are the ids of the comments they were told are stored; ``failures`` whatever else
    they got for an answer.
    """

    def __init__(self, visitors: list[Visitor], article: Article):
        self.article = article
        self.accepted: list[int] = []
        self.failures: list[object] = []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=[each]) for each in visitors]

    def work(self, visitor: Visitor) -> None:
        number = 0
        while not self.stopping.is_set():
            number += 1
            try:
                answer = visitor.post(self.article, f"Word {number} of {visitor.user.pk}.")
            except (CutOff, TimeoutError) as error:
                self.failures.append(error)
                continue
            if answer.comment_id is None:
                self.failures.append(answer)
            else:
                self.accepted.append(answer.comment_id)

    def wait_for_more(self, count: int) -> None:
        wanted = len(self.accepted) + count
        wait_until(
            lambda: len(self.accepted) >= wanted or self.failures, timeout=60, what="more posts"
        )
        assert self.failures == []

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(PATIENCE)
