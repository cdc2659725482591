"""The readers' side: articles, threads, votes, reports and the people who comment."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
