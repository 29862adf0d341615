"""Results as they are on disk: those of version 0.1, which had no details, are read; what is no result is refused."""

from __future__ import annotations

import msgspec
import pytest

from autograder.errors import Problem
from autograder.feedback.markup import details_table
from autograder.platforms.grades import read_results
from autograder.platforms.gradescope.results import results_json
from autograder.records import CheckResult, Detail, Label, Result, Status

OLD = """{
 "student": "ada", "assignment": "01_tiny", "score": 0.0, "max_score": 1.0, "isolation": ["bwrap"],
 "checks": [
  {"name": "double_by_hand", "exercise": "double", "hidden": false, "status": "failed", "points": 0.0,
   "max_points": 1.0, "message": "called    tiny.double(x)\\nwith      x = 3.0\\nreturned  9\\nexpected  6",
   "seconds": 0.0107, "sentence": "double of 3 is 6."}
 ],
 "key": "0f3c"
}
"""


def test_a_result_of_version_0_1_is_read_with_its_message_as_the_only_detail(tmp_path):
    (tmp_path / "ada.json").write_text(OLD)
    (result,) = read_results(tmp_path)
    (detail,) = result.checks[0].details
    assert detail == Detail(Label.MESSAGE, result.checks[0].message)
    lines = results_json(result)["tests"][0]["output"].splitlines()
    assert lines[0] == "message   called    tiny.double(x)"
    assert all(line.startswith(" " * 10) for line in lines[1:])
    assert "expected  6" in details_table(result.checks[0].details)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        OLD[:200],
        OLD.replace('"seconds"', '"details": [{"label": "praise", "text": "full points"}], "seconds"'),
        OLD.replace('"seconds"', '"details": "expected  6", "seconds"'),
        OLD.replace('"failed"', '"forgiven"'),
    ],
    ids=["empty", "list", "bare", "half", "unknown label", "text for details", "unknown status"],
)
def test_what_is_no_result_is_refused_with_what_to_do(tmp_path, text):
    (tmp_path / "ada.json").write_text(text)
    with pytest.raises(Problem, match=r"ada.json is not a result: .*grade that submission again"):
        read_results(tmp_path)


def test_a_result_is_written_and_read_as_it_was():
    details = (Detail(Label.RETURNED, "9"), Detail(Label.EXPECTED, "6"))
    check = CheckResult("double_x", "double", False, Status.FAILED, 0.0, 1.0, "returned  9", 0.1, "It is.", details)
    result = Result("ada", "01_tiny", 0.0, 1.0, ("bwrap",), (check,), "key")
    assert msgspec.json.decode(msgspec.json.encode(result), type=Result) == result
    assert check.reason == ""
