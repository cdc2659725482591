"""Limits from goals: what each would cost, and the one that meets what was asked for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moderation.lab import drawings
from moderation.lab.goals import Kind, Proposal, propose
from moderation.lab.results import points_of
from moderation.lab.sweep import STEPS, Point
from moderation.models import PolicyVersion, Simulation, SimulationState
from moderation.pipeline import bell
from moderation.policy_forms import GoalForm
from moderation.services import policies, simulating
from moderation.views import desk
from moderation.views.lab.drafts import progress
from moderation.views.lab.gates import may_try

BLIND = 0.5  # of the published comments: when so many lie where nobody looked, the page says so


@may_try()
@require_safe
def goals(request: desk.DeskRequest) -> HttpResponse:
    current = PolicyVersion.current()
    theirs = Simulation.objects.filter(draft=None).select_related("live")
    run = theirs.first()
    done = theirs.filter(state=SimulationState.DONE).first()
    form = GoalForm.from_query(request.GET)
    context = {
        "current": current,
        "run": run,
        "share": round(100 * progress(run)) if run else 0,
        "done": done,
        "is_stale": done is not None and done.live_id != current.pk,
        "form": form,
        "asks_rude": form.data["kind"] != Kind.LOAD,
        **(worked_out(points_of(done), form, current) if done else {}),
    }
    return desk.page(request, "moderation/lab/goals.html", context)


def worked_out(points: list[Point], form: GoalForm, current: PolicyVersion) -> dict:
    if not points:
        return {}
    now = points[min(round(current.hold_at * STEPS), STEPS)]
    goal = form.goal()
    found = propose(points, goal) if goal else Proposal(None)
    marked = {"now": now}
    if found.likely:
        marked["likely"] = found.likely
    if found.sure:
        marked["sure"] = found.sure
    return {
        "points": points,
        "goal": goal,
        "found": found,
        "present": now,
        "curve": drawings.curve(points, marked),
        "table": drawings.table_of(points),
        "is_blind": now.by_score >= BLIND,
        "blind_percent": round(100 * now.by_score),
    }


@may_try()
@require_POST
def run_goals(request: desk.DeskRequest) -> HttpResponse:
    simulating.ask(None)
    bell.call(bell.SIMULATE)
    return redirect("moderation:goals")


@may_try()
@require_POST
def draft_of_goal(request: desk.DeskRequest) -> HttpResponse:
    """POST ``step``, 0 to 100: the limit in hundredths. New authors keep their distance."""
    text = request.POST.get("step", "")
    step = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else STEPS + 1
    current = PolicyVersion.current()
    if step > STEPS or (current.remove_at is not None and step / STEPS > current.remove_at):
        messages.warning(request, _("No draft was made: that limit lies above the one to remove."))
        return redirect("moderation:goals")
    gap = current.hold_at - current.new_author_hold_at
    draft = policies.start_draft(
        name=_("Hold from .%(step)02d") % {"step": step} if step < STEPS else _("Hold from 1.00"),
        by=request.user,
        hold_at=step / STEPS,
        new_author_hold_at=min(1.0, max(0.0, round(step / STEPS - gap, 4))),
    )
    return redirect("moderation:draft", draft.pk)
