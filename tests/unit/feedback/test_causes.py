"""A failure is put down to another exercise where planted mistakes of that one made just this fail."""

from __future__ import annotations

import msgspec
import pytest
from helpers import REPO

from autograder.course.course import PROOF
from autograder.course.manifest import check_names, find_assignment, public_checks
from autograder.feedback.causes import probable_causes, read_causes
from autograder.records import CheckResult, Detail, Label, Status
from autograder.release.causes import causes_of
from autograder.release.proof import Proof

# `b` is built on `a`, and `c` on both.
TOGETHER = {
    "a": [frozenset({"a", "b", "c"}), frozenset({"a", "a_more", "b"})],
    "b": [frozenset({"b", "c"}), frozenset({"b_alone", "c"})],
}
NAMES = ("a", "a_more", "b", "b_alone", "c", "c_alone")


def found(*failing: str, status: Status = Status.FAILED) -> dict[str, str]:
    """The causes of what fails, all else passing."""
    return probable_causes(
        [
            CheckResult(name, name[0], False, status if name in failing else Status.PASSED, 0.0, 1.0, "", 0.0)
            for name in NAMES
        ],
        TOGETHER,
    )


def test_what_a_mistake_makes_fail_in_others_comes_from_it():
    assert found("a", "b", "c") == {"b": "a", "c": "a"}
    assert found("b", "c") == {"c": "b"}


def test_what_none_of_its_mistakes_touches_is_no_exercises_doing():
    assert found("a", "c_alone") == {}
    assert found("c") == {}


def test_a_second_mistake_has_failures_of_its_own():
    assert found("a", "b_alone", "c") == {"c": "a"}
    assert found("a", "a_more", "b", "c", "b_alone") == {"b": "a", "c": "a"}


def test_an_exercise_that_is_not_attempted_is_no_failure():
    assert found("a", "b", status=Status.NOT_ATTEMPTED) == {}


def test_without_a_file_that_can_be_read_nothing_is_put_down_to_others(tmp_path):
    assert read_causes(tmp_path) == {}
    (tmp_path / "checks").mkdir()
    for content in ("{", "[]", '{"a": 1}', '{"a": [["a", 1]]}'):
        (tmp_path / "checks/causes.json").write_text(content, encoding="utf-8")
        assert read_causes(tmp_path) == {}
    (tmp_path / "checks/causes.json").write_text('{"a": [["a", "b"]]}', encoding="utf-8")
    assert read_causes(tmp_path) == {"a": [frozenset({"a", "b"})]}


@pytest.mark.parametrize("name", sorted(path.parent.name for path in REPO.glob("solutions/*/proof.json")))
def test_of_a_mistake_that_the_release_has_not_seen_the_right_exercise_is_named(name):
    """Each planted mistake in turn is taken out of what is known: at most 1 in 20 is put down to a wrong exercise."""
    assignment = find_assignment(REPO / "source", name)
    proof = msgspec.json.decode((REPO / "solutions" / name / PROOF).read_bytes(), type=Proof)
    public = check_names(public_checks(assignment))
    right = wrong = others = 0
    for label in proof.failed.keys() - {"solution", "stub"}:
        broken = assignment.exercise_of(label.removeprefix("wrong/"))
        seen = msgspec.structs.replace(proof, failed={k: v for k, v in proof.failed.items() if k != label})
        known = {who: list(map(frozenset, sets)) for who, sets in causes_of(assignment, seen).items()}
        owners = {check: assignment.exercise_of(check) for check in proof.checks if check in public}
        failing = {check for check in proof.failed[label] if check in public}
        if not any(owners[check] == broken for check in failing):
            continue
        verdicts = [
            CheckResult(c, e.name, False, Status.FAILED if c in failing else Status.PASSED, 0.0, 1.0, "", 0.0)
            for c, e in owners.items()
        ]
        named = probable_causes(verdicts, known)
        others += sum(owners[check] != broken for check in failing)
        right += sum(cause == broken.name and owners[check] != broken for check, cause in named.items())
        wrong += sum(cause != broken.name for cause in named.values())
    assert right >= 0.8 * others > 0
    assert wrong <= 0.07 * others


def verdicts(**statuses: Status) -> list[CheckResult]:
    return [CheckResult(n, n[0], False, statuses.get(n, Status.PASSED), 0.0, 1.0, "", 0.0) for n in NAMES]


def test_what_could_not_be_begun_explains_nothing_and_may_be_explained():
    assert probable_causes(verdicts(a=Status.BLOCKED, b=Status.FAILED), TOGETHER) == {}
    assert probable_causes(verdicts(a=Status.FAILED, b=Status.BLOCKED), TOGETHER) == {"b": "a"}


def test_a_mistake_most_of_whose_own_checks_pass_was_not_made():
    together = {"a": [frozenset({"a", "a_more", "a_third", "b"})]}
    names = ("a", "a_more", "a_third", "b")
    for failing, causes in ((("a", "b"), {}), (("a", "a_more", "b"), {"b": "a"})):
        checks = [
            CheckResult(n, n[0], False, Status.FAILED if n in failing else Status.PASSED, 0.0, 1.0, "", 0.0)
            for n in names
        ]
        assert probable_causes(checks, together) == causes


def test_a_check_that_names_its_own_mistake_is_put_down_to_nobody():
    checks = verdicts(a=Status.FAILED, b=Status.FAILED, c=Status.FAILED)
    told = (Detail(Label.LIKELY, "this is t that is not squared"),)
    checks[NAMES.index("b")] = msgspec.structs.replace(checks[NAMES.index("b")], details=told)
    assert probable_causes(checks, TOGETHER) == {"c": "a"}


def test_a_mistake_explains_others_only_where_a_check_of_its_own_exercise_fails_by_it():
    together = {
        "a": [frozenset({"a", "b"}), frozenset({"b", "b_alone", "c"})],
        "b": [frozenset({"a", "b"})],
    }
    checks = verdicts(**dict.fromkeys(("a", "b", "b_alone", "c"), Status.FAILED))
    assert probable_causes(checks, together) == {"b": "a"}
