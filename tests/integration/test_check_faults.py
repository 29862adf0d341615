"""A check that breaks is ungraded, and never counts as a student's fault."""

from __future__ import annotations

import msgspec
import pytest
from helpers import RIGHT, autograder

from autograder.records import CheckResult, Fault, Result

CHECKS = "source/01_tiny/checks/test_tiny.py"
NOTHING_ASKED = 'double_by_hand():\n    """Nothing."""\n\n\ndef rest(student):'


def checked(course, old: str, new: str, code: str = RIGHT) -> CheckResult:
    """What `double_by_hand` says of the code, with one text of its file replaced."""
    path = course / CHECKS
    text = path.read_text().replace(old, new)
    assert text != path.read_text()
    path.write_text(text)
    folder = course / "source/01_tiny"
    (folder / "tiny.py").write_text(code)
    result = msgspec.json.decode(autograder("check", "--json", cwd=folder).stdout, type=Result)
    return next(check for check in result.checks if check.name == "double_by_hand")


def test_a_forgotten_import_is_ungraded_though_the_student_had_answered(course):
    check = checked(course, "from autograder import approx\n", "")
    assert check.status == "ungraded"
    assert check.fault == Fault("checks/test_tiny.py", 11, "NameError: name 'approx' is not defined")
    assert check.reason == (
        "This check is broken, which is not your fault. "
        "checks/test_tiny.py, line 11: NameError: name 'approx' is not defined"
    )


@pytest.mark.parametrize(("code", "status"), [(RIGHT, "passed"), (RIGHT.replace("x + x", "0.0"), "failed")])
def test_what_only_odd_data_brings_about_stays_the_students(course, code, status):
    """A loop over an empty list leaves a name unbound: an `UnboundLocalError`, which is a `NameError` too."""
    loop = "for last in range(int(student(probe, 3.0))):\n        pass\n    assert last == 5"
    assert checked(course, "assert student(probe, 3.0) == approx(6.0)", loop, code).status == status


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("double_by_hand(student)", "double_by_hand(student, z)", "line 6: there is no fixture 'z'"),
        ("double_by_hand(student)", "double_by_hand()", "line 12: NameError: name 'student' is not defined"),
        ("double_by_hand(student):", NOTHING_ASKED, "line 6: the check asks nothing"),
    ],
)  # fmt: skip
def test_a_check_that_asks_nothing_says_so(course, old, new, text):
    check = checked(course, old, new)
    assert check.status == "ungraded"
    assert text in check.message
