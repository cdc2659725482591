"""One item: the comment with everything around it, and the form that decides it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from comments.models import Report
from comments.services import Refused
from moderation import marks, score_words, services, surroundings
from moderation.forms import REASONS, DecisionForm
from moderation.models import Decision, PolicyVersion, ReviewItem
from moderation.orders import neighbours
from moderation.people_facts import notes_on, panel
from moderation.rows import queue_of, waiting
from moderation.services.undoing import PASSED_ON
from moderation.similar import similar_decisions
from moderation.tongue_words import lang
from moderation.views import desk
from moderation.views.answers import may_undo, row_answer
from moderation.waiting import GOAL_BY_NAME, items_of

SHOWN = (
    "comment__author",
    "comment__article__section",
    "comment__parent__author",
    "claimed_by",
    "score",
    "opened_by",
)


@desk.may()
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: desk.DeskRequest, pk: int) -> HttpResponse:
    items = ReviewItem.objects.moderatable_by(request.user)
    found = get_object_or_404(items.select_related(*SHOWN), pk=pk)
    if request.method == "POST":
        return decide(request, found)
    if not for_leads(request, found):
        claim_if_free(request, found)
    return item_page(request, found)


def claim_if_free(request: desk.DeskRequest, found: ReviewItem) -> None:
    """Whoever opens an item is on it; the page renews the claim as long as it is open."""
    try:
        services.claim(found, moderator=request.user)
    except Refused:
        return  # The page says who is on it, or what was decided.
    found.refresh_from_db(fields=["claimed_by", "claim_expires_at"])


def for_leads(request: desk.DeskRequest, found: ReviewItem) -> bool:
    return found.escalated_at is not None and not request.user.has_perm(
        "moderation.review_escalated"
    )


def decide(request: desk.DeskRequest, found: ReviewItem) -> HttpResponse:
    """Write the decision. A refusal says why and keeps what was typed; nothing is written then."""
    form = DecisionForm.from_post(request.POST)
    if not form.is_valid():
        return refused(request, found, form, form.problem, status=422)
    try:
        decision = services.decide(found, moderator=request.user, **form.cleaned_data)
    except services.ReasonMissing as error:
        return refused(request, found, form, str(error), status=422)
    except Refused as error:
        return refused(request, found, form, str(error), status=409)
    if request.htmx:
        return row_answer(
            request, found.pk, f"{desk.in_words(decision)}", undo=decision, decision=decision
        )
    desk.report_done(request, decision)
    return redirect(desk.way_back(request))


def refused(
    request: desk.DeskRequest, found: ReviewItem, form: DecisionForm, problem: str, *, status: int
) -> HttpResponse:
    if request.htmx:
        # 409 is no answer that htmx swaps, and the row has news: who was first, or the new words.
        kept = {"problem": problem, "note": form.data.get("note", "")} if status == 422 else {}
        return row_answer(request, found.pk, problem, status=200 if status == 409 else 422, **kept)
    items = ReviewItem.objects.moderatable_by(request.user)
    found = get_object_or_404(items.select_related(*SHOWN), pk=found.pk)
    return item_page(request, found, form=form, problem=problem, status=status)


def item_page(
    request: desk.DeskRequest,
    found: ReviewItem,
    *,
    form: DecisionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    name, decisions = request.GET.get("queue", ""), surroundings.decisions_on(found, request.user)
    goal = GOAL_BY_NAME.get(name)
    related = items_of(name, request.user).select_related("comment__author", "score")
    before, after = neighbours(found, related.exclude(pk=found.pk))
    waited, is_late = waiting(found, now)
    way_on = address(after, name) if after else reverse("moderation:queue")
    context = {
        "item": found,
        "comment": found.comment,
        "goal": goal,
        "stands_in": GOAL_BY_NAME[queue_of(found)],
        "before": before,
        "after": after,
        "address_after": way_on,
        # Whoever was sent here from a list, to choose a reason, goes back there.
        "then": desk.way_back(request, way_on),
        "waited": waited,
        "is_late": is_late,
        "for_leads": for_leads(request, found),
        "form": form,
        "problem": problem,
        "reasons": REASONS,
        **everything_about(found, decisions, request.user, now),
        **closing(found, decisions, request.user),
    }
    return desk.page(request, "moderation/item.html", context, status=status)


def address(found: ReviewItem, queue: str) -> str:
    return found.get_absolute_url() + (f"?queue={queue}" if queue in GOAL_BY_NAME else "")


def everything_about(found: ReviewItem, decisions: list, viewer, now) -> dict:
    comment = found.comment
    why = surroundings.reasons(found, decisions)
    return {
        "words": marks.html(marks.pieces(comment.body, found.score.spans if found.score else ())),
        "lang": lang(found.score.language) if found.score else "",
        "attributes": attributes(found),
        **scale(found, decisions),
        "thread": surroundings.thread(comment),
        "why": why,
        "has_reports": any(reason.flag.report_id for reason in why),
        **panel(comment.author, viewer, now),
        "versions": surroundings.versions(comment),
        "reports": reports(found),
        "decisions": decisions,
        "escalation": escalation(found, decisions),
        "notes": notes_on(comment),
        "similar": similar_decisions(comment, found.score.spans if found.score else (), viewer),
    }


def reports(found: ReviewItem) -> list[Report]:
    """All of the comment's, whatever became of them: which a second reader must not know."""
    if found.is_blind:
        return []
    theirs = found.comment.reports.select_related("reporter", "revision")
    return list(theirs.order_by("-pk"))


def escalation(found: ReviewItem, decisions: list) -> Decision | None:
    """Who asked the leads, and why; None when nobody did."""
    if found.escalated_at is None:
        return None
    asked = (d for d in decisions if d.action in PASSED_ON and not d.is_undone)
    return next(asked, None)


def attributes(found: ReviewItem) -> list[tuple[str, float]]:
    """What the score is made of, the strongest first."""
    named = found.score.attributes if found.score else {}
    return sorted(
        ((score_words.attribute_name(name), value) for name, value in named.items()),
        key=lambda pair: -pair[1],
    )


def scale(found: ReviewItem, decisions: list) -> dict:
    """The score among the limits of the policy that judged it, and why it is what it is."""
    if found.score is None:
        return {}
    judged = next((decision.policy for decision in decisions if decision.policy_id), None)
    policy = judged or PolicyVersion.current()
    score, body = found.score, found.comment.body
    return {
        "score_x": score_words.scale_x(score.rudeness),
        "limits": score_words.limits(policy.hold_at, policy.new_author_hold_at, policy.remove_at),
        "said": score_words.why(score.rudeness, body, score.spans, score.attributes),
    }


def closing(found: ReviewItem, decisions: list, user) -> dict:
    """For an item that is no longer open: what closed it, and whether that can be taken back."""
    if found.closed_at is None:
        return {}
    last = next((decision for decision in decisions if decision.item_id == found.pk), None)
    is_newest = last is not None and last == decisions[0]
    return {"closed_by": last, "may_undo": is_newest and may_undo(last, user)}


def claim_line(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """Who is on it, for the page that renews its claim."""
    items = ReviewItem.objects.moderatable_by(request.user)
    found = get_object_or_404(items.select_related("claimed_by"), pk=pk)
    context = {"item": found, "now": timezone.now()}
    return render(request, "moderation/item/_claim.html", context)
