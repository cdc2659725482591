"""The README keeps its promises about settings."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def variables_read_in_settings() -> set[str]:
    """The names given to os.environ.get, env_bool and env_list."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / "config/settings.py").read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "os.environ.get",
            "env_bool",
            "env_list",
        ):
            [first, *_] = node.args
            if isinstance(first, ast.Constant):
                names.add(first.value)
    return names


def test_every_environment_variable_has_its_row_in_the_readme():
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))

    assert rows == variables_read_in_settings()


def test_every_file_the_readme_links_is_there():
    text = (ROOT / "README.md").read_text()
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    missing = [link for link in links if not (ROOT / link).exists()]

    assert missing == []
