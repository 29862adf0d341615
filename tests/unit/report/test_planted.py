"""The report names the planted mistakes that nobody made, and none that somebody did."""

from __future__ import annotations

import msgspec
from made_class import made_check, made_result
from made_grades import ASSIGNMENT

from autograder.checks.diagnosis import Diagnoses, Known
from autograder.records import Status
from autograder.report.class_report import class_report
from autograder.report.page import report_page
from autograder.report.planted import with_planted
from autograder.report.records import Planted

TABLE = Diagnoses(
    (
        Known("mistake 1", "sigmoid", {"sigmoid_at_zero": "7"}),
        Known("is told by its check in more words", "sigmoid", {"sigmoid_at_zero": "2"}),
        Known("is <made> by nobody", "sigmoid", {"sigmoid_at_zero": "3"}),
        Known("is <made> by nobody", "sigmoid", {"sigmoid_at_zero": "4"}),
    )
)


def report(*results):
    return with_planted(class_report(ASSIGNMENT, results), ASSIGNMENT, results, TABLE)


def test_what_a_result_names_or_would_name_was_made_and_the_rest_was_not():
    named, fits = (made_result(who, [made_check("sigmoid_at_zero", "sigmoid", False, who)]) for who in "12")
    made = report(named, fits)
    assert (made.planted, made.unmade) == (3, (Planted("sigmoid", "is <made> by nobody"),))
    page = report_page(made)
    assert "Nobody made <b>1</b> of 3 planted mistakes" in page
    assert "is &lt;made&gt; by nobody" in page


def test_a_class_without_mistakes_made_none_and_what_is_ungraded_tells_nothing():
    right = made_result("ada", [made_check("sigmoid_at_zero", "sigmoid", True)])
    failed = made_check("sigmoid_at_zero", "sigmoid", False, "1")
    broken = msgspec.structs.replace(made_check("sigmoid_large", "sigmoid", False), status=Status.UNGRADED)
    assert len(report(right, made_result("bob", [failed, broken])).unmade) == 3
    assert [each.says for each in report(right, made_result("bob", [failed])).unmade][:1] == [TABLE.known[1].says]


def test_without_a_release_nothing_is_said():
    results = [made_result("ada", [made_check("sigmoid_at_zero", "sigmoid", False, "1")])]
    made = with_planted(class_report(ASSIGNMENT, results), ASSIGNMENT, results, Diagnoses())
    assert (made.planted, made.unmade) == (0, ())
    assert "planted mistakes" not in report_page(made)
