"""The readers' side: articles, threads, votes, reports and the people who comment."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = gettext_lazy("Comments")

    def ready(self):
        # Connects what follows a log-in. Here, because the models must be loaded first.
        from comments.accounts import log_lines, receivers  # noqa: F401
        from comments.privacy.own_parts import OWN
        from comments.privacy.parts import PARTS

        PARTS.extend(OWN)
