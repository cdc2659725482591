"""Keeps a head from hearing rudeness in the letters of groups' names and of ordinary words.

A name that the mask does not know is judged by its letters. Two things made these loud: derived
forms ("gayness", "islamophobe") that stood unmasked in rude rows, and parts that rude words have
too ("-sexual"). So derived forms are masked in training, and the sums of what letters say are
pulled towards nothing for ordinary words and for names that nobody bears. Needs scipy.
"""

import re
from collections.abc import Iterable
from random import Random

import numpy as np
from scipy import sparse

from moderation.scoring import features as f
from moderation.scoring import words

ORDINARY, MADE_UP = 10.0, 30.0  # how strong the pull of a word is, beside COST of a row
NAMES = 6_000
# What letters are divided by in a usual text that names a group: the root of norm and damping.
USUAL = 91.0
MIN_LENGTH = 4  # letters of an ordinary word; what shorter ones say is in the words beside them

_DERIVED = re.compile("|".join(words.read_list("group_stems")))
# In this order, a line each; the last end a syllable.
_STARTS, _ENDS, _ONSETS, _VOWELS, _CODAS = map(str.split, words.read_lines("made_up_names"))


def masked(documents: list[list[str]], english: np.ndarray) -> list[list[str]]:
    """Return ``documents``, given as tokens, with derived names masked in the ``english`` ones.

    Other languages have few rows and heads of their own, which need every word.
    """
    derived = {token for token in set().union(*documents) if is_derived(token)}
    return [
        [words.IDENTITY_MARK if token in derived else token for token in document]
        if own
        else document
        for own, document in zip(english, documents, strict=True)
    ]


def is_derived(token: str) -> bool:
    """Whether ``token`` is made from a group's name; rude words and names themselves are not."""
    return (
        _DERIVED.match(token) is not None
        and token not in words.IDENTITY
        and token not in words.DISGUISED
    )


def pull(idf: np.ndarray, ordinary: Iterable[str], seed: int) -> sparse.csr_matrix:
    """Return a row for each word that should weigh nothing, a column for each character bucket.

    Half the square of a row times the weights is what a head pays for what it hears in the word.
    """
    named = words.DISGUISED | words.IDENTITY
    usual = sorted(
        word
        for word in ordinary
        if word.isalpha() and len(word) >= MIN_LENGTH and word not in named and not is_derived(word)
    )
    made_up = sorted(made_up_names(NAMES, seed) - named - words.INNOCENT)
    strength = np.repeat([ORDINARY**0.5, MADE_UP**0.5], [len(usual), len(made_up)]) / USUAL
    owner, bucket = f.char_buckets([*usual, *made_up])
    values = strength[owner] * idf[bucket]
    rows = sparse.csr_matrix((values, (owner, bucket)), (len(strength), len(idf)))
    rows.sum_duplicates()
    return rows


def made_up_names(count: int, seed: int) -> set[str]:
    """Return up to ``count`` names of groups there are not: "brisite", "cisgous", "murtgender"."""
    draw = Random(seed)  # noqa: S311 - for names, not for secrets
    return {_name(draw) for _ in range(count)}


def _name(draw: Random) -> str:
    stem = "".join(
        draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(["", *_CODAS])
        for _ in range(draw.choice((1, 2)))
    )
    affixed = draw.random()
    if affixed < 0.6:
        return stem + draw.choice(_ENDS)
    return draw.choice(_STARTS) + stem if affixed < 0.8 else stem
