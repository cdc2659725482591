"""What lies in sections is reached through its doors alone, checked in the sources.

At the desk every query begins with `moderatable_by`, in the admin and in services that have asked
for the right with `in_sections_of`, on readers' pages with `visible_to`. Whatever begins otherwise
is listed below with the reason why it may.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from comments.models import ScopedQuerySet

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).parent.parent
# Everything that reads for somebody: pages, admin, feeds, and what they are made of.
ROOMS = (
    *("comments/views", "comments/admin", "comments/feeds.py", "comments/thread.py"),
    *("moderation/views", "moderation/admin", "moderation/insight", "moderation/search"),
    *("moderation/activity.py", "moderation/filters.py", "moderation/forms.py"),
    *("moderation/orders.py", "moderation/people_facts.py", "moderation/piles.py"),
    *("moderation/ranges.py", "moderation/records.py", "moderation/reporters.py"),
    *("moderation/rows.py", "moderation/similar.py", "moderation/surroundings.py"),
    *("moderation/waiting.py", "moderation/ways.py", "moderation/templatetags"),
)
DOORS = {"moderatable_by", "in_sections_of", "visible_to", "published", "none"}
# A subquery bound to a row of the outer query goes no further than that one does.
BOUND = {"comment", "item", "pk", "item__comment", "undoes", "comment_id", "item_id"}

OWN = "one's own"
OF_ONE = "belongs to a comment that the caller was let to"
READER = "readers see all that is out, and of the rest a stump without its words"
TRUST = "how far a person's complaints can be trusted belongs to the person"
# file, function -> why it may.
WITHOUT = {
    ("comments/admin/people.py", "check_still_superuser"): "all superusers, to lock them",
    ("comments/feeds.py", "items"): "cut down to visible ones by `newest`",
    ("comments/thread.py", "answers_to"): READER,
    ("comments/thread.py", "of_article"): READER,
    ("comments/thread.py", "of_comment"): READER,
    ("comments/thread.py", "votes_of"): OWN,
    ("comments/views/articles.py", "is_followed"): OWN,
    ("comments/views/following.py", "unfollow"): "whoever has the mail's token may stop it",
    ("comments/views/gates.py", "comment_or_404"): READER,
    ("comments/views/me.py", "me"): OWN,
    ("comments/views/posting.py", "is_first_comment"): OWN,
    ("comments/views/threads.py", "way_up"): READER,
    ("moderation/admin/filters.py", "queryset"): "an intersection with what its admin lists",
    ("moderation/admin/queue.py", "get_queryset"): OF_ONE,
    ("moderation/admin/reviewing.py", "ancestors"): OF_ONE,
    ("moderation/admin/reviewing.py", "everything_about"): OF_ONE,
    ("moderation/admin/reviewing.py", "neighbours"): OF_ONE,
    ("moderation/filters.py", "in_areas"): OWN,
    ("moderation/insight/my_day.py", "my_day"): OWN,
    ("moderation/people_facts.py", "twins_of"): "the authors of comments that came by a door",
    ("moderation/records.py", "records"): "the authors of comments that came by a door",
    ("moderation/reporters.py", "judged"): TRUST,
    ("moderation/reporters.py", "recent_comments"): "how fast a thread runs, for the pipeline too",
    ("moderation/reporters.py", "trust_of_reader"): TRUST,
    ("moderation/rows.py", "shown"): OF_ONE,
    ("moderation/search/matches.py", ""): "the index itself: search/rows.py shows what came of it",
    ("moderation/search/matches.py", "nearest"): "as above; views/search.py narrows it",
    ("moderation/similar.py", "telling_words"): "how rare a word is; nobody is shown the number",
    ("moderation/surroundings.py", "decisions_on"): OF_ONE,
    ("moderation/surroundings.py", "reasons"): OF_ONE,
    ("moderation/surroundings.py", "thread"): OF_ONE,
    ("moderation/surroundings.py", "versions"): OF_ONE,
    ("moderation/waiting.py", "queues"): "the viewer's own row, on which the counts hang",
    ("moderation/ways.py", "exposure"): OWN,
    ("moderation/ways.py", "hard_run"): OWN,
}


def scoped_models() -> set[str]:
    """Models that lie in sections, by name."""
    return {
        model.__name__
        for app in ("comments", "moderation")
        for model in apps.get_app_config(app).get_models()
        if issubclass(type(model._default_manager.get_queryset()), ScopedQuerySet)
    } - {"Section"}


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """(name of the function or method it stands in, node), "" for what stands outside."""

    def walk(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            inside = child.name if isinstance(child, ast.FunctionDef) else name
            yield inside, child
            yield from walk(child, inside)

    return walk(tree, "")


def other_ways(source: str, models: set[str]) -> list[tuple[str, str]]:
    """(function, what it does) of every query of ``models`` that begins at no door."""
    tree = ast.parse(source)
    parent = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for function, node in functions(tree):
        if is_shortcut(node, models):
            found.append((function, ast.unparse(node)))
        if not (isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")):
            continue
        if not (isinstance(node.value, ast.Name) and node.value.id in models):
            continue
        step = parent[node]
        name = step.attr if isinstance(step, ast.Attribute) else ""
        call = parent[step]
        if name not in DOORS and not is_bound(call):
            found.append((function, f"{node.value.id}.objects.{name}"))
    return found


def is_shortcut(node: ast.AST, models: set[str]) -> bool:
    """get_object_or_404(Comment, …), or a list of them."""
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("get_object_or_404", "get_list_or_404")
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in models
    )


def is_bound(call: ast.AST) -> bool:
    """filter(comment=OuterRef(…))"""
    return isinstance(call, ast.Call) and any(
        keyword.arg in BOUND
        and isinstance(keyword.value, ast.Call)
        and getattr(keyword.value.func, "id", "") == "OuterRef"
        for keyword in call.keywords
    )


def sources() -> list[Path]:
    files = []
    for room in ROOMS:
        place = ROOT / room
        assert place.exists(), room
        files += [place] if place.is_file() else sorted(place.rglob("*.py"))
    return files


def test_every_query_begins_at_a_door():
    models = scoped_models()

    found = {
        (file.relative_to(ROOT).as_posix(), function): what
        for file in sources()
        for function, what in other_ways(file.read_text(), models)
    }

    assert {"Comment", "ReviewItem", "Decision", "Sanction", "Note", "Article", "User"} <= models
    assert {place: what for place, what in found.items() if place not in WITHOUT} == {}
    assert set(WITHOUT) - set(found) == set()  # No reason for what is no longer there.


@pytest.mark.parametrize(
    ("source", "ways"),
    [
        ("def f():\n    return Comment.objects.filter(pk=1)", [("f", "Comment.objects.filter")]),
        (
            "def f(r):\n    get_object_or_404(Comment, pk=1)",
            [("f", "get_object_or_404(Comment, pk=1)")],
        ),
        ("rows = Comment.objects.all()", [("", "Comment.objects.all")]),
        ("def f(u):\n    return Comment.objects.moderatable_by(u).filter(pk=1)", []),
        ("def f():\n    return Comment.objects.filter(pk=OuterRef('pk'))", []),
        (
            "def f():\n    return Comment.objects.filter(author=OuterRef('pk'))",
            [("f", "Comment.objects.filter")],
        ),
        ("def f(m):\n    return m(Comment.objects)", [("f", "Comment.objects.")]),
        ("def f():\n    return Tag.objects.all()", []),
    ],
)
def test_the_check_sees_what_begins_elsewhere(source, ways):
    assert other_ways(source, {"Comment"}) == ways
