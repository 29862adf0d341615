"""Grades as other systems take them: exact cells, safe in a spreadsheet, everyone in the right row."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sys
from pathlib import Path

import msgspec
import pytest
from helpers import REPO, TINY_COURSE, autograder
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from autograder.course.course import Course
from autograder.course.manifest import check_names, find_assignment, hidden_checks, public_checks
from autograder.errors import Problem
from autograder.platforms.canvas import export_canvas
from autograder.platforms.cells import as_id_cell, as_text_cell, number
from autograder.platforms.csv import export_csv
from autograder.platforms.grades import Grade, grades_of, read_results
from autograder.platforms.gradescope.results import results_json
from autograder.platforms.moodle import export_moodle
from autograder.platforms.nbgrader.grades import gradebook_grades
from autograder.platforms.nbgrader.setup import init_course
from autograder.platforms.roster import read_roster
from autograder.records import Assignment, CheckResult, Exercise, Result, Status

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
    return parsed(export_csv(ASSIGNMENT, grades_of(ASSIGNMENT, results)).text)


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


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
    assert export_csv(ASSIGNMENT, grades_of(ASSIGNMENT, results)).text == (
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
        "  =1",
    ],
)
def test_name_that_starts_like_a_formula_becomes_text(name):
    assert rows([result(name)])[1][0] == f"'{name}"


def test_ordinary_names_of_every_script_stay_as_they_are():
    names = ["Ana-María", "O'Neil", "a@b", "x=1", "Müller, Jürgen", 'say "hi"', "two\nlines", "王小明", "علی"]
    assert [row[0] for row in rows([result(name) for name in names])[1:]] == sorted(names)


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


def grade(student: str, score: float = 2.5, **more) -> Grade:
    points = {"sigmoid": score, "backward": 0.0}
    return Grade(student, score, 4.0, points, {"sigmoid": 3.0, "backward": 1.0}, **more)


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


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,A scalar (77),Essay (78),Current Score\r\n"
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,4,10,(read only)\r\n"
    '"Lovelace, Ada",101,S1,al1,Class 1,,9,90\r\n'
    '"O\'Neil, Ben",102,-2,bo@uni.edu,Class 1,1.00,,\r\n'
    '"=""=HYPERLINK(1)""",103,S3,eve,Class 2,N/A,,\r\n'
)


@pytest.fixture
def canvas(tmp_path: Path) -> Path:
    path = tmp_path / "canvas.csv"
    path.write_bytes(CANVAS.encode("utf-8-sig"))
    return path


def test_canvas_takes_back_its_own_gradebook_with_the_scores_in(canvas):
    exported = export_canvas(ASSIGNMENT, [grade("lovelaceada_101")], read_roster(canvas))
    assert parsed(exported.text) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A scalar (77)"],
        ["    Points Possible", "", "", "", "", "4"],
        ["Lovelace, Ada", "101", "S1", "al1", "Class 1", "2.5"],
        ["O'Neil, Ben", "102", "-2", "bo@uni.edu", "Class 1", "1.00"],
        ['\'="=HYPERLINK(1)"', "103", "S3", "eve", "Class 2", "N/A"],
    ]
    assert exported.notes == ()


@pytest.mark.parametrize("student", ["oneilben_102", "bo@uni.edu", "-2", "O'Neil_Ben"])
def test_a_student_is_found_in_canvas_by_number_login_or_name(canvas, student):
    table = parsed(export_canvas(ASSIGNMENT, [grade(student, 3.0)], read_roster(canvas)).text)
    assert [row[1] for row in table if row[5] == "3"] == ["102"]


def test_what_cannot_be_placed_or_is_not_final_is_named_and_left_out(canvas):
    grades = [
        grade("stranger"),
        grade("al1"),
        grade("lovelaceada_101"),
        grade("eve", status="ungraded"),
    ]
    exported = export_canvas(ASSIGNMENT, grades, read_roster(canvas))
    assert [row[5] for row in parsed(exported.text)[2:]] == ["2.5", "1.00", "N/A"]
    for student in ("stranger", "lovelaceada_101", "eve"):
        assert [note for note in exported.notes if note.startswith(student)]


