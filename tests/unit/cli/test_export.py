"""Everybody who handed in is told of, and a score only of what counts and was graded, on Gradescope too."""

from __future__ import annotations

import csv
import io
import json
import shutil

import msgspec
import pytest
import typer
from helpers import TINY_COURSE
from made_grades import check

from autograder.cli.export import _write_gradescope, export
from autograder.cli.report import report
from autograder.files import digest_of
from autograder.grading.cache import write_result
from autograder.records import Receipt, Refusal, Result

NO_FILES = digest_of({})


def test_who_needs_a_person_gets_no_score_and_is_named(tiny, tmp_path, capsys):
    submitted, results, output = (tmp_path / name for name in ("submitted", "results", "gradescope"))
    for student in ("ada", "bob"):
        write_result(
            results, Result(student, tiny.name, 0.0, 5.0, (), (check("double", "double", 0.0),), files=NO_FILES)
        )
        place = submitted / student / tiny.name
        place.mkdir(parents=True)
        refused = (Refusal("tiny.py.txt", "could be of Ben", person=student == "bob"),)
        (place / "receipt.json").write_bytes(
            msgspec.json.encode(Receipt(student, tiny.name, student, (), ("tiny.py",), refused))
        )
    with pytest.raises(typer.Exit) as ended:
        _write_gradescope(tiny, results / tiny.name, submitted, output, withhold=False, unfit=False)
    assert ended.value.exit_code == 1
    written = {name: json.loads((output / name / "results.json").read_text()) for name in ("ada", "bob")}
    assert {name: content.get("score") for name, content in written.items()} == {"ada": 0.0, "bob": None}
    assert "A person has to look" in written["bob"]["output"]
    assert "Ben" not in written["bob"]["output"]
    said = capsys.readouterr().err
    assert said.startswith("bob is in need of a person")
    assert "ada" not in said


@pytest.fixture
def course(tmp_path):
    """Ada's result is of an attempt before the one that counts, which is late; Ben's is what counts; Cy has none."""
    root = tmp_path / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    rules = "[late]\nper_day = 0.1\n[due]\n01_tiny = 2026-10-19T23:59:00Z\n"
    (root / "course.toml").write_text(rules)
    (root / "roster.csv").write_text("student,name\nada,Ada L\nben,Ben I\ncy,Cy P\n")
    checks = (check("double", "double", 4.0),)
    for student in ("ada", "ben", "cy", "gone"):
        files = {"tiny.py": student.encode()}
        if student != "cy":
            judged = digest_of({"tiny.py": b"before"} if student == "ada" else files)
            write_result(root / "results", Result(student, "01_tiny", 4.0, 5.0, (), checks, files=judged))
        place = root / "submitted" / student / "01_tiny"
        if student != "gone":
            place.mkdir(parents=True)
            (place / "tiny.py").write_bytes(files["tiny.py"])
            (place / "timestamp.txt").write_text("2026-10-21 10:00:00 UTC\n")
    return root


def exported(root, capsys, **how):
    with pytest.raises(typer.Exit) as ended:
        export("01", course=root, **how)
    said = capsys.readouterr()
    return ended.value.exit_code, said.out, said.err


def test_of_what_counts_and_is_not_graded_there_is_no_score_and_no_penalty_but_a_line(course, capsys):
    status, table, said = exported(course, capsys)
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(table))}
    assert {student: (row["score"], row["late_penalty"], row["status"]) for student, row in rows.items()} == {
        "ada": ("", "", "graded with other files than count now"),
        "ben": ("3.2", "0.8", "graded"),
        "cy": ("", "", "not graded yet"),
    }
    assert status == 1
    for told in (
        "ada is graded with other files than count now, so there is no score.",
        "cy is not graded yet, so there is no score.",
        "gone has a result, but no hand-in in submitted/",
        "Grade what counts now: autograder grade 01_tiny",
    ):
        assert told in said


@pytest.mark.parametrize(("free_days", "score", "penalty"), [(0, "3.2", "0.8"), (1, "3.6", "0.4"), (2, "4", "0")])
def test_free_days_cost_nothing(course, capsys, free_days, score, penalty):
    rules = course / "course.toml"
    rules.write_text(rules.read_text().replace("[late]\n", f"[late]\nfree_days = {free_days}\n"))
    _, table, _ = exported(course, capsys)
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(table))}
    assert (rows["ben"]["score"], rows["ben"]["late_penalty"]) == (score, penalty)


@pytest.mark.parametrize("format", ["canvas", "moodle", "blackboard", "brightspace"])
@pytest.mark.parametrize("roster", [True, False])
def test_a_platform_gets_no_row_of_whom_there_is_no_score(course, capsys, format, roster):
    """As an empty cell may delete the grade that is there."""
    people = "student,name,login,username\nada,Ada L,ada,ada\nben,Ben I,ben,ben\ncy,Cy P,cy,cy\neve,Eve E,eve,eve\n"
    (course / "roster.csv").write_text(people) if roster else (course / "roster.csv").unlink()
    status, table, said = exported(course, capsys, format=format)
    rows = [row for row in csv.reader(io.StringIO(table)) if "Points Possible" not in row[0]]
    assert [row for row in rows[1:] if "3.2" not in row] == []
    assert len(rows) == 2
    assert status == 1
    for told in ("ada is graded with other files than count now", "cy is not graded yet", "gone has a result"):
        assert told in said


def test_gradescope_gets_no_score_of_what_is_not_graded(course, tmp_path, capsys):
    status, _, said = exported(course, capsys, format="gradescope", output=tmp_path / "out")
    scores = {path.parent.name: json.loads(path.read_text()).get("score") for path in tmp_path.glob("out/*/*.json")}
    assert scores == {"ada": None, "ben": 4.0, "cy": None}
    assert (status, "Not graded yet: cy." in said) == (1, True)


def test_the_report_names_who_is_left_out(course, capsys):
    with pytest.raises(typer.Exit) as ended:
        report("01", course=course, json=True)
    made, said = capsys.readouterr()
    told = json.loads(made)
    assert [row["student"] for row in told["rows"]] == ["ben"]
    assert told["standing"] == {"not_graded": ["cy"], "other_files": ["ada"], "gone": ["gone"]}
    assert (told["missing"], told["unknown"], ended.value.exit_code) == ([], {}, 1)
    assert "Not graded yet: cy. Next: autograder grade 01_tiny" in said
