"""Addresses of the moderators' desk."""

from django.urls import path

from moderation.views import bulk, claiming, decisions, home, item, people, queue, undoing

app_name = "moderation"

urlpatterns = [
    path("", home.home, name="home"),
    path("queue/", queue.queue, name="queue"),
    path("claim-next", claiming.claim_next, name="claim_next"),
    path("items/<int:pk>/", item.item, name="item"),
    path("items/<int:pk>/claim", claiming.claim, name="claim"),
    path("items/<int:pk>/release", claiming.release, name="release"),
    path("bulk", bulk.bulk, name="bulk"),
    path("batches/<uuid:batch>/", bulk.batch, name="batch"),
    path("undo", undoing.undo, name="undo"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/sanctions", people.impose, name="impose"),
    path("sanctions/<int:pk>/lift", people.lift, name="lift"),
    path("comments/<int:pk>/review", claiming.open_for_review, name="open_for_review"),
]
