"""One person: facts, comments, what was decided about them, and what leads may do."""

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from comments.accounts.sessions import end_all
from comments.models import Comment, Report, ReportOutcome, Section, User
from comments.services import Refused
from moderation import services
from moderation.forms import SanctionForm
from moderation.models import Assignment, Decision, ReviewItem, Sanction
from moderation.models.decision import POLICY_ACTIONS
from moderation.paging import Key, read_id
from moderation.people_facts import panel
from moderation.records import with_review, with_rudeness
from moderation.services.sanctions import waiting_of
from moderation.told import telling
from moderation.views import desk
from moderation.views.decisions import lines, log
from moderation.views.paged import query_without, turn_to

NEWEST = (Key("id", read_id, descending=True),)
IMPOSE = "moderation.impose"
MOST_DECISIONS = 20
MOST_REPORTS = 20


@desk.may()
@require_safe
def person(request: desk.DeskRequest, pk: int) -> HttpResponse:
    return person_page(request, person_or_404(request, pk), SanctionForm())


def person_or_404(request: desk.DeskRequest, pk: int) -> User:
    return get_object_or_404(User.objects.moderatable_by(request.user), pk=pk)


def person_page(
    request: desk.DeskRequest, user: User, form: SanctionForm, *, status: int = 200
) -> HttpResponse:
    now, viewer = timezone.now(), request.user
    theirs = Comment.objects.moderatable_by(viewer).filter(author=user)
    comments = with_rudeness(with_review(theirs.select_related("article")))
    found = turn_to(request, comments, NEWEST)
    reports = Report.objects.moderatable_by(viewer).filter(reporter=user)
    areas = Assignment.objects.moderatable_by(viewer)
    about = log(viewer).filter(comment__author=user).exclude(action__in=POLICY_ACTIONS)
    context = {
        "person": user,
        **panel(user, viewer, now),
        "page": found,
        "open_items": open_items(found.rows, viewer),
        "query": query_without(request.GET, "after", "before").urlencode(),
        "lines": lines(list(about.order_by("-pk")[:MOST_DECISIONS]), viewer),
        "reports": reports.select_related("comment__author").order_by("-pk")[:MOST_REPORTS],
        "outcomes": outcomes(reports),
        "waiting": waiting_of(user, viewer).count(),
        "form": form,
        **working_at_desk(user, viewer),
        "decided": Decision.objects.moderatable_by(viewer).filter(moderator=user).count(),
        "areas": areas.filter(moderator=user).select_related("section", "article"),
    }
    return desk.page(request, "moderation/person.html", context, status=status)


def working_at_desk(user: User, viewer: User) -> dict:
    """Whether ``user`` is a colleague, and of one the sections they may work in."""
    if not user.has_perm(desk.REVIEW):
        return {"is_colleague": False}
    return {
        "is_colleague": True,
        "sections": Section.objects.moderatable_by(viewer),
        "limited_to": user.section_limit or (),
    }


def open_items(comments, viewer: User) -> dict[int, int]:
    """Comment id -> its open item."""
    waiting = ReviewItem.objects.moderatable_by(viewer).open()
    waiting = waiting.filter(comment__in=[comment.pk for comment in comments])
    return dict(waiting.values_list("comment", "pk"))


def outcomes(reports: QuerySet[Report]) -> list[tuple[str, int]]:
    """What became of them: (in words, how many), …"""
    counted = dict(reports.order_by().values_list("outcome").annotate(Count("pk")))
    return [(str(each.label), counted[each]) for each in ReportOutcome if each in counted]


@desk.may(IMPOSE)
@require_POST
def impose(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """Warn, premoderate, suspend or ban, and reject what waits if asked to. A refusal keeps what
    was typed."""
    user = person_or_404(request, pk)
    form = SanctionForm(request.POST)
    if not form.is_valid():
        return person_page(request, user, form, status=422)
    try:
        sanction = services.impose(user, moderator=request.user, **form.cleaned_data)
    except Refused as error:
        form.add_error(None, str(error))
        return person_page(request, user, form, status=422)
    messages.success(request, done_in_words(sanction), f"{desk.UNDO} sanction {sanction.pk}")
    return redirect(reverse("moderation:person", args=[user.pk]) + "#sanctions")


def done_in_words(sanction: Sanction) -> str:
    """Such as "Warning. 3 waiting comments rejected. Gerrit Hale is told in 10 s."."""
    words = [f"{sanction.get_kind_display()}."]
    if sanction.batch:
        seen = Decision.objects.moderatable_by(sanction.imposed_by)
        amount = seen.filter(batch=sanction.batch).count()
        rejected = ngettext(
            "%(count)s waiting comment rejected.", "%(count)s waiting comments rejected.", amount
        )
        words.append(rejected % {"count": amount})
    if told := telling(sanction):
        left = told.seconds(timezone.now())
        words.append(
            _("%(name)s is told in %(left)s s.") % {"name": desk.isolate(told.name), "left": left}
        )
    return " ".join(words)


@desk.may(IMPOSE)
@require_POST
def end_sessions(request: desk.DeskRequest, pk: int) -> HttpResponse:
    """Log a person out everywhere, such as after their password became known."""
    user = person_or_404(request, pk)
    end_all(user)
    messages.success(
        request, _("%(name)s is logged out everywhere.") % {"name": desk.isolate(user.name)}
    )
    return redirect("moderation:person", pk=user.pk)


@desk.may(IMPOSE)
@require_POST
def lift(request: desk.DeskRequest, pk: int) -> HttpResponse:
    theirs = Sanction.objects.moderatable_by(request.user)
    sanction = get_object_or_404(theirs.select_related("user"), pk=pk)
    services.lift(sanction, moderator=request.user)
    messages.success(request, _("Lifted: %(what)s.") % {"what": sanction.get_kind_display()})
    return redirect(reverse("moderation:person", args=[sanction.user_id]) + "#sanctions")
