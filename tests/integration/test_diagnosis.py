"""A student whose code does what a planted mistake does is told so: in `check`, in grading, and in a notebook."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from helpers import RIGHT, TINY_COURSE, judged
from rich.console import Console

from autograder import check
from autograder.checks.diagnosis import DIAGNOSES, Diagnoses
from autograder.course.course import PROOF, Course
from autograder.course.manifest import find_assignment
from autograder.feedback import terminal
from autograder.feedback.check import run_checks
from autograder.files import write_tree
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Label, Result, Status, Submission
from autograder.release.build import released_files
from autograder.release.contents import student_files
from autograder.release.diagnoses import diagnoses_file, good_enough
from autograder.release.proof import prove, record_of, try_diagnoses

HALVES = RIGHT.replace("return self.h * self.w", "return 0.5 * self.w * self.h")
SQUARES = RIGHT.replace("return x + x", "return x * x")  # 9 of 3, as three times 3: nobody can tell
HIDDEN = "def double(x):\n    return float(round(2 * x))\n" + RIGHT.partition("\n\n")[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tiny_assignment() -> Assignment:
    return find_assignment(TINY_COURSE / "source", "01")


@pytest.fixture(scope="module")
def table(tiny_assignment) -> Diagnoses:
    return prove(tiny_assignment, jobs=1).diagnoses


@pytest.fixture(scope="module")
def graded(tiny_assignment, table) -> Mapping[str, Result]:
    texts = {
        "halves": HALVES,
        "squares": SQUARES,
        "rounds": HIDDEN,
        "right": RIGHT,
        "other": RIGHT.replace("x + x", "x + x + 77.7"),
    }
    results: list[Result] = []
    settings = JudgeSettings(tiny_assignment, b"secret", frozenset(), diagnoses=table)
    pile = [Submission(name, {"tiny.py": text.encode()}) for name, text in texts.items()]
    judge_submissions(settings, pile, lambda one: results.append(one.result))
    return {result.student: result for result in results}


@pytest.fixture
def folder(tiny_assignment, table, tmp_path) -> Path:
    write_tree(tmp_path / "01_tiny", {**student_files(tiny_assignment), **diagnoses_file(table)})
    return tmp_path / "01_tiny"


def likely(result: Result) -> dict[str, str]:
    return {c.name: d.text for c in result.checks for d in c.details if d.label is Label.LIKELY}


def drawn(folder: Path, exercise: str = "", width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(terminal.checked(run_checks(folder, exercise)))
    return console.file.getvalue()


def test_code_that_does_what_a_mistake_does_is_told_so_on_public_and_hidden_checks(graded):
    said = "`Rectangle.area` halves"
    assert likely(graded["halves"]) == dict.fromkeys(("area_by_hand", "area_of_doubled_sides"), said)


def test_a_mistake_that_only_hidden_checks_see_is_found_by_asking_it_the_same(graded):
    assert likely(graded["rounds"])["double_agrees"] == "`double` rounds"


def test_nothing_is_said_to_right_code_and_to_mistakes_that_nobody_planted(graded):
    assert likely(graded["right"]) == {}
    assert likely(graded["squares"]) == {}
    assert likely(graded["other"]) == {}


DRAWING = '''

def test_double_anywhere(student, rng):
    """double of any number is twice the number."""

    def probe(tiny, x) -> float:
        return tiny.double(x)

    x = float(rng.uniform(4.0, 9.0))
    assert student(probe, x) == approx(2 * x)
'''


def test_checks_that_draw_tell_mistakes_apart_on_every_machine(course, tmp_path, monkeypatch):
    """Inputs are drawn for each submission, and for students and proofs alike; one mistake is run at a time."""
    monkeypatch.setattr("autograder.grading.suspects.KEPT", 1)
    source = course / "source/01_tiny"
    with (source / "checks/test_tiny.py").open("a") as file:
        file.write(DRAWING)
    assignment = Course(course).assignment("01")
    table = prove(assignment, jobs=1).diagnoses
    texts = {
        "squares": SQUARES,
        "triples": RIGHT.replace("x + x", "3 * x"),
        "other": SQUARES.replace("* x", "* x + x - 3"),
    }
    pile = [Submission(name, {"tiny.py": text.encode()}) for name, text in texts.items()]

    def told(**known) -> dict[str, set[str]]:
        results: list[Result] = []
        settings = JudgeSettings(assignment, b"secret", frozenset(), diagnoses=table, **known)
        judge_submissions(settings, pile, lambda one: results.append(one.result))
        return {result.student: set(likely(result).values()) for result in results}

    said = told()
    monkeypatch.setattr("autograder.grading.suspects.MOST", 0)  # without running any, by what the whole class is asked
    assert told(needs={}) == said
    assert {name: len(texts) for name, texts in said.items()} == {"squares": 1, "triples": 1, "other": 0}
    assert said["squares"] != said["triples"]
    write_tree(tmp_path / "01_tiny", {**student_files(assignment), **diagnoses_file(table)})
    for name in ("squares", "triples", "other"):
        (tmp_path / "01_tiny/tiny.py").write_text(texts[name])
        assert set(likely(run_checks(tmp_path / "01_tiny").result).values()) == said[name]


def test_the_table_shows_no_code_and_no_name_of_a_hidden_check(tiny_assignment, table):
    text = diagnoses_file(table)[DIAGNOSES].decode()
    assert "`Rectangle.area` halves" in text
    assert [word for word in ("return", "def ", "agrees", "doubled", "rounds") if word in text] == []


def test_a_student_reads_it_first_in_the_terminal_and_the_notebook(folder, monkeypatch):
    (folder / "tiny.py").write_text(HALVES)
    lines = drawn(folder).splitlines()
    assert "likely    `Rectangle.area` halves" in "\n".join(lines)
    order = [
        word for line in lines for word in ("likely", "called", "returned", "expected", "differs") if word in line[:15]
    ]
    assert order == ["likely", "called", "returned", "expected", "differs"]
    monkeypatch.chdir(folder)
    assert "<code>Rectangle.area</code> halves" in check("area")._repr_html_()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_file_that_cannot_be_imported_is_one_banner_with_a_caret(folder, width, monkeypatch):
    (folder / "tiny.py").write_text("def double(x):\n    return (x *\n")
    said = drawn(folder, width=width)
    assert said.count("SyntaxError") == 1
    assert "tiny.py, line 2:" in said
    line, caret = (text for text in said.splitlines() if "return (x *" in text or "^" in text)
    assert caret.index("^") == line.index("(")
    monkeypatch.chdir(folder)
    assert check("double")._repr_html_().count("SyntaxError") == 1


def test_a_trial_at_the_end_of_the_file_blames_no_exercise(folder):
    with (folder / "tiny.py").open("a") as file:
        file.write("\nassert double(1) == 2\n")
    said = drawn(folder)
    assert "runs `double`, which is not written yet" in said
    assert "__main__" in said
    assert "blocked" not in said


def test_an_exercise_that_is_half_written_has_no_green_tick(folder):
    manifest = (folder / "assignment.toml").read_text()
    (folder / "assignment.toml").write_text(manifest.replace('"double",', '"double", "twice",', 1))
    (folder / "tiny.py").write_text(
        RIGHT + "\n\ndef twice(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
    )
    said = drawn(folder)
    assert "◐ double" in said
    assert "twice not written yet" in said
    assert "but twice is not written yet" in said


def test_an_untouched_stub_is_nobodys_error(tiny):
    text = RIGHT.replace("return x + x", "# YOUR CODE HERE\n    raise NotImplementedError()")
    hides = text.replace("self.h, self.w = h, w", "self.h, self.w = h, w; self.area = lambda: 1 / 0")
    checks = {each.name: each for each in judged(tiny, {"ada": text, "eve": hides})["ada"].checks}
    assert checks["double_by_hand"].status is Status.NOT_ATTEMPTED


def test_what_is_left_below_finished_code_is_named(tiny):
    text = RIGHT.replace("return x + x", "y = x + x\n    raise NotImplementedError()")
    checks = {each.name: each for each in judged(tiny, {"ada": text})["ada"].checks}
    assert checks["double_by_hand"].status is Status.ERROR
    assert "left below what you wrote" in checks["double_by_hand"].message


def test_what_stands_below_the_stubs_error_is_said_never_to_run(tiny):
    text = RIGHT.replace("return x + x", "raise NotImplementedError()\n    return x + x")
    checks = {each.name: each for each in judged(tiny, {"ada": text})["ada"].checks}
    assert checks["double_by_hand"].status is Status.NOT_ATTEMPTED
    assert "Nothing below that line runs" in checks["double_by_hand"].message


SHAPES = {
    "return np.ones((3, 4)) @ a": "",
    "return a @ b": "`a` is (3, 4), `b` is (2, 4): for `a @ b` the inner sizes 4 and 2 must agree",
    "return a @ b[0]": "",
    "return a.dot(b)": "`a` is (3, 4), `b` is (2, 4): for `a @ b` the inner sizes 4 and 2 must agree",
    "return a + b.T": "`a` is (3, 4), `b.T` is (4, 2): for `a + b.T` the sizes must agree",
    "a -= b": "`a` is (3, 4), `b` is (2, 4): for `a -= b` the sizes must agree",
}


def test_shapes_that_do_not_fit_are_told_in_words(tiny):
    head = "import numpy as np\n\n\ndef double(x):\n    a, b = np.ones((3, 4)), np.ones((2, 4))\n    "
    rest = RIGHT.partition("\n\n")[2]
    results = judged(tiny, {f"s{number}": f"{head}{line}\n\n\n{rest}" for number, line in enumerate(SHAPES)})
    for number, said in enumerate(SHAPES.values()):
        text = next(each.message for each in results[f"s{number}"].checks if each.name == "double_by_hand")
        assert said in " ".join(text.split())
        assert "gufunc" not in text


def test_the_release_carries_the_table_of_its_proof(tiny_assignment, table, course, monkeypatch):
    opened = Course(course)
    assignment = opened.assignment("01")
    proof = prove(assignment, jobs=1)
    write_tree(opened.solutions / assignment.name, {PROOF: record_of(proof)})
    recorded = released_files(opened, assignment)
    assert msgspec.json.decode(recorded[DIAGNOSES], type=Diagnoses) == proof.diagnoses == table
    (assignment.folder / "tiny.py").write_text("x = 1\n")
    assert DIAGNOSES not in released_files(opened, assignment)


def test_planted_mistakes_are_named(tiny_assignment):
    tried = try_diagnoses(tiny_assignment, jobs=1)
    assert tried.seen > 1
    assert tried.right >= 1
    assert tried.wrong == 0
    tried = msgspec.structs.replace(tried, right=tried.seen, strange=0)
    assert good_enough([tried])
    assert not good_enough([msgspec.structs.replace(tried, right=0)])
    assert not good_enough([msgspec.structs.replace(tried, wrong=1)])


def test_a_text_that_fits_two_mistakes_is_refused(course):
    folder = course / "source" / "01_tiny"
    path = folder / "checks" / "test_tiny.py"
    path.write_text(path.read_text().replace('mistakes={"the circumference": 10.0}', 'mistakes={"one side": 2.0}'))
    shutil.copy(folder / "wrong" / "area_square.py", folder / "wrong" / "area_again.py")
    for name, text in (("area_square", "Takes one side"), ("area_again", "Takes the first side")):
        file = folder / "wrong" / f"{name}.py"
        body = file.read_text().replace("Takes one side", text)
        head, _, _ = body.partition("class ")
        file.write_text(head + "class Rectangle:\n    def area(self) -> float:\n        return 2.0\n")
    faults = [fault for fault in prove(Course(course).assignment("01"), jobs=1).faults if "says" in fault]
    assert len(faults) == 1
    assert "'this is one side' of wrong/area_again.py and of wrong/area_square.py" in faults[0]
