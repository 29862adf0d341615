"""What the lesson on digits says of ten seeds holds: the convolution reads better, and has fewer parameters."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from helpers import REPO, TEN_SEEDS, tried_seeds
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from threadpoolctl import threadpool_limits

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def modules() -> Iterator[tuple[ModuleType, ModuleType]]:
    """The solutions of 06 and 08; sys.path and sys.modules stay as they were."""
    # For matrices as small as these, threads that wait for each other cost several times what they save.
    with threadpool_limits(1), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)
        for name in ("softmax_mlp", "digits"):
            patch.delitem(sys.modules, name, raising=False)
        for folder in ("06_softmax", "08_digits"):
            patch.syspath_prepend(REPO / "solutions" / folder)
        import digits
        import softmax_mlp

        yield softmax_mlp, digits
        for name in ("softmax_mlp", "digits"):
            del sys.modules[name]


@pytest.fixture(scope="module")
def read() -> np.ndarray:
    """The share of digits held back that the dense network and the convolution read rightly, as on record: (10, 2)."""
    return np.array(TEN_SEEDS["digits"])


def shares_of(modules: tuple[ModuleType, ModuleType], seed: int) -> list[float]:
    """The shares of both networks, trained with one seed."""
    softmax_mlp, digits = modules
    X, y = load_digits(return_X_y=True)
    rest, X_test, rest_y, y_test = train_test_split(X / 16, y, test_size=360, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(rest, rest_y, test_size=240, stratify=rest_y, random_state=seed)
    parts = (X_train, y_train), (X_val, y_val)
    dense = softmax_mlp.SoftmaxMLP(64, 64, 10, "he", rng=np.random.default_rng(seed))
    conv = digits.ConvNet(8, 16, 3, 10, np.random.default_rng(seed))
    for model, lr, epochs in ((dense, 0.003, 60), (conv, 0.01, 40)):
        rng = np.random.default_rng(seed)
        digits.train(model, digits.Adam(lr), *parts, rng, epochs=epochs, decay=0.001)
    return [float(np.mean(model.predict(X_test) == y_test)) for model in (dense, conv)]


def test_training_anew_gives_the_shares_on_record(modules: tuple[ModuleType, ModuleType], read: np.ndarray):
    found = {seed: shares_of(modules, seed) for seed in tried_seeds()}
    # Rounding may come out otherwise on another processor, and move a digit or two.
    assert np.abs(np.array([*found.values()]) - read[[*found]]).max() < 0.006, found


def test_over_ten_seeds_the_convolution_reads_better_with_fewer_parameters(modules: Any, read: np.ndarray):
    softmax_mlp, digits = modules
    models = softmax_mlp.SoftmaxMLP(64, 64, 10, "he"), digits.ConvNet(8, 16, 3, 10, np.random.default_rng(0))
    assert [sum(param.size for param in model.params.values()) for model in models] == [4810, 2730]
    dense, conv = read.mean(axis=0)
    assert dense >= 0.97
    assert conv >= dense + 0.003
    assert np.sum(read[:, 1] > read[:, 0]) > np.sum(read[:, 1] < read[:, 0])


def test_the_lesson_says_what_the_ten_seeds_gave(read: np.ndarray):
    lesson = (REPO / "source" / "08_digits" / "lesson.md").read_text(encoding="utf-8")
    for column, row in enumerate(("| dense | 4810 |", "| convolution | 2730 |")):
        (said,) = re.findall(re.escape(row) + r"(.+)\|", lesson)
        found = read[:, column]
        expected = [found.mean(), found.std(), found.min(), found.max()]
        assert np.abs(np.array([float(each) for each in said.split("|")]) - expected).max() < 0.001
