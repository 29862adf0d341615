"""Writes results.json: what Gradescope shows of a result to students and instructors.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.checks.details import plain_text
from autograder.checks.guarded import WITHHELD, guarded
from autograder.grading.carried import origin_of
from autograder.records import CheckResult, Result, Status


def waiting_json(said: str) -> dict[str, Any]:
    """The content of results.json where a person has to look: what is `said` to the student, and no score.

    Gradescope wants a score of the whole or of its tests, and shows what has neither as failed, for a person to see to.
    """
    return {**fault("A person has to look: something could not be read or matched."), "output": said}


def results_json(result: Result, output: str = "", withhold: bool = False) -> dict[str, Any]:
    """The content of results.json, with `output` above the checks; `withhold` what the student's code can spell.

    A hidden check has a number in place of what it says, and is shown once grades are published: Gradescope's "hidden"
    is for tests without points. If anything is ungraded there is no score at all, which Gradescope takes for a fault of
    the autograder's.
    """
    if result.ungraded:
        reasons = dict.fromkeys(check.reason for check in result.checks if check.status is Status.UNGRADED)
        return fault("; ".join(reasons))
    checks = guarded(result.checks) if withhold else result.checks
    if withhold:
        output = "\n".join(filter(None, [output, WITHHELD]))
    # Students see it at once, and code can spell out by its pace what it saw in a hidden check.
    seconds = sum(check.seconds for check in result.checks if not check.hidden)
    return {
        "score": round(result.score, 6),
        **({} if withhold else {"execution_time": round(seconds, 3)}),
        **({"output": output} if output else {}),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "extra_data": {"isolation": list(result.isolation), "max_score": result.max_score},
        "tests": list(_tests(checks)),
    }


def _tests(checks: Iterable[CheckResult]) -> Iterator[dict[str, Any]]:
    """What is shown of each check; the hidden ones of an exercise are numbered."""
    hidden: Counter[str] = Counter()
    for check in checks:
        hidden[check.exercise] += check.hidden
        yield _hidden(check, hidden[check.exercise]) if check.hidden else _public(check)


def fault(reason: str) -> dict[str, Any]:
    """What results.json says if no score can be given, by no fault of the student's; `reason` is for instructors."""
    return {
        "output": "The autograder could not judge this submission, by no fault of yours. Your instructor can see why.",
        "output_format": "text",
        "stdout_visibility": "hidden",
        "extra_data": {"fault": reason},
    }


def _test(check: CheckResult) -> dict[str, Any]:
    return {
        "score": round(check.points, 6),
        "max_score": round(check.max_points, 6),
        "status": "passed" if check.status is Status.PASSED else "failed",
        "tags": [check.exercise],
    }


def _public(check: CheckResult) -> dict[str, Any]:
    said = plain_text(check.details) or ("" if check.status is Status.PASSED else str(check.status).replace("_", " "))
    name = f"{check.exercise}: {check.sentence}" if check.sentence else check.name
    return {**_test(check), "name": name, "output": said, "visibility": "visible"}


def _hidden(check: CheckResult, number: int) -> dict[str, Any]:
    test = {**_test(check), "name": f"{check.exercise}: hidden check {number}", "visibility": "after_published"}
    return {**test, "output": origin_of(check.carried)} if check.carried else test