def test_an_export_with_semicolons_is_a_roster_too(canvas):
    canvas.write_text("Student;ID;SIS Login ID;Section;A scalar (77)\n    Points Possible;;;;4\nAda;101;al1;One;\n")
    assert parsed(export_canvas(ASSIGNMENT, [grade("al1")], read_roster(canvas)).text)[2][1::4] == ["101", "2.5"]


def test_other_points_in_canvas_are_pointed_out(canvas):
    canvas.write_text(CANVAS.replace(",,,,,4,", ",,,,,100,"))
    exported = export_canvas(ASSIGNMENT, [grade("al1")], read_roster(canvas))
    assert ["at 100 points, the course at 4" in note for note in exported.notes] == [True]


@pytest.mark.parametrize("column", ["", "Esay"])
def test_an_assignment_that_canvas_does_not_have_is_a_problem(canvas, column):
    canvas.write_text(CANVAS.replace("A scalar", "Homework"))
    with pytest.raises(Problem, match=r"--column; there are: Homework \(77\), Essay \(78\)"):
        export_canvas(ASSIGNMENT, [grade("al1")], read_roster(canvas), column)


def test_canvas_without_a_roster_gets_the_number_that_it_gave_or_a_login():
    table = parsed(export_canvas(ASSIGNMENT, [grade("lovelaceada_101"), grade("bo7")], None, "A scalar (77)").text)
    assert table[0][-1] == "A scalar (77)"
    assert table[1] == ["    Points Possible", "", "", "", "", "4"]
    assert table[2:] == [["bo7", "", "", "bo7", "", "2.5"], ["lovelaceada_101", "101", "", "", "", "2.5"]]


def test_moodle_gets_grade_and_comment_for_everyone_on_its_own_export(tmp_path):
    path = tmp_path / "moodle.csv"
    path.write_text(
        '"First name","Last name","ID number","Email address"\n'
        "Ada,Lovelace,7,ada@uni.edu\nAda,Byron,8,byron@uni.edu\n王,小明,,wang@uni.edu\n",
        encoding="utf-8",
    )
    grades = [grade("Ada_Lovelace", penalty=0.5), grade("王_小明", 1 / 3)]
    exported = export_moodle(ASSIGNMENT, grades, read_roster(path), "Quiz")
    assert parsed(exported.text) == [
        ["Full name", "ID number", "Email address", "Quiz", "Quiz comments"],
        ["Ada Lovelace", "7", "ada@uni.edu", "2.5", "sigmoid 2.5 of 3, backward 0 of 1, 0.5 off for lateness"],
        ["Ada Byron", "8", "byron@uni.edu", "", ""],
        ["王 小明", "", "wang@uni.edu", "0.333333", "sigmoid 0.333333 of 3, backward 0 of 1"],
    ]
    assert exported.notes == ()


def test_a_comment_calls_extra_credit_extra_where_it_has_no_maximum():
    grade = Grade("ann", 4.5, 3.0, {"sigmoid": 3.0, "backward": 2.0}, {"sigmoid": 3.0, "backward": 0.0}, 0.5)
    comment = parsed(export_moodle(ASSIGNMENT, [grade]).text)[1][-1]
    assert comment == "sigmoid 3 of 3, backward 2 extra, 0.5 off for lateness"


def test_the_examples_in_the_docs_are_what_is_written(tmp_path):
    assignment = find_assignment(REPO / "source", "01")
    names = check_names([*public_checks(assignment), *hidden_checks(assignment)])
    best = {exercise.name: 0.0 for exercise in assignment.exercises}
    for name in names:
        best[assignment.exercise_of(name).name] += assignment.points_of(name)
    earned = [Grade("al1", sum(best.values()) - 1, sum(best.values()), {**best, "mul": best["mul"] - 1}, best)]
    roster = tmp_path / "roster.csv"
    roster.write_text('Student,ID,SIS User ID,SIS Login ID,Section\n"Lovelace, Ada",101,S1,al1,Class 1\n')
    canvas = export_canvas(assignment, earned, read_roster(roster), f"{assignment.title} (4711)").text
    roster.write_text("name,email,student\nAda Lovelace,ada@uni.edu,al1\n")
    moodle = export_moodle(assignment, earned, read_roster(roster), "Homework 1").text
    page = (REPO / "docs/instructors/integrations.md").read_text()
    assert "".join(f"    {line}\n" for line in canvas.splitlines()) in page
    header, row = moodle.splitlines()
    assert f'    {header}\n    {row[: row.index(", arithmetic")]}, ..."\n' in page


