"""What several did alike and nothing explains becomes a mistake to complete, with the checks that fail on it."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
from made_class import made_check, made_result

from autograder.course.course import PROOF, Course
from autograder.course.manifest import find_assignment
from autograder.course.mutants import UNWRITTEN, read_mistakes, written_mistakes
from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.grading.suspects import Suspects
from autograder.records import Result
from autograder.release.proof import Proof, planted, record_of
from autograder.report.clusters import clusters_of
from autograder.report.planted import planting
from autograder.report.skeletons import skeleton
from autograder.similarity.handins import Common

LONG = b"def double(x):\n    '''Twice.'''\n    # three times, really\n    y = 3 * x\n    return y\n"
SHORT = b"import math\n\n\ndef double(x):\n    '''Twice.'''\n    return 3 * x\n"
METHOD = b"class Rectangle:\n    def __init__(self):\n        pass\n    def area(self):\n        return 5\n"


def failing(student: str, check: str, exercise: str, seen: str, carried: str = "") -> Result:
    """A student who fails two checks of an exercise, and one of another by carrying it, or by its own fault."""
    own = [made_check(check, exercise, False, seen), made_check(f"{exercise}_more", exercise, False, f"{seen}2")]
    other = made_check("other_one", "other", False, "x", carried=(carried,) if carried else ())
    passed = made_check("double_passes", "double", True)
    return made_result(student, [*own, other, passed])


ADA, BOB = (failing(name, "double_by_hand", "double", "abcdef123456", "double") for name in ("ada", "bob"))
FILES = {"ada": {"tiny.py": LONG}, "bob": {"tiny.py": SHORT}}


def test_the_skeleton_is_the_shortest_code_of_the_exercise_alone_with_the_checks_that_fail(tiny):
    (cluster,) = clusters_of([ADA, BOB])
    name, text = skeleton(tiny, cluster, [ADA, BOB], FILES)
    assert name == f"double_{cluster.short}.py"
    assert text.endswith("def double(x):\n    return 3 * x\n")
    assert "import" not in text
    assert "Caught by: double_by_hand, double_more, other_one\n" in text
    assert "2 students gave double_by_hand the same wrong values" in text


def test_of_several_the_shortest_stands_for_them_whatever_it_begins_with(tiny):
    (cluster,) = clusters_of([ADA, BOB])
    long = {"tiny.py": b"def double(x):\n    a = 3 * x\n    return a\n"}
    for files in ({"ada": long, "bob": FILES["bob"]}, {"ada": FILES["bob"], "bob": long}):
        assert skeleton(tiny, cluster, [ADA, BOB], files)[1].endswith("return 3 * x\n")


def test_code_is_looked_for_in_all_files_also_beside_one_that_cannot_be_read(tiny):
    (cluster,) = clusters_of([ADA, BOB])
    files = {"a.py": b"def other(x:\n", "b.py": SHORT, "c.py": b"def third(x):\n    return x\n"}
    assert skeleton(tiny, cluster, [ADA, BOB], {"ada": files, "bob": files})[1].endswith("return 3 * x\n")


def test_a_function_of_a_docstring_alone_does_nothing(tiny):
    (cluster,) = clusters_of([ADA, BOB])
    files = {"tiny.py": b'def double(x):\n    "Twice."\n'}
    assert skeleton(tiny, cluster, [ADA, BOB], {"ada": files, "bob": files})[1].endswith("def double(x):\n    pass\n")


def test_what_others_fail_is_no_matter(tiny):
    (cluster,) = clusters_of([ADA, BOB])
    other = made_result("cem", [made_check("double_passes", "double", False, "7")])
    for results in ([other, ADA, BOB], [ADA, BOB, other]):
        assert "Caught by: double_by_hand, double_more, other_one\n" in skeleton(tiny, cluster, results, FILES)[1]


def test_only_what_fails_for_all_of_them_has_to_fail(tiny):
    own_fault = failing("bob", "double_by_hand", "double", "abcdef123456")
    (cluster,) = [each for each in clusters_of([ADA, own_fault]) if each.check == "double_by_hand"]
    assert "Caught by: double_by_hand, double_more\n" in skeleton(tiny, cluster, [ADA, own_fault], FILES)[1]


def test_a_method_stands_in_its_class(tiny):
    results = [failing(name, "area_by_hand", "area", "123456789012") for name in ("ada", "bob")]
    cluster = next(each for each in clusters_of(results) if each.check == "area_by_hand")
    _, text = skeleton(tiny, cluster, results, {key: {"tiny.py": METHOD} for key in ("ada", "bob")})
    assert text.endswith("class Rectangle:\n\n    def area(self):\n        return 5\n")


def test_code_that_is_nested_too_deep_to_be_written_out_is_passed_over(tiny):
    (cluster,) = clusters_of([ADA, BOB])
    deep = {"tiny.py": b"def double(x):\n    return x" + b"+x" * 1500 + b"\n"}
    assert skeleton(tiny, cluster, [ADA, BOB], {"ada": {"tiny.py": LONG}, "bob": deep})[1].endswith("return y\n")


def test_it_is_no_mistake_before_its_sentence_is_written(tiny, tmp_path: Path):
    (cluster,) = clusters_of([ADA, BOB])
    name, text = skeleton(tiny, cluster, [ADA, BOB], FILES)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match="still to be written"):
        read_mistakes(tmp_path)
    first = (ast.get_docstring(ast.parse(text)) or "").splitlines()[0]
    (tmp_path / name).write_text(text.replace(first, "Triples."), encoding="utf-8")
    (mistake,) = read_mistakes(tmp_path)
    assert mistake.description == "Triples."
    assert mistake.caught_by == {"double_by_hand", "double_more", "other_one"}


@pytest.mark.parametrize("content", [b"def double(x:\n", b"def other(x):\n    return 1\n"])
def test_code_that_cannot_be_read_is_told(tiny, content):
    (cluster,) = clusters_of([ADA, BOB])
    with pytest.raises(Problem, match="None of ada, bob wrote double"):
        skeleton(tiny, cluster, [ADA, BOB], {key: {"tiny.py": content} for key in ("ada", "bob")})


def test_until_then_the_class_is_graded_and_told_of_without_it(course: Path):
    """What reads planted mistakes for report, comment, plant, grades and similarity waits for no sentence."""
    (course / "source" / "01_tiny" / "wrong" / "double_new.py").write_text(
        f'"""{UNWRITTEN} in one sentence what it does.\n\nCaught by: double_by_hand\n"""\n', encoding="utf-8"
    )
    found, assignment = Course(course), find_assignment(course / "source", "01_tiny")
    seen = {key: {"double_by_hand": "1"} for key in planted(assignment, written_mistakes)}
    proof = Proof(assignment.name, "", ("double_by_hand",), {}, seen=seen)
    write_atomically(found.solutions / assignment.name / PROOF, record_of(proof))
    known = planting(found, assignment).known
    assert "`double` squares" in {each.says for each in known}
    assert len(Common(assignment).mistakes) == len(seen)
    assert len(Suspects(SimpleNamespace(assignment=assignment))._mistakes) == len(seen)
