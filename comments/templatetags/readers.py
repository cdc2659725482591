"""What the readers' frame shows on every page."""

from django import template
from django.utils import timezone

from comments.faces import TOKEN, html_of
from comments.models import AuthorNotice, Section, User
from comments.services.telling import warnings_of

register = template.Library()


@register.simple_tag
def all_sections() -> list[Section]:
    return list(Section.objects.all())


@register.simple_tag
def unread_notices(user: User) -> int:
    """How many things ``user`` was told and has not seen."""
    return AuthorNotice.objects.unread(timezone.now()).filter(recipient=user).count()


@register.simple_tag
def open_warnings(user: User) -> list[AuthorNotice]:
    """What ``user`` has to confirm before they can post. No query for whoever was not warned."""
    now = timezone.now()
    if user.warned_at is None or user.warned_at > now:
        return []
    return list(warnings_of(user, now))


@register.tag
def rows_of_window(parser, token) -> template.Node:
    """The rows of a window. Needs: window, can_reply, user, csrf_token."""
    return WindowNode()


class WindowNode(template.Node):
    """Rows that many see come from comments/faces.py, the viewer's own from their template."""

    def render(self, context) -> str:
        can_reply = bool(context["can_reply"])
        one = context.template.engine.get_template("comments/_row.html")
        rows = []
        for row in context["window"].rows:
            if face := row.face(can_reply=can_reply):
                rows.append(html_of(face))
            else:
                with context.push(row=row):
                    rows.append(one.render(context))
        html = "\n".join(rows)
        # Whoever is shown a form gets a cookie for its token; a page without forms asks for none.
        return html.replace(TOKEN, str(context.get("csrf_token", ""))) if TOKEN in html else html
