"""Checks ask for what an exercise says and for no particular way to write it: other right answers earn every point."""

from __future__ import annotations

import pytest
from helpers import REPO, judged, statuses

from autograder.course.manifest import find_assignment
from autograder.course.solutions import solution_of

pytestmark = pytest.mark.slow
OWN_GRAPH_WALK = """
def parameters(self):
    found, seen, stack = [], set(), [self]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            stack += reversed(node._operands)
            if node.requires_grad and not node._operands:
                found.append(node)
    return found


def optimize(self, lr):
    for leaf in self.parameters():
        leaf.data = leaf.data + (-lr) * leaf.grad


def power(self, n):
    if not isinstance(n, (int, float)):
        raise TypeError("n must be a number")
    return _record(self.data**n, "pow", (self,), (n * self.data ** (n - 1) if n else 0.0,))


def tanh(self):
    t = math.tanh(self.data)
    return _record(t, "tanh", (self,), ((1 - t) * (1 + t),))


def sigmoid(self):
    x = self.data
    s = 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
    return _record(s, "sigmoid", (self,), (s - s * s,))


Value.parameters, Value.optimize, Value.__pow__, Value.tanh, Value.sigmoid = parameters, optimize, power, tanh, sigmoid
"""
LEAVES_OF_THE_MODEL = """
def train(model, xs, ys, lr, epochs):
    losses = []
    for _ in range(epochs):
        predictions = [model([Value(float(number)) for number in x]) for x in np.array(xs)]
        total = sum(((p - y) * (p - y) for p, y in zip(predictions, ys)), Value(0.0))
        losses.append(total.data)
        for p in model.parameters():
            p.grad = 0.0
        total.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
    return losses
"""
PREDICTS_TWICE = """
def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size!r}")
    total = 0.0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size], t[start : start + batch_size]
        total += loss(targets, [mlp(x) for x in rows]).data * len(rows)
        mean = loss(targets, [mlp([Value(float(number)) for number in x]) for x in rows])
        for p in mlp.parameters():
            p.zero_()
        mean.backward()
        for p in mlp.parameters():
            p.data = p.data - lr * p.grad
    return total / len(X)
"""


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        pytest.param("01_autograd", OWN_GRAPH_WALK, id="a walk of the graph of one's own"),
        pytest.param("02_neurons", LEAVES_OF_THE_MODEL, id="steps by the model's list of parameters"),
        pytest.param("03_classifier", PREDICTS_TWICE, id="two predictions of each example"),
    ],
)
def test_a_right_answer_in_another_style_earns_every_point(name, answer):
    assignment = find_assignment(REPO / "source", name)
    (content,) = solution_of(assignment).files.values()
    result = judged(assignment, {"ada": content.decode() + answer})["ada"]
    assert {check for check, status in statuses(result).items() if status != "passed"} == set()
    assert result.score == result.max_score
