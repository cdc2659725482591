"""Training with a part left out, the ablation made of it, and the second stage's own training."""

import csv
import gzip
import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from moderation.scoring import model, semantic
from moderation.scoring.corpus import CorpusError
from moderation.scoring.evaluate import ablation
from moderation.scoring.scorer import Scorer
from moderation.scoring.semantic import encoder, head
from moderation.scoring.semantic import train as semantic_train
from moderation.scoring.train import held_back, train
from moderation.scoring.variant import Variant
from tests.moderation.scoring.fixed import write_rows
from tests.moderation.scoring.sentences import Sentences

SUITE = Path(__file__).parent / "suite"
CIVIL = ["thank you for the article", "the council met with muslims", "i disagree with you"]
RUDE = ["you are a stupid idiot", "shut up you moron", "what a pathetic liar"]
SOURCES = {"jigsaw_fc": "wiki", "paradetox": "rewrites", "davidson": "tweets"}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Rows of three families of sources, and one small set to measure on."""
    folder = tmp_path_factory.mktemp("data")
    with gzip.open(folder / "train_en.csv.gz", "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label", "src"])
        for number in range(10):
            for source in SOURCES:
                for text in CIVIL + RUDE:
                    writer.writerow([f"{text} {number}", int(text in RUDE), source])
    measured = [(f"{text} and {text} " * 3, int(text in RUDE)) for text in CIVIL + RUDE]
    write_rows(folder / "dev" / "one.csv.gz", measured * 3)
    return folder


@pytest.fixture(scope="module")
def whole(data, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole")
    train(data, out, quiet=True)
    return out


def variant(data, tmp_path, **parts):
    return train(data, tmp_path / "out", quiet=True, variant=Variant(**parts))


def test_without_characters_or_words_these_weigh_nothing(data, tmp_path):
    words = variant(data, tmp_path, characters=False)
    characters = variant(data, tmp_path, words=False)

    assert not words.arrays["char_weights"][0].any()
    assert words.arrays["word_weights"][0].any()
    assert characters.arrays["char_weights"][0].any()
    assert not characters.arrays["word_weights"][0].any()


def test_without_disguises_no_word_is_read_as_another(data, whole, tmp_path):
    blind = variant(data, tmp_path, disguises=False)
    text = ["you are a stup1d 1d10t"]

    assert blind.words("rude_words") == []
    assert Scorer(blind).score(text)[0].rudeness < Scorer(model.load(whole)).score(text)[0].rudeness


def test_without_a_mask_groups_are_told_apart(data, whole, tmp_path):
    bare = Scorer(variant(data, tmp_path, identity=frozenset()), frozenset())
    masked = Scorer(model.load(whole))
    texts = ["they met with muslims", "they met with christians"]

    assert len({r.rudeness for r in masked.score(texts)}) == 1
    assert len({r.rudeness for r in bare.score(texts)}) == 2


def test_source_weights_change_the_model(data, whole, tmp_path):
    equal = variant(data, tmp_path, source_weights=False)

    assert (equal.arrays["bias"] != model.load(whole).arrays["bias"]).any()


def test_ablation_compares_every_variant_with_what_is_shipped(data, whole, monkeypatch):
    monkeypatch.setattr(ablation, "VARIANTS", {"words only": Variant(characters=False)})

    found = ablation.measure(model.load(whole), data, SUITE, quiet=True)

    shipped, _, words = found["variants"]
    assert [row["variant"] for row in found["variants"]] == [
        ablation.SHIPPED,
        ablation.NOT_TRAINED,
        "words only",
    ]
    assert shipped["change"] == {"one": [0.0, 0.0, 0.0]}
    assert list(words["auc"]) == ["one"]
    assert json.loads(json.dumps(found)) == found
    assert f"| {ablation.SHIPPED} | {shipped['auc']['one']:.3f} |" in ablation.page(found)


def test_held_back_logits_are_of_rows_with_a_family(data):
    rows, logits = held_back(data, quiet=True)

    rude = np.array([row.rude for row in rows])
    assert {row.source for row in rows} == set(SOURCES)
    assert len(rows) == len(logits) == 180
    assert logits[rude].mean() > logits[~rude].mean()


def test_head_learns_what_the_sentences_tell_and_is_the_same_each_time(data, whole, tmp_path):
    linear = model.load(whole)
    sentences = Sentences(rude=[f"{text} {number}" for text in RUDE for number in range(10)])
    arguments = {"size": 60, "seed": 3, "quiet": True}

    one = semantic_train.train(data, tmp_path / "one.json", linear, sentences, **arguments)
    semantic_train.train(data, tmp_path / "two.json", linear, sentences, **arguments)

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    # As read from the file, where a tuple is a list.
    assert list(one.weights) == head.load(tmp_path / "one.json").weights
    assert one.weights[0] > 1.0
    assert set(one.weights[1:]) == {0.0}
    assert one.slope > 0
    card = head.read_card(tmp_path / "one.json")
    assert card["training"]["rows"] == 60
    assert card["linear"] == linear.scorer


def test_rows_that_cannot_be_read_are_not_learnt_from(data, whole, tmp_path):
    sentences = Sentences(unreadable=[f"{CIVIL[0]} {number}" for number in range(10)])
    path = tmp_path / "head.json"

    semantic_train.train(data, path, model.load(whole), sentences, size=180, quiet=True)

    assert head.read_card(path)["training"]["rows"] == 150


def test_no_short_row_is_an_error(data, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(semantic_train, "LONGEST", 3)

    with pytest.raises(CorpusError, match="short enough"):
        semantic_train.train(data, tmp_path / "x", model.load(whole), Sentences(), quiet=True)


def test_training_the_second_stage_needs_its_package(data, tmp_path, monkeypatch):
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)

    with pytest.raises(CommandError, match="requirements-semantic"):
        call_command("train_scorer", "--semantic", data=data, out=tmp_path, verbosity=0)


def evaluate(data, whole, tmp_path, *options):
    out, err = StringIO(), StringIO()
    kept = ["--stored", str(tmp_path / "stored"), "--model", str(whole), "--data", str(data)]
    call_command("evaluate_scorer", *kept, *options, stdout=out, stderr=err, verbosity=0)
    return out.getvalue(), err.getvalue()


def test_evaluation_prints_every_table_and_says_what_is_left_out(data, whole, tmp_path):
    printed, said = evaluate(data, whole, tmp_path)

    titles = [line[3:] for line in printed.splitlines() if line.startswith("## ")]
    assert titles == ["Accuracy", "Disguises", "By kind of speech", "Fairness", "Speed"]
    assert "Ablation is left out" in said
    assert "Second stage is left out" in said


def test_card_is_not_written_with_a_measurement_missing(data, whole, tmp_path):
    with pytest.raises(CommandError, match=r"second-stage\.json is missing: run again with --sem"):
        evaluate(data, whole, tmp_path, "--card", str(tmp_path / "card.md"))

    assert not (tmp_path / "card.md").exists()


def test_measured_anew_the_card_holds_everything(data, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(ablation, "VARIANTS", {"words only": Variant(characters=False)})
    stage = semantic.Semantic(Scorer(model.load(whole)), Sentences(), head.load())
    monkeypatch.setattr(semantic, "load", lambda: stage)
    path = tmp_path / "card.md"

    evaluate(data, whole, tmp_path, "--ablation", "--semantic", "--card", str(path))

    card = path.read_text(encoding="utf-8")
    assert model.read_card(whole)["weights"]["sha256"] in card
    for part in ("## Second stage", "## Ablation", "| words only |", "## Limits"):
        assert part in card
