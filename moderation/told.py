"""Who is told of a deed, and from when on: until then it can be taken back without a trace."""

import math
from dataclasses import dataclass
from datetime import datetime

from comments.services import due_after, kind_of
from moderation.models import Decision, Sanction


@dataclass(frozen=True, slots=True)
class Telling:
    name: str  # what readers call the person
    due_at: datetime

    def seconds(self, now: datetime) -> int:
        """Left until the person is told; 0 when they are."""
        return max(0, math.ceil((self.due_at - now).total_seconds()))


def telling(deed: Decision | Sanction) -> Telling | None:
    """None when there is nothing to tell, or when the deed was taken back."""
    if isinstance(deed, Sanction):
        return None if deed.lifted_at else Telling(deed.user.name, due_after(deed.imposed_at))
    if deed.is_undone or kind_of(deed.status_before, deed.status_after) is None:
        return None
    return Telling(deed.comment.author.name, due_after(deed.decided_at))
