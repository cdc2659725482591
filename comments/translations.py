"""The catalogues of translated sentences: collected from the sources, checked and compiled.

For development and tests; needs Babel. Running the site needs the compiled files alone.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

FUNCTIONS = dict.fromkeys(
    ["_", "gettext_noop"]
    + [f"{kind}gettext{lazy}" for kind in ("", "n", "p", "np") for lazy in ("", "_lazy")]
)
ROOMS = ("comments", "config", "moderation", "templates")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
NO_TIME = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "# Translations of Decorum, under the licence of Decorum."


class Catalogues:
    """The files under ``root``/locale and the sources they are made from."""

    def __init__(self, root: Path):
        self.root = root

    def languages(self) -> list[str]:
        return sorted(path.name for path in (self.root / "locale").iterdir())

    def update(self, language: str) -> int:
        """Write the catalogue of ``language`` anew and compile it; returns its sentences."""
        catalogue = self.merged(language)
        self.path(language, "po").write_bytes(self.text(catalogue))
        self.path(language, "mo").write_bytes(self.compiled(catalogue))
        return len(catalogue)

    def problems(self, language: str) -> list[str]:
        """What is wrong with the files as they are, a line each; [] when all is well."""
        catalogue = self.merged(language)
        found = [
            f"{language}: {message.id!r} {problem}"
            for message in catalogue
            if message.id and (problem := wrong(message, catalogue.num_plurals))
        ]
        stale = [
            path.name
            for kind, wanted in (("po", self.text(catalogue)), ("mo", self.compiled(catalogue)))
            if not (path := self.path(language, kind)).exists() or path.read_bytes() != wanted
        ]
        return found + [f"{language}: {name} is stale, run manage.py messages" for name in stale]

    def path(self, language: str, kind: str) -> Path:
        return self.root / "locale" / language / "LC_MESSAGES" / f"django.{kind}"

    def merged(self, language: str) -> Catalog:
        """The sentences of the sources with the translations that the file has for them."""
        there = self.read(language)
        merged = Catalog(
            locale=language,
            project="Decorum",
            header_comment=HEADER,
            fuzzy=False,
            charset="utf-8",
            # The time of writing would make every run another file.
            creation_date=NO_TIME,
            revision_date=NO_TIME,
        )
        for context, ids, places in self.sentences():
            key = ids if isinstance(ids, str) else ids[0]
            old = there.get(key, context)
            merged.add(ids, old.string if old and fits(old, ids) else None, places, context=context)
        return merged

    def read(self, language: str) -> Catalog:
        path = self.path(language, "po")
        if not path.exists():
            return Catalog(locale=language)
        with path.open("rb") as file:
            return pofile.read_po(file, locale=language)

    def sentences(self) -> Iterator[tuple[str | None, str | tuple[str, str], list]]:
        """(context, sentence or singular and plural, places) in the order of the files.

        Places are without line numbers: else every edit of a template would change the catalogue.
        """
        for path in self.sources():
            code = path.read_text(encoding="utf-8")
            if path.suffix != ".py":
                # Not Python, only calls among blanks: their indentation means nothing.
                code = "\n".join(map(str.strip, templatize(code).splitlines()))
            found = extract_python(BytesIO(code.encode()), FUNCTIONS, (), {"encoding": "utf-8"})
            for _, function, said, _ in found:
                context, ids = sentence(str(function), said)
                if ids:
                    yield context, ids, [(str(path.relative_to(self.root)), None)]

    def sources(self) -> Iterator[Path]:
        for room in ROOMS:
            for path in sorted((self.root / room).rglob("*")):
                kinds = (".html", ".txt") if room == "templates" else (".py",)
                if path.suffix in kinds and "migrations" not in path.parts:
                    yield path

    def text(self, catalogue: Catalog) -> bytes:
        buffer = BytesIO()
        pofile.write_po(buffer, catalogue, width=100, omit_header=False, sort_output=True)
        return buffer.getvalue()

    def compiled(self, catalogue: Catalog) -> bytes:
        buffer = BytesIO()
        mofile.write_mo(buffer, catalogue)
        return buffer.getvalue()


def sentence(function: str, said) -> tuple[str | None, str | tuple[str, str] | None]:
    """(context, sentence or singular and plural) of a call; no sentence where one is computed."""
    parts = said if isinstance(said, tuple) else (said,)
    kind = function.partition("gettext")[0]
    context, parts = (parts[0], parts[1:]) if "p" in kind else (None, parts)
    wanted = parts[: 2 if "n" in kind else 1]
    if not wanted or not all(isinstance(part, str) and part for part in wanted):
        return None, None
    return context, wanted if "n" in kind else wanted[0]


def fits(message: Message, ids: str | tuple[str, str]) -> bool:
    """Whether a translation made before is of the same kind: of one form, or of several."""
    return (
        message is not None
        and bool(message.string)
        and (isinstance(message.string, str) == isinstance(ids, str))
    )


def wrong(message: Message, forms: int) -> str:
    """What is wrong with a translation, or ""."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [])
    if not texts or not all(texts):
        return "is not translated"
    if not isinstance(message.id, str) and len(texts) != forms:
        return f"needs {forms} forms"
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    known = set().union(*(names(text) for text in sources))
    for text in texts:
        if names(text) - known or (isinstance(message.id, str) and names(text) != known):
            return f"has other placeholders: {text!r}"
    return ""


def names(text: str) -> set[str]:
    return {a or b for a, b in PLACEHOLDER.findall(text)}
