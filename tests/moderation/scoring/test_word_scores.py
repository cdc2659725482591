"""A word counts by what it means, too, in English; a group's name never does."""

import numpy as np
import pytest

from moderation.scoring import WEIGHTS, model, word_scores, words
from moderation.scoring.features import token_hash
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.linear import LOCAL, Linear
from moderation.scoring.memory import Tables
from moderation.scoring.normalise import Normaliser
from moderation.scoring.word_scores import Senses


@pytest.fixture(scope="module")
def shipped():
    return model.load(WEIGHTS)


def sense_of(shipped, word):
    return Tables(shipped).senses(np.array([token_hash(word)], np.uint32))[0].tolist()


def read(shipped, text):
    normaliser = Normaliser(
        Lexicon(shipped.words("rude_words"), frozenset(shipped.words("known_words")))
    )
    linear = Linear(shipped, normaliser)
    ids, _ = linear.memory.read(linear.memory.numbers(normaliser.chunks(text)))
    return linear.read(ids, np.array([len(ids)]))


def without(shipped, *prefixes):
    """Return the model with every array of such a name emptied."""
    arrays = {
        name: array[:0] if name.startswith(prefixes) else array
        for name, array in shipped.arrays.items()
    }
    return model.Model(shipped.name, shipped.version, shipped.heads, arrays)


def test_rude_words_add_and_kind_ones_take_away(shipped):
    scores = {word: sense_of(shipped, word)[0] for word in ("idiot", "dumb", "thanks", "article")}

    assert min(scores["idiot"], scores["dumb"]) > 0 > max(scores["thanks"], scores["article"])


def test_word_never_seen_with_a_like_one_is_learnt_from_it():
    documents = [["idiot"], ["moron"], ["table"], ["chair"]] * 10
    senses = Senses(documents, np.ones(40, bool))
    direction, _ = senses.fit(np.tile([1.0, 0.0, 0.0, 0.0], 10), np.tile([1.0, 0.0, 1.0, 1.0], 10))

    arrays = senses.arrays(direction)

    at = np.searchsorted(arrays["sense_hashes"], [token_hash("moron"), token_hash("chair")])
    moron, chair = arrays["sense_scores"][at].tolist()
    assert moron > 0 > chair


def test_rows_in_other_languages_teach_no_meaning():
    documents = [["war"], ["table"]] * 10
    target = np.tile([1.0, 0.0], 10)
    senses = Senses(documents, np.zeros(20, bool))

    direction, bias = senses.fit(target, np.ones(20))

    assert (np.abs(direction).max(), bias) == (0.0, 0.0)


def test_unknown_word_means_nothing(shipped):
    assert sense_of(shipped, "qwxzkv") == [0.0, 0.0]


def test_hash_beyond_the_last_known_one_means_nothing(shipped):
    assert Tables(shipped).senses(np.array([2**32 - 1, 0], np.uint32)).tolist() == [[0, 0], [0, 0]]


def test_groups_have_no_vector():
    found, vectors = word_scores.load()

    assert len(found) == len(vectors) > 10_000
    assert words.IDENTITY.isdisjoint(found)
    assert words.IDENTITY_MARK not in found


def test_shares_of_an_english_text_add_up_to_its_score(shipped):
    slope, offset = shipped.arrays["platt"][0]

    reading = read(shipped, "you are such a stupid idiot")

    start = slope * shipped.arrays["bias"][0] + offset
    assert reading.logit[0, 0] == pytest.approx(start + reading.share.sum(), abs=1e-4)


def test_shares_of_a_german_text_add_up_to_its_score(shipped):
    slope, offset = shipped.arrays["platt"][0]
    german = shipped.arrays["local_bias"][1]

    reading = read(shipped, "Halt endlich die Fresse, du bist ein ganz dummes Arschloch")

    bias = LOCAL * german + (1 - LOCAL) * shipped.arrays["bias"][0]
    start = slope * bias + offset
    assert reading.logit[0, 0] == pytest.approx(start + reading.share.sum(), abs=1e-4)


def test_meaning_is_english_and_silent_in_german(shipped):
    text = "Das war ein wirklich guter Artikel, vielen Dank für die Mühe"

    with_meaning, without_it = (
        read(m, text).logit[0, 0] for m in (shipped, without(shipped, "sense_"))
    )

    assert with_meaning == pytest.approx(without_it, abs=1e-9)


def test_english_text_is_judged_as_without_the_heads_of_other_languages(shipped):
    text = "you are such a stupid idiot and nobody likes your article"

    with_heads, without_them = (read(m, text).logit for m in (shipped, without(shipped, "local_")))

    assert with_heads[0].tolist() == pytest.approx(without_them[0].tolist())
