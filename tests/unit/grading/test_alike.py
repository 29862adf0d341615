"""Wrong code is asked once more, by what the whole class is asked; that tells mistakes apart and changes no verdict."""

from __future__ import annotations

import msgspec
import pytest
from helpers import RIGHT
from made_class import made_check, made_result

from autograder.checks.bench import FOR_CLASS
from autograder.checks.details import IMPORTING
from autograder.checks.diagnosis import UNKNOWN
from autograder.grading import alike, judge
from autograder.grading.alike import PASSED, asked_again, behaviours, name_of, with_alike
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import CheckOptions, Detail, Label, Status, Submission

NEEDS = {"area_of_doubled_sides": frozenset({"double"})}
SQUARES, TRIPLES = RIGHT.replace("x + x", "x ** 2"), RIGHT.replace("x + x", "3 * x")
ADDS = ("self.h * self.w", "self.h + self.w")


def judged(tiny, texts, needs=NEEDS):
    found = {}
    pile = [Submission(student, {"tiny.py": text.encode()}) for student, text in texts.items()]
    judge_submissions(
        JudgeSettings(tiny, b"secret", frozenset(), needs=needs),
        pile,
        lambda one: found.update({one.result.student: one}),
    )
    return found


@pytest.fixture(scope="module")
def of_the_class(tiny):
    texts = {
        "right": RIGHT,
        "squares": SQUARES,
        "squares too": f"# mine\n{SQUARES.replace('x ** 2', 'x * x')}",
        "triples": TRIPLES,
        "squares and adds": SQUARES.replace(*ADDS),
        "adds": RIGHT.replace(*ADDS),
    }
    return judged(tiny, texts)


@pytest.mark.slow
def test_what_is_the_same_for_the_one_public_input_is_told_apart_by_what_all_are_asked(of_the_class):
    own = {student: behaviours(one.result).get("double") for student, one in of_the_class.items()}
    assert own["squares"] == own["squares too"] == own["squares and adds"]
    assert own["squares"] != own["triples"]
    assert dict(own["squares"])["double_by_hand"] == dict(own["triples"])["double_by_hand"]
    assert own["right"] is None


@pytest.mark.slow
def test_a_mistake_beside_another_one_gives_what_it_gives_alone(of_the_class):
    both, alone = (behaviours(of_the_class[who].result) for who in ("squares and adds", "adds"))
    assert both["area"] == alone["area"]


@pytest.mark.slow
def test_only_what_draws_is_run_again_and_of_right_code_nothing(of_the_class):
    kept = {who: [call.check for call in one.observations.calls] for who, one in of_the_class.items()}
    again = {who: [check for check in checks if check.endswith(FOR_CLASS)] for who, checks in kept.items()}
    assert again["right"] == []
    assert again["squares"] == [f"double_agrees{FOR_CLASS}"]
    assert set(of_the_class["squares"].ran) == set(of_the_class["right"].ran)
    assert again["adds"] == [f"area_of_doubled_sides{FOR_CLASS}"]


@pytest.mark.slow
def test_no_verdict_depends_on_it(tiny, of_the_class, monkeypatch):
    monkeypatch.setattr(judge, "asked_again", lambda *given: {})
    plain = judged(tiny, {"squares and adds": SQUARES.replace(*ADDS)})["squares and adds"].result
    result = of_the_class["squares and adds"].result

    def bare(checks):
        return [msgspec.structs.replace(each, alike="", seconds=0.0) for each in checks]

    assert (plain.score, bare(plain.checks)) == (result.score, bare(result.checks))
    assert plain.checks != result.checks


@pytest.mark.slow
def test_what_all_are_asked_is_kept_with_the_other_answers_and_asks_otherwise(of_the_class):
    calls = [each for each in of_the_class["squares"].observations.calls if each.check.startswith("double_agrees")]
    assert [each.check for each in calls] == ["double_agrees", f"double_agrees{FOR_CLASS}"]
    assert calls[0].arguments != calls[1].arguments


