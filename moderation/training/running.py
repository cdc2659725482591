"""One training from labels to a candidate. Whatever goes wrong, what is live stays as it is."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import numpy as np
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation import scoring
from moderation.learning import features, files, gate, train
from moderation.learning.features import Documents
from moderation.learning.gate import HeldOut, Limits, Verdict
from moderation.learning.labels import Label, digest
from moderation.learning.train import Trained
from moderation.models import PolicyVersion, RunState, SiteModel, TrainingRun
from moderation.scoring import model as shipped
from moderation.scoring.scorer import Scorer
from moderation.services import site_models
from moderation.training import cards, live, rows

logger = logging.getLogger(__name__)

FEWEST = 2 * train.FEW  # labels; with fewer there is nothing to train
LATEST = 0.2  # share of the labels, the latest, that the gate holds out
LOST = timedelta(minutes=15)  # without a sign of life a run is taken for dead


@dataclass(frozen=True, slots=True)
class Candidate:
    trained: Trained
    verdict: Verdict
    limits: Limits
    split_at: datetime


def begin() -> TrainingRun | None:
    """A run of one's own; None while another is under way."""
    lost = TrainingRun.objects.filter(
        state=RunState.RUNNING, seen_at__lt=timezone.now() - LOST
    ).first()
    if lost is not None:
        end(lost, RunState.FAILED, "lost")
    try:
        with transaction.atomic():
            return TrainingRun.objects.create()
    except IntegrityError:
        return None


def run() -> TrainingRun | None:
    """Train on what there is. The run says what came of it; None while another is under way."""
    mine = begin()
    if mine is None:
        return None
    try:
        learn(mine)
    except Exception as error:  # Of whatever kind: the run must say so, and nothing else changes.
        logger.exception("training failed")
        end(mine, RunState.FAILED, "failed", error=type(error).__name__)
    return mine


def learn(mine: TrainingRun) -> None:
    labels = rows.labels()
    rude = sum(label.rude for label in labels)
    tell(mine, "labels", done=0.1, labels=len(labels), rude=rude)
    if min(rude, len(labels) - rude) < train.FEW:
        end(mine, RunState.NOTHING, "too_few", labels=len(labels), needed=FEWEST)
        return
    latest = SiteModel.objects.first()
    if latest and latest.card["data"]["sha256"] == digest(labels):
        end(mine, RunState.NOTHING, "same")
        return
    documents = features.read(scoring.load(), [label.text for label in labels])
    tell(mine, "read", done=0.4)
    found = candidate(mine, labels, documents)
    model = keep(labels, found)
    tell(mine, "passed" if found.verdict.passed else "refused", done=0.95, model=model.scorer)
    follow(mine, model, found.verdict)


def candidate(mine: TrainingRun, labels: list[Label], documents: Documents) -> Candidate:
    """Train twice: on the earlier labels, to be judged by the later ones, and on all."""
    version = PolicyVersion.current()
    split_at = labels[int(len(labels) * (1 - LATEST))].decided_at
    if version.site_model:  # What is live has learnt from all up to here.
        split_at = max(split_at, version.site_model.last_label_at + timedelta(microseconds=1))
    rude = np.array([label.rude for label in labels])
    weight = np.array([label.weight for label in labels])
    late = np.array([label.decided_at >= split_at for label in labels])
    early = np.flatnonzero(~late)
    if not 0 < rude[early].sum() < len(early):  # Nothing to train a twin on: no verdict then.
        early, late = np.arange(len(rude)), np.zeros(len(rude), bool)
    twin = train.train(documents.only(early), rude[early], weight[early])
    tell(mine, "earlier", done=0.6, held_out=int(late.sum()))
    found = train.train(documents, rude, weight)
    tell(mine, "trained", done=0.8)
    current = live.scorer() or scoring.load()
    texts = [label.text for label, is_late in zip(labels, late, strict=True) if is_late]
    held_out = HeldOut(
        rude=rude[late],
        live=rates(current, texts),
        candidate=rates(as_scorer(twin), texts),
        languages=[label.language for label, is_late in zip(labels, late, strict=True) if is_late],
    )
    limits = gate.limits(held_out.live, held_out.candidate)
    verdict = gate.judge(
        held_out,
        partial(rates, current),
        partial(rates, as_scorer(found)),
        hold_at=version.hold_at,
        limits=limits,
    )
    return Candidate(found, verdict, limits, split_at)


def rates(scorer: Scorer, texts: list[str]) -> np.ndarray:
    return np.array([result.rudeness for result in scorer.score(texts)])


def as_scorer(trained: Trained) -> Scorer:
    data = files.pack(trained)
    named = {"scorer": "candidate@0", "general": scoring.scorer_name()}
    weights = files.unpack(data, **named, expected=files.sha256(data))
    return Scorer(shipped.load(scoring.WEIGHTS), site=weights)


def keep(labels: list[Label], found: Candidate) -> SiteModel:
    """Store the model: in a row, for every worker, and as files."""
    data, general = files.pack(found.trained), scoring.scorer_name()
    now = timezone.now()
    scorer = f"site@{now:%Y%m%d.%H%M%S}-{files.sha256(data)[:6]}"
    version = PolicyVersion.current()
    card = cards.card(
        scorer=scorer,
        general=general,
        labels=labels,
        trained=found.trained,
        data=data,
        verdict=found.verdict,
        hold_at=version.hold_at,
        live=version.site_model.scorer if version.site_model else general,
        split_at=found.split_at.isoformat(),
        limits=found.limits,
    )
    files.write(settings.VAR_DIR / "models" / scorer.replace("@", "-"), data=data, card=card)
    return SiteModel.objects.create(
        scorer=scorer,
        general=general,
        card=card,
        weights=data,
        sha256=files.sha256(data),
        trained_at=now,
        last_label_at=labels[-1].decided_at,
    )


def follow(mine: TrainingRun, model: SiteModel, verdict: Verdict) -> None:
    """What the settings make of a new model. One that harms scores nowhere, not even in the shadow;
    one that is not proven better may prove itself there."""
    TrainingRun.objects.filter(pk=mine.pk).update(model=model)
    if verdict.passed and settings.PROMOTE_MODELS:
        site_models.promote(model, by=None)
        end(mine, RunState.DONE, "promoted", model=model.scorer)
    elif not verdict.is_harmful:
        site_models.set_shadow(model, by=None)
        end(mine, RunState.DONE, "shadow", model=model.scorer)
    else:
        end(mine, RunState.DONE)


def tell(mine: TrainingRun, step: str, *, done: float, **values) -> None:
    """Write a line of the log; a sign of life as well."""
    mine.log.append([timezone.now().isoformat(), step, values])
    TrainingRun.objects.filter(pk=mine.pk).update(log=mine.log, done=done, seen_at=timezone.now())


def end(mine: TrainingRun, state: RunState, step: str = "", **values) -> None:
    if step:
        mine.log.append([timezone.now().isoformat(), step, values])
    mine.state, mine.ended_at = state, timezone.now()
    TrainingRun.objects.filter(pk=mine.pk, state=RunState.RUNNING).update(
        state=state, ended_at=mine.ended_at, log=mine.log, done=1.0
    )
