"""Which model scores: promoting one, going back, and letting one score in the shadow.

Promoting writes a policy version that differs from the last in its scorer, so it is in the
log, sealed and named by every verdict, as every change of the policy is. The limits of rudeness
move with it: as many comments meet them as before. Going back brings back the limits, too.
"""

from collections.abc import Callable

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import User
from comments.services import Refused
from moderation.learning import gate
from moderation.models import PolicyVersion, SiteModel
from moderation.services.refusals import NotYours

LEADS = "moderation.review_escalated"
LIMITS = ("hold_at", "new_author_hold_at", "remove_at")  # on the scorer's numbers


class NothingToDo(Refused):
    """It is so already, or there is nothing to go back to."""


def check_lead(by: User) -> None:
    """Raises NotYours: a model judges the whole site."""
    if not by.has_perm(LEADS) or by.section_limit is not None:
        raise NotYours(_("Leads who look after all sections choose the model."))


def promote(model: SiteModel, *, by: User | None) -> PolicyVersion:
    """Make ``model`` score from the next batch on. ``by`` None: the settings ask for it. Raises
    NotYours and NothingToDo."""
    if by is not None:
        check_lead(by)
    note = _("Scores from here on: %(model)s.") % {"model": model.scorer}
    table = gate.Limits(**model.card["limits"])
    version = adopt(model, note, by, lambda current, name: moved(table, getattr(current, name)))
    SiteModel.objects.filter(pk=model.pk).update(is_shadow=False)
    return version


def roll_back(*, by: User) -> PolicyVersion:
    """Go back to what scored before. Raises NotYours and NothingToDo."""
    check_lead(by)
    before = one_before()
    if before is None:
        raise NothingToDo(_("There is no earlier scorer to go back to."))
    name = before.site_model.scorer if before.site_model else _("the scorer as shipped")
    note = _("Back to %(model)s.") % {"model": name}
    return adopt(before.site_model, note, by, lambda current, limit: getattr(before, limit))


def moved(table: gate.Limits, limit: float | None) -> float | None:
    return None if limit is None else table.of(limit)


def one_before() -> PolicyVersion | None:
    """The last policy version with another scorer than the one in force."""
    current = PolicyVersion.current()
    earlier = PolicyVersion.objects.select_related("site_model").filter(pk__lt=current.pk)
    if current.site_model_id is None:
        return earlier.exclude(site_model=None).first()
    others = earlier.exclude(site_model=current.site_model_id) | earlier.filter(site_model=None)
    return others.first()


def adopt(
    model: SiteModel | None,
    note: str,
    by: User | None,
    limit: Callable[[PolicyVersion, str], float | None],
) -> PolicyVersion:
    """A policy version like the one in force, with another scorer and its limits. Raises
    NothingToDo."""
    with transaction.atomic():
        # Two at once: the second sees what the first wrote.
        list(PolicyVersion.objects.select_for_update().order_by("-pk").values_list("pk")[:1])
        current = PolicyVersion.current()
        if current.site_model_id == (model.pk if model else None):
            raise NothingToDo(_("This is what scores already."))
        fields = model_to_dict(current, exclude=["id", "note"])
        fields |= {name: limit(current, name) for name in LIMITS}
        return PolicyVersion.objects.create(
            **fields, site_model=model, note=note[:200], created_by=by
        )


def set_shadow(model: SiteModel | None, *, by: User | None) -> None:
    """Let ``model`` score beside the live one, in place of any other; None ends it. Changes nothing
    live. Raises NotYours."""
    if by is not None:
        check_lead(by)
    with transaction.atomic():
        SiteModel.objects.filter(is_shadow=True).update(is_shadow=False)
        if model is not None:
            now = timezone.now()
            SiteModel.objects.filter(pk=model.pk).update(is_shadow=True, shadow_since=now)