def test_people_of_one_name_are_not_mixed_up(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,username\nLi Na,li1\nLi Na,li2\n")
    exported = export_moodle(ASSIGNMENT, [grade("Li_Na"), grade("li2", 1.0)], read_roster(path))
    assert [row[2] for row in parsed(exported.text)[1:]] == ["", "1"]
    assert exported.notes == ("Li_Na could be 2 people of the roster, so the grade is left out.",)


@pytest.mark.parametrize(("students", "header"), [(["a@b.c", "d@e.f"], "Email address"), (["a@b.c", "d"], "Username")])
def test_moodle_without_a_roster_gets_the_ids_that_there_are(students, header):
    table = parsed(export_moodle(ASSIGNMENT, [grade(student) for student in students]).text)
    assert table[0] == ["Full name", header, "A scalar", "A scalar comments"]
    assert [row[1] for row in table[1:]] == students


@pytest.mark.parametrize("content", [b"", b"points,notes\n1,2\n", b"student\n\xff\n", b'student\n"' + b"x" * 140_000])
def test_a_file_that_is_no_roster_is_named(tmp_path, content):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(Problem, match=r"roster\.csv .*roster"):
        read_roster(path)


def test_gradescope_shows_public_checks_and_only_counts_hidden_ones():
    secret = msgspec.structs.replace(
        check("sigmoid_secret", "sigmoid", 0.0, Status.FAILED), hidden=True, message="at 3.7", sentence="beyond 3.5"
    )
    public = msgspec.structs.replace(check("sigmoid", "sigmoid", 1.0), sentence="sigmoid of 0 is a half.")
    written = results_json(result("alice", public, secret, score=1.0))
    assert written["score"] == sum(test["score"] for test in written["tests"]) == 1.0
    assert [(test["name"], test["status"], test["visibility"]) for test in written["tests"]] == [
        ("sigmoid: sigmoid of 0 is a half.", "passed", "visible"),
        ("sigmoid: hidden check 1", "failed", "after_published"),
    ]
    assert written["stdout_visibility"] == "hidden"
    assert not [word for word in ("secret", "3.7", "3.5") if word in json.dumps(written)]
    assert written["execution_time"] == 0.1, "how long a hidden check took is nobody's to read"


def test_gradescope_gets_no_score_where_the_judge_has_none():
    checks = (check("sigmoid", "sigmoid", 1.0), check("backward", "backward", 0.0, Status.UNGRADED))
    written = results_json(result("alice", *checks))
    assert not written.keys() & {"score", "tests"}
    assert "no fault of yours" in written["output"]


def test_a_score_that_is_not_final_stays_in_the_table_and_is_named():
    grades = [grade("eve", status="ungraded"), grade("ada"), grade("ben", status="to be graded by hand")]
    exported = export_csv(ASSIGNMENT, grades)
    assert [(row[0], row[2], row[-1]) for row in parsed(exported.text)[1:]] == [
        ("ada", "2.5", "graded"),
        ("ben", "2.5", "to be graded by hand"),
        ("eve", "2.5", "ungraded"),
    ]
    assert exported.notes == (
        "ben is to be graded by hand, so this score is not final.",
        "eve is ungraded, so this score is not final.",
    )


@pytest.mark.parametrize("format", ["csv", "canvas", "moodle", "gradescope"])
def test_whatever_the_format_an_ungraded_student_is_named_and_the_exit_status_is_1(graded, tmp_path, format):
    results = tmp_path / "results"
    shutil.copytree(graded, results)
    unjudged = Result("eve", "01_tiny", 0.0, 5.0, (), (check("double", "double", 0.0, Status.UNGRADED),))
    (results / "01_tiny" / "eve.json").write_bytes(msgspec.json.encode(unjudged))
    command = ["export", "01", "--results", str(results), "--format", format, "-o", str(tmp_path / "out")]
    said = autograder(*command, cwd=TINY_COURSE)
    assert (said.returncode, said.stderr.startswith("eve is ungraded")) == (1, True)
    assert (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of two students of the tiny course, not to be changed."""
    folder = tmp_path_factory.mktemp("graded")
    for student in ("ada", "王小明"):
        content = msgspec.json.encode(Result(student, "01_tiny", 3.0, 5.0, (), (check("double", "double", 3.0),)))
        (folder / "01_tiny").mkdir(exist_ok=True)
        (folder / "01_tiny" / f"{student}.json").write_bytes(content)
    return folder


def test_command_writes_each_format(graded, tmp_path):
    def run(*arguments: str):
        return autograder("export", "01", "--results", str(graded), *arguments, cwd=TINY_COURSE)

    table, book, folder = tmp_path / "grades.csv", tmp_path / "canvas.csv", tmp_path / "gradescope"
    assert run("--output", str(table)).returncode == 0
    assert table.read_bytes().startswith("\ufeffstudent".encode())
    roster = tmp_path / "roster.csv"
    roster.write_text("student,canvas_id\nada,5\n")
    said = run("--format", "canvas", "--roster", str(roster), "-o", str(book))
    assert (said.returncode, said.stderr.count("not in the roster")) == (1, 1)
    assert book.read_bytes().startswith(b"Student,")
    assert run("--format", "gradescope", "-o", str(folder)).returncode == 0
    assert json.loads((folder / "王小明" / "results.json").read_text())["score"] == 3.0
    assert run("--format", "gradescope").returncode == 2


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a gradebook: points by hand and a penalty for one student, an answer to be read of another."""
    root = tmp_path_factory.mktemp("kept")
    shutil.copytree(TINY_COURSE / "source", root / "source", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.db_url = 'sqlite:///' + __file__ + '.db'\n"
    )
    with pytest.MonkeyPatch.context() as patch:  # nbgrader calls alembic by its name
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        _fill(f"sqlite:///{root / 'nbgrader_config.py'}.db")
    return root


def _fill(address: str) -> None:
    with Gradebook(address) as gradebook:
        gradebook.add_assignment("01_tiny")
        gradebook.add_notebook("book", "01_tiny")
        gradebook.add_grade_cell("check-double", "book", "01_tiny", max_score=3, cell_type="code")
        gradebook.add_grade_cell("question-twice", "book", "01_tiny", max_score=3, cell_type="markdown")
        for student, by_hand in (("ada", 2.5), ("ben", None)):
            gradebook.add_student(student)
            gradebook.add_submission("01_tiny", student).notebooks[0].late_submission_penalty = 0.75
            double = gradebook.find_grade("check-double", "book", "01_tiny", student)
            double.auto_score, double.needs_manual_grade = 3.0, False
            question = gradebook.find_grade("question-twice", "book", "01_tiny", student)
            question.manual_score, question.needs_manual_grade = by_hand, by_hand is None
        gradebook.db.commit()


def test_gradebook_gives_points_by_hand_and_takes_lateness_off(kept, tiny):
    ada, ben = gradebook_grades(Course(kept), tiny)
    assert (ada.score, ada.max_score, ada.penalty, ada.status) == (4.75, 6.0, 0.75, "graded")
    assert (ada.points, ada.best) == ({"double": 3.0, "twice": 2.5}, {"double": 3.0, "twice": 3.0})
    row = parsed(export_csv(tiny, [ada, ben], with_gradebook=True).text)[1]
    assert row == ["ada", "01_tiny", "4.75", "6", "3", "0", "2.5", "0.75", "graded"]


def test_a_score_that_waits_for_a_person_is_not_exported(kept):
    said = autograder("export", "01", "--gradebook", "--format", "canvas", cwd=kept)
    assert [(row[0], row[-1]) for row in parsed(said.stdout)[2:]] == [("ada", "4.75"), ("ben", "")]
    assert (said.returncode, "ben is to be graded by hand" in said.stderr) == (1, True)


def test_an_unknown_format_is_wrong_usage():
    said = autograder("export", "01", "--format", "xls", cwd=TINY_COURSE)
    assert (said.returncode, "--format is csv, canvas, moodle or gradescope, not 'xls'." in said.stderr) == (2, True)


def test_without_nbgrader_its_commands_say_what_to_install(kept, tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    for command in (lambda: gradebook_grades(Course(kept), tiny), lambda: init_course(Course(kept))):
        with pytest.raises(Problem, match=r'^nbgrader is not installed\. .* pip install .+\[course\]"$'):
            command()


def test_a_course_without_a_gradebook_says_how_to_make_one(tmp_path, tiny):
    with pytest.raises(Problem, match="autograder course init"):
        gradebook_grades(Course(tmp_path), tiny)
