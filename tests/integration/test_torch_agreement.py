"""The engine of 01 and torch.autograd agree to 1e-12 on random expressions of every operation."""

from __future__ import annotations

import runpy
from types import SimpleNamespace
from typing import Any

import numpy as np
import probes
import pytest
from helpers import REPO
from skips import require

pytestmark = pytest.mark.slow
LEAVES, STEPS = 5, 40


def expression(leaves: list[Any], functions: Any, rng: np.random.Generator) -> Any:
    """A random expression of every operation, kept away from poles and from the kink of ReLU.

    `functions` has exp, log, tanh, sigmoid and relu for whatever the leaves are.
    """
    nodes = list(leaves)
    for _ in range(STEPS):
        a, b = (nodes[k] for k in rng.integers(len(nodes), size=2))
        c = float(rng.uniform(0.5, 2.0))
        made = [
            lambda a, b, c: a + b * c,
            lambda a, b, c: c - a,
            lambda a, b, c: a * b,
            lambda a, b, c: a / (b * b + c),
            lambda a, b, c: c / (a * a + 1.0),
            lambda a, b, c: (a * a + c) ** 1.5,
            lambda a, b, c: (a * a + c) ** -2,
            lambda a, b, c: functions.exp(-(a * a)),
            lambda a, b, c: functions.log(a * a + c),
            lambda a, b, c: functions.sigmoid(a - b),
            lambda a, b, c: functions.relu(functions.tanh(a) + 2.0 * c),
            lambda a, b, c: functions.relu(functions.tanh(a) - 2.0 * c),
        ][rng.integers(12)](a, b, c)
        nodes.append(functions.tanh(made))
    total = nodes[LEAVES]
    for node in nodes[LEAVES + 1 :]:
        total = total + node
    return total


class Methods:
    """Operations as methods of a number, as in engine.py."""

    def __getattr__(self, name: str) -> Any:
        return lambda x: getattr(x, name)()


@pytest.mark.parametrize("seed", range(12))
def test_gradients_agree_with_torch_on_random_expressions(seed):
    require(probes.package("torch"), "torch")
    import torch

    engine = SimpleNamespace(**runpy.run_path(str(REPO / "solutions" / "01_autograd" / "engine.py")))
    points = np.random.default_rng(seed).uniform(-2.0, 2.0, LEAVES)
    ours = [engine.Value(point, requires_grad=True) for point in points]
    theirs = [torch.tensor(point, dtype=torch.float64, requires_grad=True) for point in points]
    mine = expression(ours, Methods(), np.random.default_rng(seed))
    other = expression(theirs, torch, np.random.default_rng(seed))
    mine.backward()
    other.backward()
    gradients = [0.0 if leaf.grad is None else leaf.grad.item() for leaf in theirs]
    assert mine.data == pytest.approx(other.item(), rel=1e-12)
    assert [leaf.grad for leaf in ours] == pytest.approx(gradients, rel=1e-12, abs=1e-12)
    assert any(gradients)
