"""What somebody typed before logging in, kept in their session until it is posted."""

from comments.models import Article

KEY = "comment_draft"
MOST = 20_000  # characters; more than a comment may have, so that the reader can shorten it


def keep(request, article: Article, *, parent: int | None, body: str) -> None:
    if body.strip():
        request.session[KEY] = {"article": article.pk, "parent": parent, "body": body[:MOST]}


def body_for(request, article: Article, *, parent: int | None) -> str:
    """The words kept for this place, or ""."""
    draft = request.session.get(KEY)
    here = {"article": article.pk, "parent": parent}
    if not draft or {name: draft[name] for name in here} != here:
        return ""
    return draft["body"]


def drop(request) -> None:
    request.session.pop(KEY, None)
