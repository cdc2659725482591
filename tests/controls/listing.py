"""The list of controls: where each stands in the code, what is there without it, who notices."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = Path(__file__).parent / "controls.toml"


@dataclass(frozen=True, slots=True)
class Control:
    """``old`` stands once in ``file``; with ``new`` in its place ``test`` must fail."""

    name: str
    file: str
    old: str
    new: str
    test: str

    def without(self) -> str:
        """The text of the file without the control. Raises ValueError when ``old`` is not there
        exactly once."""
        text = (ROOT / self.file).read_text()
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} has {self.old!r} {text.count(self.old)} times, not once")
        return text.replace(self.old, self.new)


def controls() -> list[Control]:
    return [Control(**entry) for entry in tomllib.loads(LIST.read_text())["control"]]
