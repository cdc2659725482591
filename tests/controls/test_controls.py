"""The list stays in step with the code; the proof itself is `python -m tests.controls`."""

import ast

import pytest

from tests.controls.listing import ROOT, controls

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("control", controls(), ids=lambda control: control.name)
def test_control_stands_where_the_list_says_and_its_test_exists(control):
    path, _, name = control.test.partition("::")

    control.without()  # Raises when the code has changed.

    names = {
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert name.partition("[")[0] in names


def test_every_control_is_listed_once():
    names = [control.name for control in controls()]

    assert len(names) == len(set(names))
    assert len(names) >= 25
