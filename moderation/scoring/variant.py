"""What training can be told to leave out, to measure what each part is worth."""

from dataclasses import dataclass

from moderation.scoring import words


@dataclass(frozen=True, slots=True)
class Variant:
    """The default leaves out nothing: it is what is shipped.

    Without ``disguises`` no word is read as another. ``identity`` are the words that all read as
    one. Without ``source_weights`` every row counts the same.
    """

    disguises: bool = True
    identity: frozenset[str] = words.IDENTITY
    source_weights: bool = True
    characters: bool = True
    words: bool = True


SHIPPED = Variant()
