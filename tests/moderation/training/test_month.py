"""A month in short: decisions, a training, the shadow, promotion, and the way back."""

import numpy as np
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Status
from comments.reasons import ReasonCode
from moderation import roles, scoring, services
from moderation.learning import files, train
from moderation.models import (
    Action,
    Decision,
    PolicyVersion,
    RunState,
    Score,
    ShadowScore,
    SiteModel,
    TrainingRun,
)
from moderation.pipeline import drain
from moderation.services import NotYours, site_models
from moderation.training import live, running, shadow
from tests.factories import (
    ArticleFactory,
    UserFactory,
    make_comment,
    make_item,
    make_staff,
    set_policy,
)
from tests.moderation.learning import world

pytestmark = pytest.mark.django_db

NEW = "So our school opens in May. says the gorbling"


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(drain, "LINGER", 0)
    settings.VAR_DIR = tmp_path


def decide_many(moderator, count):
    """``count`` comments of the house, each decided as the house does."""
    article, author = ArticleFactory(), UserFactory()
    texts, rude = world.texts(count)
    for text, is_rude in zip(texts, rude, strict=True):
        comment = make_comment(text, status=Status.HELD, article=article, author=author)
        services.decide(
            make_item(comment),
            moderator=moderator,
            action=Action.REJECT if is_rude else Action.APPROVE,
            reason_code=ReasonCode.ABUSIVE if is_rude else None,
        )


def judge(text):
    comment = make_comment(text, status=Status.PENDING, author=UserFactory())
    drain.judge_waiting()
    return Comment.objects.get(pk=comment.pk)


def test_decisions_become_a_model_that_is_shadowed_promoted_and_rolled_back(moderator, lead):
    decide_many(moderator, 240)
    shipped = scoring.scorer_name()

    # At night.
    call_command("train_site_model", verbosity=0)
    run, model = TrainingRun.objects.get(), SiteModel.objects.get()
    assert (run.state, run.model, run.done) == (RunState.DONE, model, 1.0)
    assert [step for _at, step, _values in run.log] == [
        *("labels", "read", "earlier", "trained", "passed", "shadow")
    ]
    assert model.card["gate"]["passed"] is True
    assert model.card["data"]["labels"] == 240
    card, weights = files.read(next((running.settings.VAR_DIR / "models").iterdir()))
    assert (card, weights.scorer) == (model.card, model.scorer)

    # In the shadow: what is live judges, the candidate only says what it thinks.
    seen = judge(NEW)
    assert (seen.status, live.name()) == (Status.VISIBLE, shipped)
    beside = ShadowScore.objects.get()
    assert (beside.comment, beside.live_scorer) == (seen, shipped)
    assert beside.live < 0.7
    assert beside.rudeness >= shadow.limit_of(model, 0.7)

    # A moderator decides: the candidate was right.
    again = services.open_for_review(seen, moderator=moderator)
    services.decide(again, moderator=moderator, action="reject", reason_code=ReasonCode.ABUSIVE)
    found = shadow.outcome(model, hold_at=0.7)
    assert (found.scored, found.differ, found.candidate_right, found.live_right) == (1, 1, 1, 0)
    assert shadow.disagreements(model, lead, hold_at=0.7) == [beside]

    # A lead promotes it: the next batch is scored by it.
    version = site_models.promote(model, by=lead)
    held = judge(f"{NEW}.")
    assert held.status == Status.HELD
    assert Score.objects.get(comment=held).scorer == model.scorer
    verdict = Decision.objects.get(comment=held)
    assert (verdict.scorer, verdict.policy) == (model.scorer, version)
    assert (version.created_by, model.scorer in version.note) == (lead, True)
    assert ShadowScore.objects.count() == 1

    # And takes it back.
    site_models.roll_back(by=lead)
    after = judge("That is what the gorbling wants.")
    assert (after.status, Score.objects.get(comment=after).scorer) == (Status.VISIBLE, shipped)
    assert [each.site_model for each in PolicyVersion.objects.all()[:3]] == [None, model, None]


