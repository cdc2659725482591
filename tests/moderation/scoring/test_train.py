"""Training gives the same bytes for the same data and seed, and a model that scores."""

import csv
import gzip
import hashlib

import pytest
from django.core.management import CommandError, call_command

from moderation.scoring import corpus, model, train
from moderation.scoring.scorer import Scorer
from moderation.scoring.word_scores import VECTORS

COLUMNS = ["text", "label", "src", "lang", "obscene", "threat", "insult", "identity_hate"]
CIVIL = ["thank you for the article", "the council met on tuesday", "i disagree with the figures"]
RUDE = ["you are a stupid idiot", "shut up you moron", "what a pathetic liar", "i will kill you"]


def write(path, records):
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(records)


@pytest.fixture
def data(tmp_path):
    """Rows of two sources, some with attributes."""
    folder = tmp_path / "data"
    folder.mkdir()
    records = []
    for number in range(40):
        for text in CIVIL + RUDE:
            rude = int(text in RUDE)
            source = "jigsaw_fc" if number % 2 else "paradetox"
            record = {"text": f"{text} {number}", "label": rude, "src": source, "lang": "en"}
            if source == "jigsaw_fc":
                record |= {"obscene": 0, "insult": rude, "identity_hate": 0}
                record["threat"] = int("kill" in text)
            records.append(record)
    write(folder / "train_en.csv.gz", records)
    return folder


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_training_twice_gives_identical_bytes(data, tmp_path):
    train.train(data, tmp_path / "one", seed=3, quiet=True)
    train.train(data, tmp_path / "two", seed=3, quiet=True)

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_trained_model_loads_and_tells_rude_from_civil(data, tmp_path, capsys):
    call_command("train_scorer", data=data, out=tmp_path / "out", verbosity=0)
    scorer = Scorer(model.load(tmp_path / "out"))

    civil, rude, threat = scorer.score(
        ["the council met and i disagree", "you stupid moron", "i will kill you"]
    )

    assert capsys.readouterr().out == f"{scorer.name} in {tmp_path / 'out'}\n"
    assert civil.rudeness < 0.5 < rude.rudeness
    assert rude.attributes["insult"] > civil.attributes["insult"]
    assert threat.attributes["threat"] > rude.attributes["threat"]


def test_card_names_files_sources_and_licences(data, tmp_path):
    train.train(data, tmp_path / "out", seed=3, quiet=True)

    training = model.read_card(tmp_path / "out")["training"]

    assert training["seed"] == 3
    assert list(training["files"]) == ["train_en.csv.gz"]
    assert training["attribute_rows"] == {
        "all": 140,
        "insult": 80,
        "profanity": 0,
        "threat": 20,
        "identity_attack": 0,
    }
    licences = {source["source"]: source["licence"] for source in training["sources"]}
    assert licences == {
        "jigsaw_fc": "CC0 1.0, text CC BY-SA 3.0",
        "paradetox": "CC0 1.0",
        "plain": "MIT",
        "word_vectors": "Apache-2.0",
    }


def test_card_names_where_word_vectors_come_from(data, tmp_path):
    train.train(data, tmp_path / "out", quiet=True)

    digest = model.read_card(tmp_path / "out")["training"]["word_vectors"]

    assert digest == hashlib.sha256(VECTORS.read_bytes()).hexdigest()


def test_language_with_rows_enough_gets_a_gate_and_a_head(data, tmp_path):
    german = [("du bist ein dummer Idiot", 1), ("vielen Dank für den Artikel", 0)]
    write(
        data / "train_multi.csv.gz",
        [
            {"text": f"{text} {number}", "label": label, "src": "germeval18_training", "lang": "de"}
            for number in range(60)
            for text, label in german
        ],
    )

    trained = train.train(data, tmp_path / "out", quiet=True)

    assert trained.arrays["local_bias"].shape == (2,)
    civil, rude = Scorer(trained).score(["Dank für den Artikel", "ein dummer Idiot"])
    assert civil.rudeness < 0.5 < rude.rudeness


def test_training_shows_progress_on_stderr_only(data, tmp_path, capfd):
    call_command("train_scorer", data=data, out=tmp_path / "out")

    printed = capfd.readouterr()
    assert "reading" in printed.err
    assert "fitting" in printed.err
    assert printed.out.count("\n") == 1


def test_folder_without_data_is_refused(tmp_path):
    with pytest.raises(CommandError, match="holds none of"):
        call_command("train_scorer", data=tmp_path, out=tmp_path / "out", verbosity=0)


@pytest.mark.parametrize("content", [b"", b"text,label\n", gzip.compress(b"a,b\n1,2\n", mtime=0)])
def test_file_that_is_not_rows_is_refused_by_name(tmp_path, content):
    (tmp_path / "train_en.csv.gz").write_bytes(content)

    with pytest.raises(CommandError, match="train_en"):
        call_command("train_scorer", data=tmp_path, out=tmp_path / "out", verbosity=0)


def test_marked_post_becomes_a_rude_and_a_civil_row(tmp_path):
    row = corpus.Row("you idiot there", True, "x", "x", "en", {}, frozenset(range(4, 9)))

    rude, civil = corpus.without_spans([row])

    assert (rude.text, rude.rude, rude.source) == ("you idiot there", True, "spans_toxic")
    assert (civil.text, civil.rude, civil.source) == ("you       there", False, "spans_civil")
