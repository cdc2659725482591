"""Models trained on the site's own decisions, how they were made, and what they said in shadow."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import OfComment


class SiteModel(models.Model):
    """One trained model, never changed but for whether it scores in the shadow. Which one is live
    the policy in force says: PolicyVersion.site_model."""

    scorer = models.CharField(max_length=60, unique=True)  # name@version, as scores carry it
    general = models.CharField(max_length=60)  # of the shipped model it stands beside
    card = models.JSONField()  # see learning/cards.py
    # The file itself, so that every worker on every machine has it, and every backup.
    weights = models.BinaryField()
    sha256 = models.CharField(max_length=64)  # of the weights
    trained_at = models.DateTimeField(default=timezone.now)
    last_label_at = models.DateTimeField()  # the latest decision it has learnt from
    is_shadow = models.BooleanField(default=False)
    shadow_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Two would cost every batch a third reading.
            models.UniqueConstraint(
                name="moderation_sitemodel_one_shadow",
                fields=["is_shadow"],
                condition=Q(is_shadow=True),
            )
        ]

    def __str__(self):
        return self.scorer


class RunState(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    NOTHING = "nothing", _("nothing to learn")
    FAILED = "failed", _("failed")


class TrainingRun(models.Model):
    """One training: how far it is, what it wrote down, and what came of it."""

    state = models.CharField(max_length=7, choices=RunState, default=RunState.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)  # its last sign of life
    ended_at = models.DateTimeField(null=True)
    done = models.FloatField(default=0)  # in [0, 1]
    log = models.JSONField(default=list)  # [[time, step, values], …], see training/words.py
    model = models.ForeignKey(
        SiteModel, null=True, on_delete=models.SET_NULL, related_name="training_runs"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="moderation_trainingrun_one_at_a_time",
                fields=["state"],
                condition=Q(state="running"),
            ),
            models.CheckConstraint(
                name="moderation_trainingrun_state_known", condition=Q(state__in=RunState.values)
            ),
        ]

    def __str__(self):
        return f"training {self.pk}, {self.state}"


class ShadowScore(models.Model):
    """What a candidate said of a revision, beside what the live scorer said in the same batch."""

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(
        "comments.CommentRevision", on_delete=models.CASCADE, related_name="+"
    )
    model = models.ForeignKey(SiteModel, on_delete=models.CASCADE, related_name="shadow_scores")
    rudeness = models.FloatField()  # in [0, 1]
    live = models.FloatField()  # the live scorer's, in [0, 1]
    live_scorer = models.CharField(max_length=60)
    scored_at = models.DateTimeField(default=timezone.now)

    objects = OfComment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="moderation_shadowscore_once", fields=["model", "revision"]
            ),
            models.CheckConstraint(
                name="moderation_shadowscore_range",
                condition=Q(rudeness__gte=0, rudeness__lte=1, live__gte=0, live__lte=1),
            ),
        ]

    def __str__(self):
        return f"{self.rudeness:.2f} beside {self.live:.2f}"
