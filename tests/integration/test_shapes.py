"""No check calculates with a student's array and another one before it has looked at its shape.

NumPy stretches a column beside a row to a table of all pairs: two arrays of legal size become gigabytes in the judge.
"""

import numpy as np
import pytest
from helpers import REPO, require

from autograder.batch import Jury, run_jury
from autograder.bench import solution_of
from autograder.bwrap import absent
from autograder.course import assignments_in
from autograder.examination import Examination

ASSIGNMENTS = assignments_in(REPO / "source")


class Unlooked(np.ndarray):
    """An observation that refuses to meet another array until somebody has asked for its shape."""

    def __array_finalize__(self, parent):
        self.looked = getattr(parent, "looked", set())

    @property
    def shape(self):
        self.looked.add("shape")
        return super().shape

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        alone = met(inputs)
        if "out" in options:
            options["out"] = tuple(map(plain, options["out"]))
        result = getattr(ufunc, method)(*map(plain, inputs), **options)
        return wrapped(result, self.looked) if alone else result

    def __array_function__(self, function, types, arguments, options):
        if function is not np.array_equal:
            met(arguments)
        return super().__array_function__(function, types, arguments, options)


def plain(value):
    return value.view(np.ndarray) if isinstance(value, Unlooked) else value


def met(operands):
    """Whether there is but one array among them; raises if there are more, and a shape was not looked at."""
    arrays = [each for each in operands if isinstance(each, list) or (isinstance(each, np.ndarray) and each.ndim)]
    if len(arrays) > 1 and not all(each.looked for each in arrays if isinstance(each, Unlooked)):
        raise TypeError("an observed array meets another one, and nobody has looked at its shape")
    return len(arrays) == 1


def wrapped(value, looked=None):
    """The same data, with arrays that are not looked at yet."""
    if isinstance(value, np.ndarray):
        array = value.view(Unlooked)
        array.looked = set() if looked is None else looked
        return array
    if isinstance(value, list | tuple):
        return type(value)(wrapped(each, looked) for each in value)
    return {key: wrapped(each, looked) for key, each in value.items()} if isinstance(value, dict) else value


def failing(assignment, monkeypatch):
    """What the solution's checks say that do not pass, with arrays that must be looked at."""
    observe, results = Examination.student, []
    monkeypatch.setattr(Examination, "student", lambda *asked: wrapped(observe(*asked)))
    jury = Jury(assignment, b"shapes", frozenset(), trusted=True)
    run_jury(jury, lambda judge, plans: results.append(judge(solution_of(assignment))))
    return [f"{check.name}: {check.message}" for check in results[0].checks if check.points < check.max_points]


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.name)
def test_checks_look_at_the_shape_of_an_array_before_it_meets_another(assignment, monkeypatch):
    require(not absent(assignment.packages), "PyTorch")
    assert failing(assignment, monkeypatch) == []


@pytest.mark.parametrize(
    "meet",
    [
        lambda first, second: first != second,
        lambda first, second: (first > 0)[1:] | second[1:].astype(bool),
        lambda first, second: np.abs(first) @ np.ones((2, 3)),
        lambda first, second: np.where(np.ones((4, 1)) > 0, 1.0 - first, 0.0),
    ],
    ids=["two observations", "parts of them", "a product", "where"],
)
def test_arrays_that_nobody_looked_at_refuse_to_meet(meet):
    first, second = wrapped([np.ones((4, 2)), np.ones((4, 2))])
    with pytest.raises(TypeError, match="nobody has looked"):
        meet(first, second)
    assert first.shape == second.shape
    meet(first, second)
