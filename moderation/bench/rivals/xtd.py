"""django-comments-xtd: a page with its own template tag, on SQLite. Runs in the rivals' Python."""

import secrets
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path

from moderation.bench.rivals.threads import DEPTH, Threads, read
from moderation.bench.turns import answer, timed

PAGE = """<!doctype html>{% load comments comments_xtd %}<title>{{ page.title }}</title>
<main>{% render_xtdcomment_tree for page %}{% render_comment_form for page %}</main>"""


def configure(folder: Path) -> None:
    settings.configure(
        SECRET_KEY=secrets.token_urlsafe(),
        ALLOWED_HOSTS=["*"],
        SITE_ID=1,
        USE_TZ=True,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "xtd.sqlite3"}
        },
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.sites",
            "django.contrib.flatpages",
            "django_comments_xtd",
            "django_comments",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                    ],
                },
            }
        ],
        COMMENTS_APP="django_comments_xtd",
        COMMENTS_XTD_MAX_THREAD_LEVEL=DEPTH,
        COMMENTS_XTD_CONFIRM_EMAIL=False,
    )


def show(request, pk: int) -> HttpResponse:
    from django.contrib.flatpages.models import FlatPage
    from django.template import engines

    context = {"page": FlatPage._default_manager.get(pk=pk)}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def addresses() -> tuple:
    """What no module can hold: it is imported before its packages are set up."""
    return (path("comments/", include("django_comments_xtd.urls")), path("pages/<int:pk>/", show))


def store(threads: Threads) -> list:
    """A page per thread."""
    from django.contrib.flatpages.models import FlatPage

    pages = []
    for number, thread in enumerate(threads):
        page = FlatPage._default_manager.create(url=f"/page-{number}/", title=f"Page {number}")
        stored: list = []
        for text, parent in thread:
            stored.append(write(page, text, 0 if parent is None else stored[parent].pk))
        pages.append(page)
    return pages


def write(page, text: str, parent: int = 0):
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.sites.models import Site
    from django.utils import timezone
    from django_comments_xtd.models import XtdComment  # type: ignore[import-not-found]

    return XtdComment.objects.create(
        content_type=ContentType.objects.get_for_model(page),
        object_pk=page.pk,
        site=Site.objects.get_current(),
        user_name="Reader",
        user_email="reader@example.org",
        comment=text,
        submit_date=timezone.now(),
        is_public=True,
        parent_id=parent,
    )


def main(file: Path) -> None:
    with TemporaryDirectory(prefix="decorum-bench-") as folder:
        configure(Path(folder))
        django.setup()
        settings.ROOT_URLCONF = addresses()
        call_command("migrate", verbosity=0)
        from django.test import Client

        threads = read(file)
        pages = store(threads)
        client, numbers = Client(), count()

        def view(page) -> bytes:
            response = client.get(f"/pages/{page.pk}/")
            if response.status_code != 200:
                raise RuntimeError(f"status {response.status_code}")
            return response.content

        def post() -> None:
            write(pages[-1], f"{threads[-1][0][0]} {next(numbers)}")

        deeds: list[Callable[[], object]] = [*(partial(view, page) for page in pages), post]
        sizes = [len(view(page)) for page in pages]
        answer(sizes, list(map(timed, deeds)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