@pytest.mark.slow
def test_what_may_take_long_is_not_asked_again(tiny):
    exercises = tuple(
        msgspec.structs.replace(each, checks={"double_agrees": CheckOptions(seconds=tiny.limits.seconds + 1)})
        for each in tiny.exercises
    )
    (one,) = judged(msgspec.structs.replace(tiny, exercises=exercises), {"ada": SQUARES}).values()
    assert not [call for call in one.observations.calls if call.check.endswith(FOR_CLASS)]
    assert dict(behaviours(one.result)["double"])["double_agrees"] == UNKNOWN


def failing(*more, **kinds):
    return made_result("ada", [made_check("sigmoid_a", "sigmoid", False, "1", **kinds), *more])


def test_of_an_exercise_that_hangs_or_a_file_that_cannot_be_imported_nothing_is_asked_again():
    hung = msgspec.structs.replace(made_check("sigmoid_b", "sigmoid", False), status=Status.TIMEOUT)
    assert asked_again(failing(), {}, {"sigmoid_a"}) == {"sigmoid": frozenset()}
    assert asked_again(failing(hung), {}, {"sigmoid_a"}) == {}
    assert asked_again(failing(), {}, {"other"}) == {}
    assert asked_again(failing(carried=("backward",)), {}, {"sigmoid_a"}) == {}


def test_other_exercises_that_fail_and_are_needed_are_mended_first():
    other = made_check("backward_a", "backward", False, "2")
    needs = {"sigmoid_a": frozenset({"backward", "sigmoid"})}
    assert asked_again(failing(other), needs, ()) == {"sigmoid": frozenset({"backward"})}
    assert asked_again(failing(made_check("backward_a", "backward", True)), needs, ()) == {}


def test_what_was_not_asked_again_is_compared_only_if_its_inputs_are_fixed():
    result = msgspec.structs.replace(failing(), checks=tuple(made_check(n, "s", False, "1") for n in ("a", "b", "c")))
    plain = msgspec.structs.replace(
        result, checks=tuple(msgspec.structs.replace(each, alike="") for each in result.checks)
    )
    found = with_alike(plain, {"c": PASSED}, {"b", "c"})
    assert behaviours(found) == {"s": (("a", "1"), ("b", UNKNOWN), ("c", ""))}


def test_a_behaviour_has_one_name_whoever_shows_it():
    first, other = (("a", "1"), ("b", "")), (("a", "1"), ("b", "2"))
    assert name_of(first) == name_of(tuple(first)) != name_of(other)


def test_of_files_that_cannot_be_imported_nothing_is_asked_again_and_the_first_exercise_tells_it():
    told = (Detail(Label.REASON, f"{IMPORTING} x"),)
    unimportable = msgspec.structs.replace(made_check("backward_a", "backward", False, "2"), details=told)
    other = made_check("cross_a", "cross", False, "3")
    assert asked_again(failing(), {}, {"sigmoid_a"}) != {}
    assert asked_again(failing(unimportable), {}, {"sigmoid_a"}) == {}
    assert [*behaviours(failing(other))] == ["sigmoid", "cross"]
    assert [*behaviours(failing(other, unimportable))] == ["sigmoid"]


def test_what_was_observed_again_is_that_it_passed_or_what_it_saw():
    passed, failed = made_check("a", "s", True, "1"), made_check("a", "s", False, "1")
    assert [alike.observed_alike(each) for each in (passed, failed)] == [PASSED, "1"]


def test_a_check_that_passed_beside_wrong_ones_says_nothing_and_one_that_ended_otherwise_that_it_is_unknown():
    passed, hung = made_check("sigmoid_b", "sigmoid", True), made_check("sigmoid_c", "sigmoid", False)
    late = msgspec.structs.replace(hung, status=Status.TIMEOUT)
    found = behaviours(failing(passed, late))
    assert found == {"sigmoid": (("sigmoid_a", "1"), ("sigmoid_b", ""), ("sigmoid_c", UNKNOWN))}


def test_what_passes_alike_too_needs_no_word():
    passed = made_check("a", "s", True)
    result = made_result("ada", [passed, made_check("b", "s", False, "1")])
    found = with_alike(result, {"a": PASSED, "b": PASSED}, {"a", "b"})
    assert [check.alike for check in found.checks] == ["", PASSED]
    assert [check.alike for check in with_alike(result, {"a": "2"}, {"a"}).checks] == ["2", "1"]
