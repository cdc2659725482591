"""What training does so that a name off the mask's list is not judged by its letters."""

import numpy as np
import pytest
from scipy import sparse
from threadpoolctl import threadpool_limits

from moderation.scoring import features as f
from moderation.scoring import fit, quiet_letters, words

EVERY_IDF = np.ones(1 << f.CHAR_BITS)


@pytest.mark.parametrize("token", ["gayness", "islamophobe", "jewishness", "israelis", "americana"])
def test_word_made_from_a_groups_name_is_derived(token):
    assert quiet_letters.is_derived(token) == (token not in words.IDENTITY)


@pytest.mark.parametrize("token", ["jewel", "jewellery", "arabesque", "megayacht", "paper"])
def test_word_that_only_shares_letters_is_not_derived(token):
    assert not quiet_letters.is_derived(token)


def test_names_and_rude_words_are_left_to_the_mask_and_to_the_heads():
    assert not any(map(quiet_letters.is_derived, words.IDENTITY | words.DISGUISED))


def test_only_english_documents_are_masked():
    documents = [["such", "gayness"], ["die", "islamisierung"]]

    masked = quiet_letters.masked(documents, np.array([True, False]))

    assert masked == [["such", words.IDENTITY_MARK], ["die", "islamisierung"]]


def test_made_up_names_are_the_same_for_a_seed_and_no_groups_of_the_list():
    names = quiet_letters.made_up_names(500, seed=0)

    assert names == quiet_letters.made_up_names(500, seed=0)
    assert names != quiet_letters.made_up_names(500, seed=1)
    assert len(names) > 450
    assert any(name.endswith("sexual") for name in names)
    assert not names & words.IDENTITY


def test_rude_words_names_and_short_words_are_not_pulled(monkeypatch):
    monkeypatch.setattr(quiet_letters, "NAMES", 0)

    pulled = quiet_letters.pull(EVERY_IDF, ["paper", "idiot", "muslim", "tax", "gayness"], seed=0)

    assert pulled.shape == (1, 1 << f.CHAR_BITS)
    bucket = f.char_buckets(["paper"])[1]
    assert set(pulled.indices) == set(bucket.tolist())


def test_pulled_letters_say_less_and_the_word_itself_says_it_instead():
    letters, target = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]), np.array([1.0, 1, 0, 0])
    matrix = sparse.csr_matrix(np.hstack([letters, letters]))  # letters first, then words
    pull = sparse.csr_matrix(np.array([[10.0, 0.0]]))

    plain, _ = fit.logistic(matrix, target, np.ones(4), cost=10.0, steps=100)
    quiet, _ = fit.logistic(matrix, target, np.ones(4), cost=10.0, steps=100, pull=pull)

    assert plain[0] == pytest.approx(plain[2])
    assert abs(quiet[0]) < 0.05 * plain[0]
    assert quiet[2] > plain[2]


def test_number_of_threads_does_not_change_a_bit():
    rng = np.random.default_rng(0)
    column = rng.integers(0, 40_000, 80_000)  # Sums of so many numbers are shared by threads.
    matrix = sparse.csr_matrix((rng.random(80_000), (np.repeat(np.arange(2_000), 40), column)))
    target = (rng.random(2_000) < 0.4).astype(float)
    found = []

    for threads in (1, 2):
        with threadpool_limits(limits=threads, user_api="blas"):
            weights, bias = fit.logistic(matrix, target, np.ones(2_000), cost=6.0, steps=20)
        found.append((weights.tobytes(), bias))

    assert found[0] == found[1]
