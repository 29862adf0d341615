"""Cells of a table are exact, and no spreadsheet takes one for a formula."""

from __future__ import annotations

import pytest

from autograder.platforms.cells import as_id_cell, number


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
