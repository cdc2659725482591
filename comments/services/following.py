"""Following a thread by e-mail."""

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Article, Follow, User
from comments.services.refusals import Refused


class NoAddress(Refused):
    """The reader has given no e-mail address."""


def follow(article: Article, *, user: User) -> Follow:
    """Mail ``user`` what is published under ``article`` from now on. Raises NoAddress."""
    if not user.email:
        raise NoAddress(_("To follow a thread, add an e-mail address to your account first."))
    now = timezone.now()
    following, _created = Follow.objects.get_or_create(
        user=user, article=article, defaults={"followed_at": now, "mailed_until": now}
    )
    return following


def unfollow(article: Article, *, user: User) -> None:
    Follow.objects.filter(user=user, article=article).delete()
