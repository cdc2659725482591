"""One draft: its rules, what they would do, and the next step on its way."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments.ids import moment_of
from comments.services import Refused
from moderation.lab.results import Result
from moderation.models import PolicyDraft, PolicyVersion, Simulation, SimulationState, Stage
from moderation.pipeline import bell
from moderation.policy_changes import changes
from moderation.policy_forms import DraftForm
from moderation.services import policies, simulating
from moderation.views import desk
from moderation.views.lab.gates import EDITORS, draft_or_404, may_try
from moderation.views.lab.home import forced


@may_try()
@require_safe
def draft(request: desk.DeskRequest, pk: int) -> HttpResponse:
    found = draft_or_404(pk)
    current = PolicyVersion.current()
    changed = changes(current, found)
    context = {
        "draft": found,
        "current": current,
        "changes": changed,
        "replays_reports": not any("hide" in name for name in differing(current, found)),
        "is_behind": found.is_open and found.based_on_id != current.pk,
        **latest_run(found, current),
    }
    return desk.page(request, "moderation/lab/draft.html", context)


def differing(current: PolicyVersion, found: PolicyDraft) -> list[str]:
    return [name for name, value in found.rules.items() if current.rules[name] != value]


def latest_run(found: PolicyDraft, current: PolicyVersion) -> dict:
    """The latest simulation, its result, and whether it is about rules that are not these."""
    run = found.simulations.select_related("live").first()
    if run is None:
        return {"run": None}
    return {
        "run": run,
        "result": Result(run)
        if run.state == SimulationState.DONE and run.tally["judged"]
        else None,
        "is_stale": run.edits != found.edits or run.live_id != current.pk,
        "share": round(100 * progress(run)),
    }


def progress(run: Simulation) -> float:
    """How far it came, in [0, 1]: by the ids it has passed, which grow with time."""
    if not run.cursor:
        return 0.0
    whole = run.until.timestamp() - run.since.timestamp()
    return min(max((moment_of(run.cursor) - run.since.timestamp()) / whole, 0.0), 1.0)


@may_try()
@require_safe
def simulation(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """The piece of the draft's page that says how far its simulation came, or what it found."""
    found = draft_or_404(pk)
    context = {"draft": found, **latest_run(found, PolicyVersion.current())}
    return render(request, "moderation/lab/_simulation.html", context)


@may_try()
@require_POST
def simulate(request: desk.DeskRequest, pk: int) -> HttpResponse:
    simulating.ask(draft_or_404(pk))
    bell.call(bell.SIMULATE)
    return redirect(reverse("moderation:draft", args=[pk]) + "#simulation")


@may_try()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: desk.DeskRequest, pk: int) -> HttpResponse:
    found = draft_or_404(pk)
    if found.stage != Stage.DRAFT:
        messages.warning(request, _("Only a draft that is not in shadow can be changed."))
        return redirect("moderation:draft", pk)
    form = DraftForm(request.POST or None, instance=found)
    if form.is_valid():
        try:
            policies.change_draft(form.instance, seen=form.cleaned_data["seen"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("moderation:draft", pk)
    context = {"draft": found, "form": form, "groups": groups(form)}
    return desk.page(
        request, "moderation/lab/edit.html", context, status=422 if form.is_bound else 200
    )


def groups(form: DraftForm) -> list[tuple[str, list]]:
    """(heading, fields), in the order of the page."""
    named = (
        (_("Rudeness"), ("hold_at", "remove_at")),
        (
            _("New authors"),
            (
                *("new_author_comments", "new_author_hold_at"),
                *("new_author_hold_all", "new_author_hold_links"),
            ),
        ),
        (_("Words"), ("banned_words", "suspect_words")),
        (_("Links and length"), ("max_links", "max_length")),
        (_("Repeats"), ("repeat_hours", "repeats_same_author", "repeats_any_author")),
        (_("History"), ("history_days", "history_rejections")),
        (_("Reports"), ("hide_reports", "hide_weight")),
    )
    return [(heading, [form[name] for name in names]) for heading, names in named]


def moved(request: desk.DeskRequest, pk: int, deed, said: str) -> HttpResponse:
    try:
        deed(draft_or_404(pk))
    except Refused as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, said)
    return redirect("moderation:draft", pk)


@may_try()
@require_POST
def shadow(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """POST ``to``: "on" or "off"."""
    if request.POST.get("to") == "off":
        said = _("The draft judges no new comments any more.")
        return moved(request, pk, policies.out_of_shadow, said)
    said = _("From now on every new comment is judged by this draft, too. Readers notice nothing.")
    return moved(request, pk, policies.to_shadow, said)


@may_try()
@require_POST
def drop(request: desk.DeskRequest, pk: int) -> HttpResponse:
    return moved(request, pk, policies.drop, _("Put away. It can still be read here."))


@may_try(EDITORS)
@require_POST
def make_live(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """POST ``note`` and ``seen``, the version that was in force on the page."""
    found = draft_or_404(pk)
    back = reverse("moderation:draft", args=[pk])
    return forced(
        request, lambda **values: policies.make_live(found, by=request.user, **values), back
    )
