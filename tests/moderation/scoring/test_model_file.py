"""Only a whole, fitting model file is read; anything else is refused with its name and reason."""

import json
import pickle
import shutil
import zipfile

import numpy as np
import pytest

from moderation.scoring import WEIGHTS, ModelFileError, load, model


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped model that a test may damage."""
    return shutil.copytree(WEIGHTS, tmp_path / "weights")


def resign(folder):
    """Make the card vouch for the weights as they are now."""
    data = (folder / "weights.npz").read_bytes()
    card = json.loads((folder / "card.json").read_text())
    card["weights"]["sha256"] = model._sha256(data)
    (folder / "card.json").write_text(json.dumps(card))


def with_arrays(folder, **changes):
    arrays = model.load(folder).arrays | changes
    (folder / "weights.npz").write_bytes(model.packed(arrays))
    resign(folder)


def test_shipped_model_is_read_and_small_enough_for_git():
    shipped = model.load(WEIGHTS)

    assert shipped.scorer == load().name
    assert shipped.heads == ("rudeness", "insult", "profanity", "threat", "identity_attack")
    assert (WEIGHTS / "weights.npz").stat().st_size <= 5_000_000


def test_saving_a_model_gives_the_same_bytes_each_time(folder, tmp_path):
    shipped = model.load(folder)

    model.save(shipped, tmp_path / "one", {})
    model.save(shipped, tmp_path / "two", {})

    for name in ("weights.npz", "card.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    again = model.load(tmp_path / "one")
    assert {n: a.tobytes() for n, a in again.arrays.items()} == {
        n: a.tobytes() for n, a in shipped.arrays.items()
    }


@pytest.mark.parametrize("name", ["weights.npz", "card.json"])
def test_missing_file_is_named(folder, name):
    (folder / name).unlink()

    with pytest.raises(ModelFileError, match=name):
        model.load(folder)


def test_truncated_weights_are_refused(folder):
    path = folder / "weights.npz"
    path.write_bytes(path.read_bytes()[:-1000])

    with pytest.raises(ModelFileError, match="SHA-256"):
        model.load(folder)


@pytest.mark.parametrize("keep", [0, 1, 100, 100_000])
def test_truncated_weights_are_refused_even_if_the_card_vouches_for_them(folder, keep):
    path = folder / "weights.npz"
    path.write_bytes(path.read_bytes()[:keep])
    resign(folder)

    with pytest.raises(ModelFileError, match="not a whole"):
        model.load(folder)


def test_flipped_bit_is_refused(folder):
    path = folder / "weights.npz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    with pytest.raises(ModelFileError, match="SHA-256"):
        model.load(folder)


def test_oversized_file_is_refused_without_reading_it_all(folder):
    with (folder / "weights.npz").open("ab") as file:
        file.truncate(1_000_000_000)

    with pytest.raises(ModelFileError, match="larger than"):
        model.load(folder)


def test_archive_that_unpacks_to_far_too_much_is_refused(folder):
    with zipfile.ZipFile(folder / "weights.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("char_weights.npy", bytes(model.MAX_UNPACKED_BYTES + 1))
    resign(folder)

    with pytest.raises(ModelFileError, match="unpacks to more"):
        model.load(folder)


def test_pickled_object_is_never_unpickled(folder, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    np.savez(folder / "weights.npz", bias=np.array([Trap()], dtype=object))
    resign(folder)

    with pytest.raises(ModelFileError, match="not a whole"):
        model.load(folder)
    assert not (tmp_path / "sprung").exists()


def test_bare_pickle_is_refused(folder):
    (folder / "weights.npz").write_bytes(pickle.dumps({"bias": [0.0]}))
    resign(folder)

    with pytest.raises(ModelFileError, match="not a whole"):
        model.load(folder)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"bias": np.zeros(5, np.float32)}, "bias is float32"),
        ({"bias": np.zeros((5, 1))}, "bias is float64"),
        ({"char_idf": np.zeros(7, np.uint8)}, "char_idf"),
        ({"extra": np.zeros(1)}, "extra"),
        ({"platt": np.full((5, 2), np.nan)}, "not finite"),
        ({"bias": np.zeros(4)}, "one row for each of 5 heads"),
        ({"sense_scores": np.zeros(3, np.float16)}, "differ in length"),
        ({"local_bias": np.zeros(2)}, "two rows for each language"),
        ({"rude_words": np.frombuffer(b"\xff\xfe", np.uint8)}, "not UTF-8"),
    ],
)
def test_array_of_the_wrong_kind_is_refused(folder, changes, reason):
    with_arrays(folder, **changes)

    with pytest.raises(ModelFileError, match=reason):
        model.load(folder)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"format": "another-1"}', "[" * 100_000),
        '{"format": "decorum-linear-2"}',
        '{"format": "decorum-linear-2", "name": "x", "version": 1, "heads": [], "weights": {}}',
        '{"format": "decorum-linear-2", "name": "x", "version": "1", "heads": [], "weights": {}}',
        '{"format": "decorum-linear-2", "name": "x", "version": "1", "heads": [5], "weights": {}}',
    ],
    ids=range(10),
)
def test_foreign_card_is_refused(folder, text):
    (folder / "card.json").write_text(text)

    with pytest.raises(ModelFileError, match=r"card\.json"):
        model.load(folder)


def test_hashes_out_of_order_are_refused(folder):
    with_arrays(folder, sense_hashes=model.load(folder).arrays["sense_hashes"][::-1])

    with pytest.raises(ModelFileError, match="rising order"):
        model.load(folder)


def test_bad_file_leaves_the_loaded_scorer_at_work(folder):
    before = load().score(["you m0ron"])
    (folder / "weights.npz").write_bytes(b"")

    with pytest.raises(ModelFileError):
        model.load(folder)

    assert load().score(["you m0ron"]) == before
