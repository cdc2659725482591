"""The hashed features of many texts, factored: texts hold tokens, and tokens hold n-grams.

So a product with all weights costs one pass over the n-grams of the vocabulary and one over the
tokens of the texts, and needs no sparse matrix of their product.
"""

from dataclasses import dataclass

import numpy as np

from moderation.scoring import features as f
from moderation.scoring import words
from moderation.scoring.linear import naming
from moderation.scoring.scorer import Scorer

BUCKETS = (1 << f.CHAR_BITS) + (1 << f.WORD_BITS)  # of characters, and behind these of words


@dataclass(frozen=True, slots=True)
class Documents:
    """``logit`` is what the general scorer says of each document.

    A document's features are its distinct tokens' n-grams (``gram_*``: which token of the
    vocabulary holds which column) and words, and its pairs. ``columns`` of a feature: which bucket
    it is, characters first; only those that occur have one. ``char`` and ``word`` say what a
    document's features of either kind are multiplied with.
    """

    logit: np.ndarray
    char: np.ndarray
    word: np.ndarray
    doc: np.ndarray  # of each distinct token of each document
    token: np.ndarray  # its number in the vocabulary
    gram_token: np.ndarray
    gram: np.ndarray  # column
    single: np.ndarray  # column of each token of the vocabulary as a word
    pair_doc: np.ndarray
    pair: np.ndarray  # column
    buckets: np.ndarray  # of each column: a bucket of characters, or 2**CHAR_BITS + one of words
    idf: np.ndarray  # of each column

    def __len__(self) -> int:
        return len(self.logit)

    def times(self, weights: np.ndarray) -> np.ndarray:
        """Return, for each document, the sum of its features times their ``weights``."""
        scaled = weights * self.idf
        grams = np.bincount(self.gram_token, scaled[self.gram], len(self.single))
        chars = np.bincount(self.doc, grams[self.token], len(self))
        singles = np.bincount(self.doc, scaled[self.single][self.token], len(self))
        pairs = np.bincount(self.pair_doc, scaled[self.pair], len(self))
        return chars * self.char + (singles + pairs) * self.word

    def gathered(self, slope: np.ndarray) -> np.ndarray:
        """Return, for each column, the sum over the documents of ``slope`` times the feature."""
        by_char, by_word = slope * self.char, slope * self.word
        tokens = np.bincount(self.token, by_char[self.doc], len(self.single))
        found = np.bincount(self.gram, tokens[self.gram_token], len(self.idf))
        singles = np.bincount(self.token, by_word[self.doc], len(self.single))
        found += np.bincount(self.single, singles, len(self.idf))
        found += np.bincount(self.pair, by_word[self.pair_doc], len(self.idf))
        return found * self.idf

    def only(self, rows: np.ndarray) -> "Documents":
        """Return the documents ``rows``, given in rising order, with the columns they need."""
        number = np.full(len(self), -1)
        number[rows] = np.arange(len(rows))
        kept, pairs = number[self.doc] >= 0, number[self.pair_doc] >= 0
        met, token = np.unique(self.token[kept], return_inverse=True)
        renamed = np.full(len(self.single), -1)
        renamed[met] = np.arange(len(met))
        grams = renamed[self.gram_token] >= 0
        parts = (self.gram[grams], self.single[met], self.pair[pairs])
        used, columns = _columns(parts)
        return Documents(
            logit=self.logit[rows],
            char=self.char[rows],
            word=self.word[rows],
            doc=number[self.doc[kept]],
            token=token,
            gram_token=renamed[self.gram_token[grams]],
            gram=columns[0],
            single=columns[1],
            pair_doc=number[self.pair_doc[pairs]],
            pair=columns[2],
            buckets=self.buckets[used],
            idf=self.idf[used],
        )

    def spread(self, weights: np.ndarray) -> np.ndarray:
        """Return the ``weights`` of the columns as those of all buckets."""
        found = np.zeros(BUCKETS)
        found[self.buckets] = weights
        return found


def _columns(parts: tuple[np.ndarray, ...]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the numbers that occur in any of the ``parts``, and each part by their places."""
    used, places = np.unique(np.concatenate(parts), return_inverse=True)
    return used, np.split(places, np.cumsum([len(part) for part in parts])[:-1])


def read(scorer: Scorer, texts: list[str]) -> Documents:
    """Return the features of ``texts`` as ``scorer``, a general one, reads them."""
    vocabulary: dict[str, int] = {}
    logit, scale, doc, token, pair_doc, pair = [], [], [], [], [], []
    done = 0
    for known, study in scorer.study(texts):
        layout = study.layout
        met = np.unique(layout.token)
        # A group's name, and what is as good as not there, teach nothing.
        numbers = np.full(len(known), -1)
        for number in met.tolist():
            if known[number] not in ("", words.IDENTITY_MARK):
                numbers[number] = vocabulary.setdefault(known[number], len(vocabulary))
        named = numbers[layout.token] >= 0
        doc.append(layout.doc[named] + done)
        token.append(numbers[layout.token][named])
        pairs = ~naming(layout)
        hashes = np.zeros(len(known), np.uint32)
        hashes[met] = [f.token_hash(known[number]) for number in met.tolist()]
        left, right = (hashes[layout.token[side]] for side in (layout.pair_left, layout.pair_right))
        pair.append(f.pair_buckets(left, right)[pairs].astype(np.int64))
        pair_doc.append(layout.pair_doc[pairs] + done)
        logit.append(study.logit)
        scale.append(study.scale)
        done += len(study.logit)
    return _compact(
        scorer,
        list(vocabulary),
        np.concatenate(logit),
        np.concatenate(scale),
        np.concatenate(doc),
        np.concatenate(token),
        np.concatenate(pair_doc),
        np.concatenate(pair),
    )


def _compact(scorer, vocabulary, logit, scale, doc, token, pair_doc, pair) -> Documents:
    """Give the buckets that occur their columns."""
    gram_token, gram = f.char_buckets(vocabulary)
    hashes = np.array([f.token_hash(text) for text in vocabulary], np.uint32)
    single = f.word_buckets(hashes).astype(np.int64) + (1 << f.CHAR_BITS)
    pair = pair + (1 << f.CHAR_BITS)
    buckets, columns = _columns((gram.astype(np.int64), single, pair))
    return Documents(
        logit=logit,
        char=scale[:, 0],
        word=scale[:, 1],
        doc=doc,
        token=token,
        gram_token=gram_token,
        gram=columns[0],
        single=columns[1],
        pair_doc=pair_doc,
        pair=columns[2],
        buckets=buckets,
        idf=scorer.idf[buckets],
    )
