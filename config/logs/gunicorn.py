"""gunicorn's own lines, in the form of all others."""

import logging
import os

from django.conf import settings
from django.utils.log import configure_logging
from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # It has no types.

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class PlainLogger(Logger):
    """Sends gunicorn's lines where the application's go; its access log stays off.

    That one has the reader's address and the whole of the page's, and RequestLogMiddleware logs
    each request without them.
    """

    def setup(self, cfg):
        super().setup(cfg)
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
        self.error_log.handlers = []
        self.error_log.propagate = True
        self.access_log.handlers = [logging.NullHandler()]
