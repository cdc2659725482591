"""Which items under review lie in one pile, because their texts are the same or nearly so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from moderation.likeness import ENOUGH, bands, likeness, shingles
from moderation.models import Likeness, ReviewItem

MOST_LIKELY = 200  # founders compared with per call, those that share most; a site has fewer


class Founders:
    """The items that piles began with: (id or place, pile, runs), to be found by their bands."""

    def __init__(self) -> None:
        self.found: list[tuple[str, np.ndarray]] = []
        self.by_band: dict[int, list[int]] = defaultdict(list)

    def add(self, pile: str, runs: np.ndarray, keys: Iterable[int]) -> None:
        for key in keys:
            self.by_band[key].append(len(self.found))
        self.found.append((pile, runs))

    def pile_of(self, runs: np.ndarray, keys: Iterable[int]) -> str | None:
        """The pile of the most alike that is alike enough; of equals the eldest."""
        likely = sorted({place for key in keys for place in self.by_band.get(key, ())})
        best, pile = ENOUGH, None
        for place in likely:
            its_pile, its_runs = self.found[place]
            share = likeness(runs, its_runs)
            if share > best or (share == best and pile is None):
                best, pile = share, its_pile
        return pile


def give_piles(items: Sequence[ReviewItem]) -> list[list[int]]:
    """Set ``pile`` on items of which some may not be stored yet, and return for each the bands to
    store with `store_bands`: none for one that joined a pile.

    Only what began a pile has bands, so of a text that comes ten thousand times sixteen rows are
    kept. They stay when their item is closed: the pile's name is as good for who comes next. Two
    transactions at once may each begin a pile of nearly the same text, but not of the very same.
    """
    runs = [shingles(item.comment.body) for item in items]
    keys = [bands(each) for each in runs]
    founders = known_founders({key for each in keys for key in each})
    to_store = []
    for item, its_runs, its_keys in zip(items, runs, keys, strict=True):
        pile = founders.pile_of(its_runs, its_keys)
        item.pile = pile or item.comment.fingerprint
        if pile is None and its_keys:
            founders.add(item.pile, its_runs, its_keys)
        to_store.append([] if pile else its_keys)
    return to_store


def known_founders(keys: set[int]) -> Founders:
    """Those who share one of these bands. One statement, or none."""
    founders = Founders()
    if not keys:
        return founders
    rows = Likeness.objects.filter(band__in=keys).values_list(
        "band", "item", "item__pile", "item__comment__body"
    )
    shared: dict[int, list[int]] = defaultdict(list)
    texts: dict[int, tuple[str, str]] = {}
    for band, item, pile, body in rows:
        shared[item].append(band)
        texts[item] = (pile, body)
    likely = sorted(shared, key=lambda item: (-len(shared[item]), item))[:MOST_LIKELY]
    for item in sorted(likely):
        pile, body = texts[item]
        founders.add(pile, shingles(body), shared[item])
    return founders


def store_bands(items: Sequence[ReviewItem], keys: Sequence[Sequence[int]]) -> None:
    """What `give_piles` returned, for items that are stored by now. One statement, or none."""
    Likeness.objects.bulk_create(
        [
            Likeness(item=item, band=key)
            for item, its_keys in zip(items, keys, strict=True)
            for key in its_keys
        ]
    )


def regroup(items: Sequence[ReviewItem]) -> None:
    """The words of these open items changed: they may belong elsewhere now."""
    Likeness.objects.filter(item__in=items).delete()
    keys = give_piles(items)
    ReviewItem.objects.bulk_update(items, ["pile"])
    store_bands(items, keys)
