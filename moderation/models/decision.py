"""The log of what was decided, by whom and why. Append-only: database triggers see to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from comments.models import OfComment, Status
from comments.reasons import ReasonCode
from moderation.models.chain import new_salt
from moderation.models.review import being_read_again


class Action(models.TextChoices):
    # By a moderator.
    APPROVE = "approve", gettext_lazy("Approved")
    REJECT = "reject", gettext_lazy("Rejected")
    ESCALATE = "escalate", gettext_lazy("Escalated")
    DISMISS = "dismiss", gettext_lazy("Reports dismissed")
    UNDO = "undo", gettext_lazy("Taken back")
    # The verdict of who read a decided comment again, unaware of that. It changes nothing itself:
    # with a reason code it is "reject", without one "let it stand".
    SECOND = "second", gettext_lazy("Read a second time")
    # By the policy.
    PUBLISH = "publish", gettext_lazy("Published")
    HOLD = "hold", gettext_lazy("Held")
    REMOVE = "remove", gettext_lazy("Removed")


HUMAN_ACTIONS = (Action.APPROVE, Action.REJECT, Action.ESCALATE, Action.DISMISS)
UNDOABLE = (*HUMAN_ACTIONS, Action.SECOND)
POLICY_ACTIONS = (Action.PUBLISH, Action.HOLD, Action.REMOVE)


class DecisionQuerySet(OfComment):
    def in_sections_of(self, user):
        """Without those on comments that wait for a second reader who must not know of them: for
        everybody but who decided first."""
        return super().in_sections_of(user).exclude(being_read_again(but_for=user.pk or 0))


class Decision(models.Model):
    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.PROTECT, related_name="decisions"
    )
    # The words that were judged.
    revision = models.ForeignKey(
        "comments.CommentRevision", on_delete=models.PROTECT, related_name="decisions"
    )
    item = models.ForeignKey(
        "moderation.ReviewItem", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    action = models.CharField(max_length=8, choices=Action)
    # Empty when the policy decided: then policy and scorer say what judged.
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    policy = models.ForeignKey("moderation.PolicyVersion", null=True, on_delete=models.PROTECT)
    scorer = models.CharField(max_length=60, blank=True)  # name@version
    reason_code = models.CharField(max_length=16, choices=ReasonCode, blank=True)
    # A moderator's is for colleagues; the policy's is what the author was told. Can be erased.
    note = models.CharField(max_length=1000, blank=True)
    # Of the chain's commitment to the note. Empty: both were erased.
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    status_before = models.CharField(max_length=9, choices=Status)
    status_after = models.CharField(max_length=9, choices=Status)
    undoes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    # What the policy knew, as facts.recorded has it; null where nobody wrote it down.
    facts = models.JSONField(null=True, editable=False)
    batch = models.UUIDField(null=True)  # the same for all decisions of one bulk action
    decided_at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_decision_action_known", condition=Q(action__in=Action.values)
            ),
            models.CheckConstraint(
                name="moderation_decision_somebody_decided",
                condition=Q(action__in=POLICY_ACTIONS, moderator__isnull=True, policy__isnull=False)
                | (~Q(action__in=POLICY_ACTIONS) & Q(moderator__isnull=False)),
            ),
            models.CheckConstraint(
                name="moderation_decision_reject_has_reason",
                condition=~Q(action=Action.REJECT) | ~Q(reason_code=""),
            ),
            models.CheckConstraint(
                name="moderation_decision_other_has_note",
                condition=~Q(action=Action.REJECT, reason_code=ReasonCode.OTHER)
                | ~Q(note="")
                | Q(salt=""),
            ),
            models.CheckConstraint(
                name="moderation_decision_undo_names_other",
                condition=Q(action=Action.UNDO, undoes__isnull=False)
                | (~Q(action=Action.UNDO) & Q(undoes__isnull=True)),
            ),
        ]
        indexes = [
            # Serves "my recent decisions" and the log by person.
            models.Index(name="moderation_decision_by", fields=["moderator", "-id"]),
            models.Index(
                name="moderation_decision_batch", fields=["batch"], condition=Q(batch__isnull=False)
            ),
            # Serves the author's rejections in the last days: the policy's history phase.
            models.Index(name="moderation_decision_when", fields=["action", "-decided_at"]),
        ]

    def __str__(self):
        return f"{self.get_action_display()}: {self.comment}"

    @property
    def by(self) -> str:
        """Who decided, in words."""
        if self.moderator:
            return self.moderator.pseudonym
        return gettext("policy %(version)s") % {"version": self.policy}

    @property
    def is_rejection(self) -> bool:
        """Whether whoever decided wants it gone. A second verdict says so by its reason."""
        return self.action == Action.REJECT or (
            self.action == Action.SECOND and self.reason_code != ""
        )

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")
