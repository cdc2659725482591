"""Cells that no spreadsheet calculates, and that read back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.spreadsheets import RISKY, cell, lines, value_of


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example","x")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "'=1",
    ],
)
def test_what_might_be_calculated_gets_an_apostrophe(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Plain.", "a=b", "1-2", "„=“", "Zwei, drei"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert cell(text) == text


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))),
        max_size=5,
    )
)
def test_a_table_reads_back_equal_and_no_cell_begins_a_formula(table):
    table = [row for row in table if row]

    written = list(csv.reader(io.StringIO("".join(lines(table)), newline="")))

    assert [[value_of(text) for text in row] for row in written] == table
    assert not [text for row in written for text in row if text.startswith(RISKY[:-1])]


def test_none_is_nothing_and_numbers_are_text():
    assert list(lines([(None, 7, 'a"b')])) == ['"","7","a""b"\r\n']
