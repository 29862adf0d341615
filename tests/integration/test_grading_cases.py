"""Submissions that are right but in one place lose points there, in a check that students have.

Each broke a sentence of its text and kept full marks once, or lost them in exercises that were right.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pytest
from helpers import REPO
from msgspec.structs import replace

from autograder.checks.bench import Bench
from autograder.course.manifest import find_assignment, public_checks
from autograder.course.solutions import solution_of, solution_without, solutions_needed
from autograder.grading.judge import judge_here
from autograder.grading.needs import needs_in
from autograder.grading.pool import JudgeSettings, judge_all
from autograder.records import Assignment, Result, Status, Submission
from autograder.sandbox.plain import PlainLauncher

pytestmark = pytest.mark.slow


class Case(NamedTuple):
    """A mistake: in the exercise it breaks, this text of the solution is replaced."""

    name: str
    assignment: str
    exercise: str
    old: str
    new: str


CASES = (
    Case("second_backward_of_a_leaf_sets_1", "01", "backward", "self.grad += 1.0", "self.grad = 1.0"),
    Case(
        "zero_grad_clears_every_node",
        "01",
        "descent",
        "in self.parameters():\n            parameter.z",
        "in self.nodes():\n            parameter.z",
    ),
    Case("sizes_as_a_list_only", "02", "mlp", "[n_inputs, *layer_sizes[:-1]]", "([n_inputs] + layer_sizes)[:-1]"),
    Case("numbers_give_a_number", "02", "squared_error", "loss = Value(0.0)", "loss = 0.0"),
    Case(
        "column_of_labels_is_flattened",
        "03",
        "fit",
        "X = check_inputs(X)\n        y = check_labels(y,",
        "X = check_inputs(X)\n        y = check_labels(np.ravel(y),",
    ),
    Case("no_seed_is_seed_0", "03", "fit", "default_rng(self.random_state)", "default_rng(self.random_state or 0)"),
    Case(
        "wider_examples_are_cut",
        "03",
        "predict_proba",
        "check_inputs(X, self.n_features_in_)",
        "check_inputs(X)[:, : self.n_features_in_]",
    ),
    Case(
        "wider_batches_are_cut",
        "03",
        "partial_fit",
        'check_inputs(X, getattr(self, "n_features_in_", None))',
        'check_inputs(X)[:, : getattr(self, "n_features_in_", None)]',
    ),
    Case("accuracy_of_a_column", "03", "score", "check_labels(y, len(predictions))", "np.ravel(y)"),
    Case(
        "upstream_becomes_the_result",
        "04",
        "sigmoid_backward",
        "return dA * self.A * (1.0 - self.A)",
        "dA *= self.A * (1.0 - self.A)\n        return dA",
    ),
    Case(
        "outputs_are_clipped_in_place",
        "05",
        "binary_cross_entropy",
        "y = np.clip(y, EPSILON, 1.0 - EPSILON)",
        "y[y == 0.0] = EPSILON\n    y[y == 1.0] = 1.0 - EPSILON",
    ),
    Case("mean_over_rows", "05", "binary_cross_entropy", "/ y.size\n    return float", "/ len(y)\n    return float"),
    Case("upstream_is_zeroed", "06", "relu_backward", "return dH * (Z > 0.0)", "dH[Z <= 0.0] = 0.0\n    return dH"),
    Case(
        "scores_are_shifted",
        "06",
        "softmax",
        "E = np.exp(Z - Z.max(axis=1, keepdims=True))",
        "Z -= Z.max(axis=1, keepdims=True)\n    E = np.exp(Z)",
    ),
    Case(
        "stops_at_the_first_rise",
        "06",
        "fit",
        "losses.append(L)\n",
        "losses.append(L)\n            if len(losses) > 1 and losses[-1] > losses[-2]:\n                break\n",
    ),
)
# As courses on the web have it: right, if nobody looked at P again.
COPY = "    dZ = P.copy()\n    dZ[np.arange(len(y)), y] -= 1.0\n    return dZ * "
IDIOM = "    P[np.arange(len(y)), y] -= 1.0\n    return P * "


def submission(case: Case) -> Submission:
    solved = solution_of(find_assignment(REPO / "source", case.assignment)).files
    texts = {name: content.decode() for name, content in solved.items()}
    assert sum(text.count(case.old) for text in texts.values()) == 1, "the solution has changed; renew this case"
    return Submission(case.name, {name: text.replace(case.old, case.new).encode() for name, text in texts.items()})


def publicly_judged(assignment: Assignment, exercise: str, submissions: Iterable[Submission]) -> list[Result]:
    """What the checks of an exercise that students have say."""
    bench = Bench(assignment, PlainLauncher(), solutions_needed(assignment), trusted=True)
    return judge_here(bench, public_checks(assignment), submissions, exercise)


@pytest.mark.parametrize(("number", "exercise"), sorted({(case.assignment, case.exercise) for case in CASES}))
def test_a_check_that_students_have_sees_what_breaks_a_sentence(number, exercise):
    own = [case for case in CASES if (case.assignment, case.exercise) == (number, exercise)]
    assignment = find_assignment(REPO / "source", number)
    right, *wrong = publicly_judged(assignment, exercise, [solution_of(assignment), *map(submission, own)])
    assert right.score == right.max_score
    assert [result.student for result in wrong if result.score == result.max_score] == []


def test_overwriting_an_argument_costs_its_own_exercise_and_no_right_one():
    assignment = find_assignment(REPO / "source", "06")
    plain = JudgeSettings(assignment, b"secret", frozenset())
    broken = next(each for each in assignment.exercises if each.name == "cross_entropy_backward")
    without = {result.student: result for result in judge_all(plain, [solution_without(assignment, broken)])}
    case = Case("idiom", "06", broken.name, COPY, IDIOM)
    (result,) = judge_all(replace(plain, needs=needs_in(without)), [submission(case)])
    lost = {check.name: check.max_points - check.points for check in result.checks if check.points < check.max_points}
    assert lost == {"cross_entropy_backward_arguments": 1.0}
    carried = [check for check in result.checks if check.carried]
    assert {check.exercise for check in carried} >= {"loss_and_gradients", "fit"}
    assert {check.carried for check in carried} == {(broken.name,)}
    assert all(check.status is not Status.PASSED for check in carried)
