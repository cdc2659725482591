"""What a site's weights learn, what few labels cannot spoil, and that every share adds up."""

import numpy as np
import pytest

from moderation import scoring
from moderation.learning import features, files, fit, train
from moderation.learning.train import TooFew
from moderation.scoring import model
from moderation.scoring.evaluate.metrics import auc
from moderation.scoring.scorer import Scorer
from tests.moderation.learning import world


def trained(count):
    documents, rude = world.documents(count)
    return train.train(documents, rude, np.ones(count))


def site_scorer(found):
    data = files.pack(found)
    named = {"scorer": "site@1", "general": scoring.scorer_name()}
    weights = files.unpack(data, **named, expected=files.sha256(data))
    return Scorer(model.load(scoring.WEIGHTS), site=weights)


@pytest.fixture(scope="module")
def house():
    return site_scorer(trained(120))


def rudeness(scorer, texts):
    return np.array([result.rudeness for result in scorer.score(texts)])


def test_the_rule_of_the_house_is_learnt(house):
    unseen, rude = world.texts(60, seed=1)

    assert auc(rudeness(scoring.load(), unseen), rude) < 0.9
    assert auc(rudeness(house, unseen), rude) > 0.98


def test_scores_are_probabilities_of_the_houses_decisions(house):
    unseen, rude = world.texts(60, seed=1)

    scores = rudeness(house, unseen)

    assert scores[rude].mean() > 0.8
    assert scores[~rude].mean() < 0.2


def test_every_result_names_the_site_model(house):
    assert {result.scorer for result in house.score(["Good morning.", "You idiot."])} == {"site@1"}


def test_labels_that_tell_nothing_leave_the_order_of_the_general_scorer():
    documents, _ = world.documents(120)
    rude = np.random.default_rng(5).permutation(np.arange(120) % 2 == 1)

    found = train.train(documents, rude, np.ones(120))

    assert found.cost == 0
    assert not found.weights.any()
    assert (np.argsort(found.logit(documents)) == np.argsort(documents.logit)).all()


def test_few_labels_move_the_scale_and_nothing_else():
    documents, rude = world.documents(120)
    rows = np.arange(2 * train.FEW - 2)

    found = train.train(documents.only(rows), rude[rows], np.ones(len(rows)))

    assert (found.cost, found.weights.any()) == (0, False)
    assert found.slope > 0


def test_labels_of_one_kind_teach_nothing():
    documents, _ = world.documents(120)

    with pytest.raises(TooFew):
        train.train(documents, np.ones(120, bool), np.ones(120))


def test_a_label_of_weight_two_counts_as_two_labels():
    made, rude = world.texts(40)
    once = features.read(scoring.load(), made)
    twice = features.read(scoring.load(), [*made, *made[:20]])
    weight = np.where(np.arange(40) < 20, 2.0, 1.0)
    offset = np.zeros(40)

    weighted = fit.beside(once, offset, rude.astype(float), weight, cost=3.0)
    doubled = fit.beside(
        twice,
        np.zeros(60),
        np.append(rude, rude[:20]).astype(float),
        np.ones(60),
        cost=3.0,
    )

    seen = once.times(weighted[:-1]) + weighted[-1]
    assert seen == pytest.approx((twice.times(doubled[:-1]) + doubled[-1])[:40], abs=0.05)


def test_the_shares_of_the_words_add_up_to_what_the_site_adds(house):
    text = "The gorbling ruined our fine bridge yesterday."
    found = trained(120)
    [general_logit] = features.read(scoring.load(), [text]).logit
    [result] = house.score([text])

    _tokens, shares = house.shares(text)
    _tokens, general = scoring.load().shares(text)

    logit = np.log(result.rudeness / (1 - result.rudeness))
    added = logit - found.slope * general_logit - found.offset
    assert (shares - found.slope * general).sum() == pytest.approx(added, abs=0.001)
    assert added > 2


def test_the_name_of_the_house_is_marked(house):
    [result] = house.score(["The gorbling ruined our fine bridge yesterday."])

    assert [(span.start, span.end) for span in result.spans] == [(4, 12)]


def test_naming_a_group_teaches_nothing():
    civil = [f"{opening} {end}" for opening in world.OPENINGS for end in world.ENDS]
    about = [text.replace(" ", " muslim ", 1) for text in civil]
    documents = features.read(scoring.load(), [*civil, *about])
    rude = np.arange(len(documents)) >= len(civil)

    found = train.train(documents, rude, np.ones(len(documents)))
    both = features.read(scoring.load(), ["my muslim neighbour", "my neighbour"])

    first, second = both.times(found.weights[both.buckets])
    assert abs(first - second) < 0.3


def test_gradient_is_that_of_the_loss():
    documents, _ = world.documents(120)
    rng = np.random.default_rng(2)
    weights, slope = rng.normal(size=len(documents.idf)), rng.normal(size=len(documents))

    assert slope @ documents.times(weights) == pytest.approx(weights @ documents.gathered(slope))


def test_rows_taken_out_have_the_features_they_had():
    documents, _ = world.documents(120)
    rows = np.array([3, 50, 51, 119])
    weights = np.random.default_rng(2).normal(size=features.BUCKETS)

    some = documents.only(rows)

    assert some.times(weights[some.buckets]) == pytest.approx(
        documents.times(weights[documents.buckets])[rows]
    )
