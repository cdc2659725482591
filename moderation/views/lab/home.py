"""What is in force, what is tried, and every version there was."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments.services import Refused
from moderation import rules
from moderation.models import OPEN_STAGES, FlagKind, PolicyDraft, PolicyVersion
from moderation.policy_changes import changes
from moderation.policy_forms import ForceForm, NameForm
from moderation.services import policies
from moderation.views import desk
from moderation.views.lab.gates import EDITORS, may_try

VERSIONS = 20  # of the latest; the admin has all


@may_try()
@require_safe
def policy(request: desk.DeskRequest) -> HttpResponse:
    latest = list(PolicyVersion.objects.select_related("created_by")[: VERSIONS + 1])
    current = latest[0]
    drafts = PolicyDraft.objects.select_related("created_by", "based_on")
    context = {
        "current": current,
        "sentences": sentences(current),
        "drafts": [(each, changes(current, each)) for each in drafts.filter(stage__in=OPEN_STAGES)],
        "ended": drafts.exclude(stage__in=OPEN_STAGES)[:10],
        "versions": [
            (version, note_of(version), changes(before, version) if before else [])
            for version, before in zip(latest, [*latest[1:], None], strict=True)
        ][:VERSIONS],
    }
    return desk.page(request, "moderation/lab/home.html", context)


def note_of(version: PolicyVersion) -> str:
    """What nobody wrote is the program's own sentence, in the language of whoever reads it."""
    return version.note if version.created_by_id or not version.note else _(version.note)


def sentences(version: PolicyVersion) -> list[tuple[str, str]]:
    """(kind of flag, its rule in words), without rules that are switched off."""
    off = set() if version.new_author_hold_all else {FlagKind.NEW_AUTHOR}
    return [
        (str(kind.label), rules.SENTENCES[kind](version))
        for kind in FlagKind
        if kind in rules.SENTENCES and kind not in off
    ]


@may_try()
@require_POST
def start(request: desk.DeskRequest) -> HttpResponse:
    """POST ``name``. The draft begins as what is in force."""
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say in a few words what you try. No draft was made."))
        return redirect("moderation:policy")
    draft = policies.start_draft(name=form.cleaned_data["name"], by=request.user)
    return redirect("moderation:edit_draft", draft.pk)


@may_try(EDITORS)
@require_POST
def roll_back(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """POST ``note`` and ``seen``, the version that was in force on the page."""
    version = get_object_or_404(PolicyVersion, pk=pk)
    return forced(request, lambda **values: policies.roll_back(version, by=request.user, **values))


def forced(request: desk.DeskRequest, deed, back: str = "") -> HttpResponse:
    """Do what puts rules in force, and say on the lab's page which version that made."""
    form = ForceForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("A change of the policy needs a note. Nothing was changed."))
        return redirect(back or "moderation:policy")
    try:
        version = deed(**form.cleaned_data)
    except Refused as error:
        messages.warning(request, str(error))
        return redirect(back or "moderation:policy")
    messages.success(
        request, _("%(version)s is in force from now on.") % {"version": str(version).capitalize()}
    )
    return redirect("moderation:policy")
