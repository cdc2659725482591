"""What is tried before it is in force: drafts, what they were simulated to do, shadow verdicts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from moderation.models.policy import PolicyRules, PolicyVersion


class Stage(models.TextChoices):
    """DRAFT can be changed. SHADOW is judged beside the live policy and stays as it is. The last
    two are ends: what was made live lives on as a PolicyVersion."""

    DRAFT = "draft", gettext_lazy("Draft")
    SHADOW = "shadow", gettext_lazy("In shadow")
    LIVE = "live", gettext_lazy("Made live")
    DROPPED = "dropped", gettext_lazy("Put away")


OPEN_STAGES = (Stage.DRAFT, Stage.SHADOW)


class PolicyDraft(PolicyRules):
    name = models.CharField(
        gettext_lazy("name"),
        max_length=80,
        help_text=gettext_lazy("What is tried and why, for colleagues."),
    )
    stage = models.CharField(max_length=7, choices=Stage, default=Stage.DRAFT, editable=False)
    # The version whose values it started from.
    based_on = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, editable=False, related_name="drafts"
    )
    # How often its rules were changed: a simulation names the state that it is about.
    edits = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    shadow_since = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "policy draft"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="moderation_policydraft_stage_known", condition=Q(stage__in=Stage.values)
            ),
            # One at a time: each costs every batch of comments another judgement.
            models.UniqueConstraint(
                name="moderation_policydraft_one_shadow",
                fields=["stage"],
                condition=Q(stage=Stage.SHADOW),
            ),
            models.CheckConstraint(
                name="moderation_policydraft_hold_range",
                condition=Q(hold_at__gte=0, hold_at__lte=1)
                & Q(new_author_hold_at__gte=0, new_author_hold_at__lte=1),
            ),
            models.CheckConstraint(
                name="moderation_policydraft_remove_above_hold",
                condition=Q(remove_at__isnull=True)
                | Q(remove_at__gte=F("hold_at"), remove_at__lte=1),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES


class SimulationState(models.TextChoices):
    WAITING = "waiting", gettext_lazy("Waits for a worker")
    RUNNING = "running", gettext_lazy("Running")
    DONE = "done", gettext_lazy("Done")
    FAILED = "failed", gettext_lazy("Failed")


class Simulation(models.Model):
    """One draft judged over past comments, slice by slice: the row is the work list, the progress
    and the result."""

    # Empty: the live policy alone, for the limits that goals ask for.
    draft = models.ForeignKey(
        PolicyDraft, null=True, on_delete=models.CASCADE, related_name="simulations"
    )
    edits = models.PositiveIntegerField(default=0)  # of the draft, when it was asked for
    live = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=7, choices=SimulationState, default=SimulationState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    # Until then somebody works on it; a worker that died is followed by another.
    leased_until = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    population = models.PositiveIntegerField(null=True)  # comments in that time
    keep = models.PositiveSmallIntegerField(default=0)  # of 4,096, the share that is looked at
    sampled = models.PositiveIntegerField(default=0)  # comments that were looked at
    cursor = models.BigIntegerField(default=0)  # id of the last comment that was looked at
    tally = models.JSONField(default=dict)  # moderation/lab/tally.py
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_simulation_state_known",
                condition=Q(state__in=SimulationState.values),
            ),
        ]
        indexes = [
            # Serves the worker that looks for work.
            models.Index(
                name="moderation_simulation_open",
                fields=["id"],
                condition=Q(state__in=("waiting", "running")),
            ),
        ]

    def __str__(self):
        return f"simulation {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in (SimulationState.WAITING, SimulationState.RUNNING)


class ShadowVerdict(models.Model):
    """What a draft in shadow said of a comment that the live policy judged. Whose comment, which
    words, when and what was done are the decision's."""

    draft = models.ForeignKey(PolicyDraft, on_delete=models.CASCADE, related_name="verdicts")
    decision = models.ForeignKey(
        "moderation.Decision", on_delete=models.PROTECT, related_name="shadows"
    )
    outcome = models.SmallIntegerField()  # policy.Outcome

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="moderation_shadowverdict_once", fields=["draft", "decision"]
            ),
            models.CheckConstraint(
                name="moderation_shadowverdict_outcome_known", condition=Q(outcome__in=(0, 1, 2))
            ),
        ]

    def __str__(self):
        return f"{self.draft_id} on {self.decision_id}: {self.outcome}"
