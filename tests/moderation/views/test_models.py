"""The page of the site's own models: who sees it, and what its buttons do."""

import pytest
from django.utils import timezone

from moderation import scoring
from moderation.models import PolicyVersion, RunState, ShadowScore, SiteModel, TrainingRun
from tests.factories import make_comment

pytestmark = pytest.mark.django_db

PAGE = "/moderation/insight/models/"
CHECK = {"name": "fixed", "passed": True, "live": 2, "candidate": 1, "figure": None, "of": ""}


@pytest.fixture
def model():
    card = {
        "data": {"sha256": "ab" * 32, "labels": 240, "rude": 120},
        "limits": {"live": [0, 1], "candidate": [0, 0.5]},
        "gate": {
            "passed": True,
            "hold_at": 0.7,
            "limit": 0.35,
            "against": "x@1",
            "checks": [CHECK],
        },
    }
    return SiteModel.objects.create(
        scorer="site@1",
        general=scoring.scorer_name(),
        card=card,
        weights=b"",
        last_label_at=timezone.now(),
    )


def test_leads_alone_see_it(client, moderator, lead):
    answers = []
    for who in (moderator, lead):
        client.force_login(who)
        answers.append(client.get(PAGE).status_code)

    assert answers == [403, 200]


def test_the_page_tells_of_card_shadow_and_trainings(lead_client, model):
    SiteModel.objects.update(is_shadow=True)
    comment = make_comment("Only the candidate minds.")
    ShadowScore.objects.create(
        comment=comment,
        revision=comment.revisions.get(),
        model=model,
        rudeness=0.4,
        live=0.1,
        live_scorer="x@1",
    )
    TrainingRun.objects.create(
        state=RunState.NOTHING,
        log=[["2026-11-02T03:20:00+00:00", "too_few", {"labels": 3, "needed": 20}]],
    )

    page = lead_client.get(PAGE).text

    assert "Learnt from 240 decisions, 120 of them rude" in page
    assert "Fixed sentences judged wrongly: 1, live 2; one more is allowed." in page
    assert "Judged otherwise than by what scores: 1." in page
    assert "Only the candidate minds." in page
    assert "Too few decisions to learn from: 3, at least 20 are needed." in page


def test_buttons_promote_go_back_and_move_the_shadow(lead_client, model, lead):
    lead_client.post(f"{PAGE}{model.pk}/shadow")
    model.refresh_from_db()
    shadowed = model.is_shadow
    lead_client.post(f"{PAGE}{model.pk}/promote")
    promoted = PolicyVersion.current()
    lead_client.post(f"{PAGE}roll-back")
    after = PolicyVersion.current()

    assert shadowed
    assert (promoted.site_model, promoted.hold_at, promoted.created_by) == (model, 0.35, lead)
    assert (after.site_model, after.hold_at, after.created_by) == (None, 0.7, lead)
    assert not SiteModel.objects.filter(is_shadow=True).exists()


def test_moderators_press_no_button(moderator_client, model):
    answers = [
        moderator_client.post(f"{PAGE}{deed}").status_code
        for deed in ("train", f"{model.pk}/promote", f"{model.pk}/shadow", "roll-back")
    ]

    assert answers == [403] * 4
    assert PolicyVersion.current().site_model is None
