"""Where the moderators' side listens to the readers' side. The only place."""

from django.db import connections
from django.dispatch import receiver

from comments import signals
from comments.models import ReportOutcome
from moderation.pipeline import bell
from moderation.privacy import erasing
from moderation.search import index
from moderation.services import opening, rights, sanctions


@receiver(signals.comment_waiting)
def ring(sender, comment_id, **kwargs):
    bell.ring()


@receiver(signals.comment_edited)
def forget_score(sender, comment, **kwargs):
    opening.forget_score(comment)


@receiver(signals.comment_withdrawn)
def close(sender, comment, **kwargs):
    opening.close_undecided([comment.pk], ReportOutcome.VOID)


@receiver(signals.comment_reported)
def open_item(sender, report, **kwargs):
    opening.open_for_report(report)


@receiver(signals.votes_surged)
def show_surge(sender, comment, votes, newcomers, **kwargs):
    opening.open_for_surge(comment, votes=votes, newcomers=newcomers)


@receiver(signals.warnings_acknowledged)
def note_acknowledgement(sender, user, decided_at, at, **kwargs):
    sanctions.acknowledged(user, imposed_at=decided_at, at=at)


@receiver(signals.rights_changed)
def record_rights(sender, person, by, before, **kwargs):
    rights.record(person, by=by, before=before)


@receiver(signals.words_erased)
def forget_words(sender, comment_ids, using, whole, **kwargs):
    erasing.forget_words(comment_ids, using=using, whole=whole)


@receiver(signals.person_erased)
def forget_person(sender, user, using, **kwargs):
    erasing.forget_person(user, using=using)


@receiver(signals.notes_erased)
def forget_notes(sender, report_ids, using, **kwargs):
    erasing.forget_notes(report_ids, using=using)


@receiver(signals.erasure_done)
def settle_index(sender, using, **kwargs):
    index.settle(connections[using])
