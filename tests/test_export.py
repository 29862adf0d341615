"""Results as a table: exact cells, safe in a spreadsheet, and broken files named."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.export import as_text_cell, export_csv, read_results
from autograder.records import Assignment, CheckResult, Exercise, Problem, Result, Status

ASSIGNMENT = Assignment(
    title="A scalar",
    modules=("engine",),
    folder=Path("/course/01_autograd"),
    exercises=tuple(Exercise(name=name, title=name, stubs=(), hints=()) for name in ("sigmoid", "backward")),
)


def check(name: str, exercise: str, points: float, status: Status = Status.PASSED) -> CheckResult:
    return CheckResult(name, exercise, False, status, points, 1.0, "", 0.1)


def result(student: str = "alice", *checks: CheckResult, score: float = 2.5) -> Result:
    return Result(student, "01_autograd", score, 4.0, (), checks)


def rows(results: list[Result]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(export_csv(ASSIGNMENT, results), newline="")))


def test_table_has_a_column_per_exercise_and_a_row_per_student():
    results = [
        result("bob", score=0.0),
        result(
            "alice",
            check("sigmoid", "sigmoid", 1.0),
            check("sigmoid_big", "sigmoid", 0.5),
            check("backward", "backward", 1.0),
            check("old", "removed", 9.0),
        ),
    ]
    assert export_csv(ASSIGNMENT, results) == (
        "student,assignment,score,max_score,sigmoid,backward,status\r\n"
        "alice,01_autograd,2.5,4,1.5,1,graded\r\n"
        "bob,01_autograd,0,4,0,0,graded\r\n"
    )


def test_result_without_a_verdict_is_marked_ungraded():
    assert rows([result("a", check("sigmoid", "sigmoid", 0.0, Status.UNGRADED))])[1][-1] == "ungraded"


def test_points_are_rounded_only_where_floats_are_noisy():
    assert rows([result(score=0.1 + 0.2), result("b", score=1 / 3), result("c", score=100.0)])[1:][0][2] == "0.3"
    assert rows([result(score=1 / 3)])[1][2] == "0.333333"
    assert rows([result(score=100.0)])[1][2] == "100"


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0d1",
        "\uff0b1",
        "\uff20x",
    ],
)
def test_name_that_starts_like_a_formula_becomes_text(name):
    assert rows([result(name)])[1][0] == f"'{name}"


def test_ordinary_names_of_every_script_stay_as_they_are():
    names = ["Ana-María", "O'Neil", "a@b", "x=1", "Müller, Jürgen", 'say "hi"', "two\nlines", "王小明", "علی"]
    assert [row[0] for row in rows([result(name) for name in names])[1:]] == sorted(names)
    assert export_csv(ASSIGNMENT, [result("王小明")]).encode("utf-8").decode("utf-8").count("王小明") == 1


@given(st.text())
def test_every_name_survives_quoting_and_none_is_a_formula(name):
    cell = rows([result(name)])[1][0]
    assert cell == as_text_cell(name)
    assert cell.removeprefix("'") == name.removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_results_are_read_back_as_they_were_written(tmp_path):
    written = [result("alice", check("sigmoid", "sigmoid", 1.0)), result("王小明")]
    for one in written:
        (tmp_path / f"{one.student}.json").write_bytes(msgspec.json.encode(one))
    (tmp_path / "notes.txt").write_text("not a result")
    assert read_results(tmp_path) == written


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1",
        b"\xff",
        b"null",
        msgspec.json.encode(result()).replace(b"2.5", b'"2.5"'),
        msgspec.json.encode(result()).replace(b"2.5", b"NaN"),
        msgspec.json.encode(result("a", check("sigmoid", "sigmoid", 1.0))).replace(b"passed", b"perfect"),
    ],
)
def test_broken_result_is_named(tmp_path, data):
    (tmp_path / "alice.json").write_bytes(msgspec.json.encode(result()))
    (tmp_path / "bob.json").write_bytes(data)
    with pytest.raises(Problem, match=r"bob\.json is not a result: .*grade that submission again"):
        read_results(tmp_path)


@pytest.mark.parametrize("name", [".", "nowhere"])
def test_folder_without_results_is_a_problem(tmp_path, name):
    with pytest.raises(Problem, match=r"There are no results in .*autograder grade"):
        read_results(tmp_path / name)
