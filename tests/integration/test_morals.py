"""What a lesson concludes from a run holds over ten seeds, with the lesson's own code."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import jupytext
import numpy as np
import pytest
from helpers import REPO

pytestmark = pytest.mark.slow
SEEDS = range(10)


@pytest.fixture(autouse=True)
def modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The solutions' modules, importable as they are beside a lesson."""
    for name in ("04_layers", "06_softmax"):
        monkeypatch.syspath_prepend(REPO / "solutions" / name)
    importlib.invalidate_caches()
    yield
    for name in ("layers", "softmax_mlp"):
        sys.modules.pop(name, None)


@cache
def lesson(name: str) -> tuple[str, ...]:
    """The code of a lesson, cell by cell."""
    book = jupytext.read(REPO / "source" / name / "lesson.md")
    return tuple(cell.source for cell in book.cells if cell.cell_type == "code")


def run(name: str, start: str, end: str, given: dict[str, Any]) -> None:
    """Runs the one cell of a lesson with the text `start`, up to the text `end`; what it defines is in `given`."""
    (cell,) = [code for code in lesson(name) if start in code]
    exec(cell.partition(end)[0], given)


def test_the_moons_need_tanh_and_the_rate_and_are_sure_only_with_the_cross_entropy():
    import sklearn.datasets
    import sklearn.model_selection

    X, y = sklearn.datasets.make_moons(500, noise=0.1, random_state=42)
    parts = sklearn.model_selection.train_test_split(X, y, test_size=0.2, random_state=5)
    given = dict(zip(("X_train", "X_test", "y_train", "y_test"), parts, strict=True))
    given |= {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    run("03_classifier", "def fast(", "stuck, stuck_losses", given)

    def right(hidden: Any, loss: str, rate: float) -> list[float]:
        models = [given["fast"](4, hidden, loss, rate, 1000, 400, seed)[0] for seed in SEEDS]
        return [np.mean((model(given["X_test"]) > 0.5) == given["y_test"]) for model in models]

    sigmoid = given["sigmoid"]
    alone = [(sigmoid, "cross entropy", 0.1), (np.tanh, "squared error", 0.1), (sigmoid, "squared error", 2.0)]
    assert max(max(right(*change)) for change in alone) < 0.9
    batches = [given["fast"](6, np.tanh, "cross entropy", 2.0, 16, 10, seed)[0] for seed in SEEDS]
    assert min(np.mean((model(given["X_test"]) > 0.5) == given["y_test"]) for model in batches) >= 0.98
    assert sum(share >= 0.98 for share in right(np.tanh, "squared error", 2.0)) in range(5, 10)
    assert min(right(np.tanh, "cross entropy", 2.0)) >= 0.98


def test_the_second_layer_follows_the_spirals_from_most_starts_and_the_wide_one_does_not():
    given: dict[str, Any] = {}
    exec("from layers import *\nimport numpy as np", given)
    run("04_layers", "def two_spirals(", "with attempt", given)
    deep, wide = ([given["on_spirals"](sizes, seed)[1] for seed in SEEDS] for sizes in ([2, 4, 4, 1], [2, 8, 1]))
    assert np.median(deep) > 0.98 > np.median(wide)
    assert sum(share > 0.98 for share in deep) >= 2 * sum(share > 0.98 for share in wide)


def test_weights_ten_times_too_large_win_in_training_and_pay_in_validation():
    given: dict[str, Any] = {}
    exec("from softmax_mlp import *\nimport numpy as np\nfrom sklearn.model_selection import train_test_split", given)
    run("06_softmax", "def spiral(", "points, names = spiral(", given)

    def losses(scale: float, seed: int) -> tuple[float, float]:
        points, names = given["spiral"](500, np.random.default_rng(7))
        y = np.unique(names, return_inverse=True)[1]
        X, X_val, y, y_val = given["train_test_split"](points, y, test_size=225, stratify=y, random_state=seed)
        X, X_val = given["standardize"](X, X), given["standardize"](X_val, X)
        model = given["SoftmaxMLP"](2, 100, 3, "he", rng=np.random.default_rng(seed))
        for name in ("W1", "W2"):
            model.params[name] = scale * model.params[name]
        training = model.fit(X[::12], y[::12], 0.5, 120)[-1]
        return training, given["cross_entropy"](model.predict_proba(X_val), y_val)

    def dead(seed: int) -> float:
        points, names = given["spiral"](500, np.random.default_rng(7))
        y = np.unique(names, return_inverse=True)[1]
        X, _, y, _ = given["train_test_split"](points, y, test_size=225, stratify=y, random_state=seed)
        few = given["standardize"](X, X)[::12]
        model = given["SoftmaxMLP"](2, 100, 3, "he", rng=np.random.default_rng(seed))
        model.fit(few, y[::12], 8.0, 120)
        return float(np.mean(model.forward(few).Z.max(axis=0) <= 0))

    assert min(dead(seed) for seed in SEEDS) > 0.5  # at a rate of 8

    usual, large = (np.array([losses(scale, seed) for seed in SEEDS]) for scale in (1.0, 10.0))
    assert sum(large[:, 0] < usual[:, 0]) >= 9
    times = large[:, 1] / usual[:, 1]
    assert min(times) > 1
    assert np.median(times) > 10


def test_three_neurons_underfit_the_spiral_and_three_hundred_overfit_its_wrong_labels():
    given: dict[str, Any] = {}
    exec("from softmax_mlp import *\nimport numpy as np", given)
    run("06_softmax", "def spiral(", "points, names = spiral(", given)
    points, names = given["spiral"](500, np.random.default_rng(7))
    rows = np.random.default_rng(0).permutation(len(points))
    X, y = standardized(points[rows]), np.unique(names[rows], return_inverse=True)[1]
    given |= {"X_train": X[:1050], "y_train": y[:1050]}
    run("06_softmax", "def of_size(", "with attempt", given)

    def losses(n_hidden: int) -> Any:
        models = [given["of_size"](n_hidden, seed) for seed in SEEDS]
        return np.array([given["cross_entropy"](model.predict_proba(X[1050:]), y[1050:]) for model in models])

    few, some, many = losses(3), losses(30), losses(300)
    assert sum(few > some) >= 9
    assert sum(many > some) >= 7
    assert many.mean() > 1.1 * some.mean()


def standardized(X: Any) -> Any:
    """Columns of mean 0 and standard deviation 1."""
    return (X - X.mean(axis=0)) / X.std(axis=0)