def test_few_decisions_train_nothing(moderator):
    decide_many(moderator, 2 * train.FEW - 2)

    run = running.run()

    assert (run.state, run.log[-1][1]) == (RunState.NOTHING, "too_few")
    assert not SiteModel.objects.exists()


def test_a_training_that_fails_says_so_and_changes_nothing(moderator, monkeypatch):
    decide_many(moderator, 40)

    def fail(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(train, "train", fail)
    run = running.run()

    run.refresh_from_db()
    assert (run.state, run.log[-1][1:]) == (RunState.FAILED, ["failed", {"error": "MemoryError"}])
    assert not SiteModel.objects.exists()
    assert PolicyVersion.objects.count() == 1


def test_two_trainings_do_not_run_at_once_and_a_dead_one_holds_nobody_up():
    first = running.begin()

    assert running.run() is None
    TrainingRun.objects.filter(pk=first.pk).update(seen_at=timezone.now() - 2 * running.LOST)
    assert running.run().state == RunState.NOTHING
    first.refresh_from_db()
    assert first.state == RunState.FAILED


def store(**changes) -> SiteModel:
    data = files.pack(train.Trained(np.zeros(3 << 17), 1.0, 3.0, 0.0, np.zeros(0)))
    fields = {
        "scorer": "site@test",
        "general": scoring.scorer_name(),
        "card": {"data": {"sha256": ""}, "limits": {"live": [0, 1], "candidate": [0, 0.5]}},
        "weights": data,
        "sha256": files.sha256(data),
        "last_label_at": timezone.now(),
    }
    return SiteModel.objects.create(**fields | changes)


def test_a_candidate_that_cannot_be_read_changes_nothing_live():
    model = store(weights=b"broken", sha256=files.sha256(b"broken"))
    site_models.set_shadow(model, by=None)

    seen = judge("A civil word about the bridge.")

    assert seen.status == Status.VISIBLE
    assert not ShadowScore.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"weights": b"broken"}, {"general": "other@1"}], ids=["broken", "other general"]
)
def test_a_live_model_that_cannot_be_used_leaves_the_shipped_scorer(lead, changes):
    site_models.promote(store(**changes), by=lead)

    seen = judge("A civil word about the bridge.")

    assert Score.objects.get(comment=seen).scorer == scoring.scorer_name()


def test_another_change_of_the_policy_keeps_the_model(lead, client):
    model = store()
    version = site_models.promote(model, by=lead)

    assert (version.hold_at, version.new_author_hold_at) == (0.35, 0.3)
    client.force_login(make_staff(roles.ADMINISTRATOR))
    form = client.get(reverse("admin:moderation_policyversion_add")).context["adminform"].form
    sent = {name: field for name, field in form.initial.items() if field is not None}
    client.post(
        reverse("admin:moderation_policyversion_add"), sent | {"max_links": 7, "note": "Links."}
    )
    current = PolicyVersion.current()
    assert (current.site_model, current.max_links, current.hold_at) == (model, 7, 0.35)


def test_moderators_and_limited_leads_choose_no_model(moderator, lead):
    model = store()
    lead.is_limited = True
    lead.__dict__.pop("section_limit", None)

    for who in (moderator, lead):
        with pytest.raises(NotYours):
            site_models.promote(model, by=who)
    assert PolicyVersion.current().site_model is None


def test_there_is_nothing_to_go_back_to_at_first(lead):
    with pytest.raises(site_models.NothingToDo):
        site_models.roll_back(by=lead)


def test_going_back_twice_is_going_forward_again(lead):
    model = store()
    site_models.promote(model, by=lead)
    set_policy(hold_at=0.8, site_model=model)

    site_models.roll_back(by=lead)
    after_one = PolicyVersion.current()
    site_models.roll_back(by=lead)

    assert (after_one.site_model, after_one.hold_at) == (None, 0.7)
    assert PolicyVersion.current().site_model == model
    assert PolicyVersion.current().hold_at == 0.8
