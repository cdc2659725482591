"""Whose turn it is to do what one process of all must do now and then."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone


class TurnQuerySet(models.QuerySet):
    def take(self, name: str, *, every: timedelta, by: str) -> bool:
        """Whether ``by`` may do ``name`` now, because nobody began it within ``every``.

        Of several processes one wins. One that dies in its turn holds nobody up: the next turn
        comes after ``every``. A time further ahead than that is from a clock that was set back
        since, and counts as long ago; a little ahead is only who came a moment before us.
        """
        now = timezone.now()
        is_time = Q(began_at__lte=now - every) | Q(began_at__gt=now + every)
        free = self.filter(is_time, name=name)
        # The look first: an update that finds nothing still takes SQLite's write lock.
        if free.exists():
            return bool(free.update(began_at=now, by=by))
        if self.filter(name=name).exists():
            return False
        return self.take_first(name, by=by)

    def take_first(self, name: str, *, by: str) -> bool:
        """Whether ``by`` is the first ever to do ``name``."""
        defaults = {"began_at": timezone.now(), "by": by}
        _turn, is_first = self.get_or_create(name=name, defaults=defaults)
        return is_first

    def note(self, name: str, *, by: str) -> None:
        """``by`` begins ``name``, whosever turn it is."""
        defaults = {"began_at": timezone.now(), "by": by}
        self.update_or_create(name=name, defaults=defaults)


class Turn(models.Model):
    """One row per deed: when it was last begun, and by which process."""

    name = models.CharField(max_length=100, primary_key=True)
    began_at = models.DateTimeField()
    by = models.CharField(max_length=100)  # host and process id

    objects = TurnQuerySet.as_manager()

    def __str__(self):
        return f"{self.name}, begun by {self.by}"

    def pass_on(self, *, by: str) -> bool:
        """Whether ``by`` may begin again what this row says was last begun. One process wins."""
        seen = Turn.objects.filter(name=self.name, began_at=self.began_at)
        return bool(seen.update(began_at=timezone.now(), by=by))
