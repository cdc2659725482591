"""The model's files: the same bytes for the same weights, and nothing else is believed."""

import io

import numpy as np
import pytest

from moderation.learning import features, files
from moderation.learning.train import Trained
from moderation.scoring import ModelFileError

NAMES = {"scorer": "site@3", "general": "general@1"}


def trained():
    weights = np.zeros(features.BUCKETS)
    weights[[5, 300_000]] = 0.5, -2.0
    return Trained(weights, 0.75, -0.25, 3.0, np.zeros(1))


def card(data):
    return {
        "format": files.FORMAT,
        **NAMES,
        "weights": {"file": "weights.npz", "sha256": files.sha256(data)},
    }


def test_a_model_is_read_as_it_was_written(tmp_path):
    data = files.pack(trained())

    files.write(tmp_path / "site-3", data=data, card=card(data))
    said, weights = files.read(tmp_path / "site-3")

    assert said == card(data)
    assert data == files.pack(trained())
    assert (weights.scorer, weights.general) == ("site@3", "general@1")
    assert (weights.slope, weights.offset) == (0.75, -0.25)
    assert weights.char[5] * weights.scales[0] == pytest.approx(0.5)
    assert weights.word[300_000 - (1 << 18)] * weights.scales[1] == pytest.approx(-2.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site-3"]


def test_a_folder_that_is_there_stays_as_it_is(tmp_path):
    data = files.pack(trained())
    files.write(tmp_path / "site-3", data=data, card=card(data))

    with pytest.raises(OSError, match="site-3"):
        files.write(tmp_path / "site-3", data=b"other", card={})

    assert files.read(tmp_path / "site-3")[0] == card(data)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site-3"]


def pickled():
    buffer = io.BytesIO()
    np.savez(buffer, char=np.array([{}], dtype=object))
    return buffer.getvalue()


def odd():
    arrays = files.quantised(trained()) | {"enters": np.array([float("nan"), 0.0])}
    return files.packed(arrays)


def short():
    arrays = files.quantised(trained())
    return files.packed(arrays | {"char": arrays["char"][:-1]})


@pytest.mark.parametrize("data", [pickled, odd, short, lambda: b"PK", lambda: b""])
def test_other_files_are_refused(data):
    content = data()

    with pytest.raises(ModelFileError, match="site@3"):
        files.unpack(content, **NAMES, expected=files.sha256(content))


def test_a_file_that_its_card_does_not_name_is_refused():
    with pytest.raises(ModelFileError, match="not those that its card names"):
        files.unpack(files.pack(trained()), **NAMES, expected="0" * 64)
