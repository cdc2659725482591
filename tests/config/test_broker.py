"""Messages go where BROKER_URL says, each kind of work in a queue of its own."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import broker
from config.celery import app

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("url", "celerys"),
    [
        ("redis://localhost:6379/0", "redis://localhost:6379/0"),
        ("rediss://:secret@host:6380/1", "rediss://:secret@host:6380/1"),
        ("unix:///run/valkey.sock?db=0", "redis+socket:///run/valkey.sock?db=0"),
        ("amqp://desk:secret@host:5672/decorum", "amqp://desk:secret@host:5672/decorum"),
        ("amqps://desk:secret@host/decorum", "amqps://desk:secret@host/decorum"),
    ],
)
def test_broker_is_named_as_celery_names_it(url, celerys):
    assert broker.broker_url(url) == celerys


@pytest.mark.parametrize("url", ["sqs://key@", "localhost:6379", "http://:secret@host/"])
def test_what_is_no_broker_is_refused_without_saying_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="amqp://") as refused:
        broker.broker_url(url)

    assert "secret" not in str(refused.value)


def test_each_transport_waits_by_its_own_names():
    assert broker.transport_options("redis://host/0") == {
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        "socket_keepalive": True,
    }
    assert broker.transport_options("redis+socket:///run/valkey.sock")["socket_keepalive"] is False
    assert broker.transport_options("amqp://host//") == {"connect_timeout": 1, "write_timeout": 5}


def test_every_task_has_its_queue_and_a_worker_serves_them_all():
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    queues = {queue.name for queue in settings.CELERY_TASK_QUEUES}

    assert ours == set(settings.CELERY_TASK_ROUTES)
    assert {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} == queues
    assert set(app.amqp.queues) == queues
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= ours
