"""Cells of a table are exact, and no spreadsheet takes one for a formula."""

from __future__ import annotations

import pytest

from autograder.platforms.cells import as_id_cell, as_text_cell, number, table, without_mark


@pytest.mark.parametrize(
    "text", ["-12", "+4912", "007", "ada@uni.edu", "-ada@uni.edu", "+ada.l@uni.edu", "al1234", "@ada"]
)
def test_ids_that_other_systems_look_up_stay_as_they_are(text):
    assert as_id_cell(text) == text


@pytest.mark.parametrize("text", ["=1", "=cmd|' /C calc'!A0@uni.edu", "-2+cmd()", "@SUM(A1)", '+HYPERLINK("x")', "\t1"])
def test_ids_that_could_do_harm_become_text(text):
    assert as_id_cell(text) == f"'{text}"


def test_negative_points_stay_numbers():
    assert [number(-1.5), number(-0.0), number(0.1 + 0.2)] == ["-1.5", "0", "0.3"]


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (0.0, "0"),
        (-1e-7, "0"),
        (1e-6, "0.000001"),
        (2 / 3, "0.666667"),
        (10.0, "10"),
        (100.5, "100.5"),
        (-0.25, "-0.25"),
    ],
)
def test_points_have_at_most_six_decimals_and_none_that_say_nothing(points, text):
    assert number(points) == text


@pytest.mark.parametrize("text", ["=1", "  -1+2", "Ada", "'Ada", "O'Neil", "", "'"])
def test_a_cell_is_read_back_as_it_was(text):
    assert without_mark(as_text_cell(text)) == text


def test_a_table_ends_its_lines_as_the_standard_says():
    assert table([["a", 'b "c"'], ["d,e", ""]]) == 'a,"b ""c"""\r\n"d,e",\r\n'
