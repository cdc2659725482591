"""Addresses of the readers' side."""

from django.urls import path

from comments import feeds
from comments.views import (
    articles,
    data,
    deeds,
    following,
    me,
    notices,
    posting,
    reactions,
    sessions,
    threads,
)

app_name = "comments"

urlpatterns = [
    path("", articles.index, name="index"),
    path("sections/<slug:slug>/", articles.section, name="section"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("articles/<slug:slug>/comments", posting.post, name="post"),
    path("articles/<slug:slug>/follow", following.follow, name="follow"),
    path("articles/<slug:slug>/feed.atom", feeds.ArticleFeed(), name="article_feed"),
    path("comments/<int:pk>/", threads.comment, name="comment"),
    path("comments/<int:pk>/state", threads.state, name="state"),
    path("comments/<int:pk>/reply", posting.reply, name="reply"),
    path("comments/<int:pk>/edit", deeds.edit, name="edit"),
    path("comments/<int:pk>/withdraw", deeds.withdraw, name="withdraw"),
    path("comments/<int:pk>/vote", reactions.vote, name="vote"),
    path("comments/<int:pk>/report", reactions.report, name="report"),
    path("unfollow/<slug:token>/", following.unfollow, name="unfollow"),
    path("me/", me.me, name="me"),
    path("me/sessions", sessions.sessions, name="sessions"),
    path("me/data", data.download, name="data"),
    path("me/delete", data.leave, name="leave"),
    path("me/warnings", notices.acknowledge, name="acknowledge"),
    path("me/mails", notices.want_mails, name="notice_mails"),
    path("no-notices/<slug:token>/", notices.stop_mails, name="stop_notice_mails"),
    path("feed.atom", feeds.SiteFeed(), name="feed"),
]
