"""What keeps scoring fast however long or odd the text is: counts of work, never times."""

from pathlib import Path

import pytest

from moderation.scoring import context, disguise, load, score, shapes, windows
from moderation.scoring.evaluate import functional

SUITE = Path(__file__).parent / "suite"
LONG = 100_000  # code points


def long_text(filling: str, end: str = "") -> str:
    return (filling * (LONG // len(filling) + 1))[: LONG - len(end)] + end


def unlike_words(count: int) -> str:
    """Return ``count`` words with digits among their letters, all different."""
    return " ".join(f"w{number:05}r$d" for number in range(count))


@pytest.mark.parametrize(
    "filling", ["the budget for schools and roads. ", "x", "1!", "é ", "a\n", unlike_words(9_999)]
)
def test_windows_of_a_long_text_are_bounded(filling):
    found = list(windows.of_texts([long_text(filling)]))

    assert len(found) == -(-LONG // windows.WINDOW)
    assert "".join(window.part for window in found) == long_text(filling)


@pytest.mark.parametrize("filling", ["the budget for schools and roads. ", unlike_words(9_999)])
def test_rudeness_at_the_very_end_of_a_long_text_is_found(filling):
    end = " You are a stupid idiot."

    [result] = score([long_text(filling, end)])

    assert result.rudeness >= 0.7
    assert result.spans[-1].end == LONG - 1


def test_only_so_many_chunks_of_a_long_text_are_searched_for_a_disguise(monkeypatch):
    seen = []
    real = disguise.see_through
    monkeypatch.setattr(
        "moderation.scoring.normalise.see_through",
        lambda chunk, lexicon: seen.append(chunk) or real(chunk, lexicon),
    )

    score([long_text(unlike_words(9_999).replace("w", "nevermet"))])

    assert 0 < len(seen) <= windows.CLOSE


def test_chunk_met_before_is_not_read_again(monkeypatch):
    score(["What an odd-looking w0rd, isn't it"])
    read = []
    monkeypatch.setattr(load()._linear.memory, "_read", read.append)

    score(["isn't it What an odd-looking w0rd,"])

    assert read == []


def test_texts_of_a_batch_are_weighed_together(monkeypatch):
    read = []
    real = load()._linear.read
    monkeypatch.setattr(
        load()._linear, "read", lambda ids, lengths: read.append(len(lengths)) or real(ids, lengths)
    )

    score(["one text"] * 64)

    assert read == [64]


@pytest.mark.parametrize(
    ("run", "shape"),
    [
        ("word", 0),
        ("word,", 0),
        ("aaa", shapes.SINGLE | shapes.LAST_SINGLE),
        ("(a.", shapes.SINGLE | shapes.LAST_SINGLE),
        ("t's", shapes.LAST_SINGLE),
        ("x" * 61, shapes.LONG | shapes.SINGLE | shapes.LAST_SINGLE),
        ("xy" * 31, shapes.LONG),
        ("10:45", 0),
        ("m0ron", shapes.CLOSE),
    ],
)
def test_shape_tells_what_needs_care(run, shape):
    assert shapes.shape(run, has_piece=False) == shape
    assert shapes.shape(run, has_piece=True) == shape | shapes.PIECE


@pytest.mark.parametrize("word", ["word", "id", "ass", "aaa", "a", "stup", "x" * 61, "xy" * 31])
@pytest.mark.parametrize("behind", ["", ",", '."', "…", "!", "'s", "(", "😀"])
def test_shape_of_a_plain_word_is_told_without_searching_it(word, behind):
    normaliser = load()._normaliser
    run = word + behind

    assert normaliser.shape(run) == shapes.shape(run, normaliser._splits.has_piece(run))


def test_line_without_a_cue_has_no_excuse(monkeypatch):
    lines = [case.text.lower() for case in functional.read_cases(SUITE / "functional.tsv")]
    found = [context.excused(line) for line in lines]
    monkeypatch.setattr("moderation.scoring.context._CUES", AllCues())

    assert [context.excused(line) for line in lines] == found
    assert sum(map(bool, found)) > 20


class AllCues:
    """Takes any word for a cue, so that every line is searched."""

    def isdisjoint(self, words):
        return False
