"""The launcher runs before anything is installed, so it may import nothing that has to be."""

import ast
import sys

from tests.run.launches import ROOT


def imported_packages(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_launcher_imports_the_standard_library_alone():
    files = [ROOT / "run.py", *sorted((ROOT / "launcher").glob("*.py"))]

    imported = {name for path in files for name in imported_packages(path)}

    assert len(files) > 10
    assert imported - sys.stdlib_module_names == {"launcher"}
