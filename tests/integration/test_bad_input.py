"""Bad input to the solutions raises an error that names the argument, its value and what was expected."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import probes
import pytest
from helpers import REPO
from skips import require

pytestmark = pytest.mark.slow

MODULES = {path.stem: path for path in sorted((REPO / "source").glob("*/*.py"))}
X, RNG = np.zeros((4, 2)), np.random.default_rng(0)
LABELS = np.array([0, 1, 2, 1])
TEXT = [["one", "two"]]


def forward(layer: Any, X: np.ndarray) -> Any:
    layer.forward(X)
    return layer


def fitted(m: ModuleType, **changes: Any) -> Any:
    return m.Classifier(**{"layer_sizes": [1], **changes}).fit(X, [0, 1, 0, 1])


def trained(m: ModuleType, X: Any = X, y: Any = LABELS, weights: Any = None) -> Any:
    return m.train(m.MLP(2, 5, 3), X, y, weights, epochs=1)


def linear(m: ModuleType) -> Any:
    return m.LinearLayer(2, 3, "he", RNG)


CASES: list[tuple[str, Callable[[Any], object], type[Exception], list[str]]] = [
    ("engine", lambda m: m.Value("3"), TypeError, ["data", "'3'", "real number"]),
    ("engine", lambda m: m.Value(-1.0) ** 0.5, TypeError, ["**0.5", "-1.0", "real number"]),
    ("engine", lambda m: m.Value(2.0) ** "2", TypeError, ["exponent n", "'2'"]),
    ("engine", lambda m: m.Value(-2.0).log(), ValueError, ["log", "-2.0"]),
    ("engine", lambda m: m.Value(2.0) / 0, ZeroDivisionError, ["2.0 / 0.0", "divisor", "other than 0"]),
    ("engine", lambda m: 1 / m.Value(0.0), ZeroDivisionError, ["1.0 / 0.0", "divisor", "other than 0"]),
    ("engine", lambda m: m.Value(0.0) ** -1, ZeroDivisionError, ["0.0 ** -1", "exponent", "at least 1"]),
    ("engine", lambda m: m.Value(0.0) ** 0.5, ZeroDivisionError, ["0.0 ** 0.5", "exponent", "at least 1"]),
    ("engine", lambda m: m.Value(1000.0).exp(), ValueError, ["exp", "1000.0", "at most 709"]),
    ("engine", lambda m: m.Value(2.0).optimize("fast"), TypeError, ["lr", "'fast'"]),
    ("neurons", lambda m: m.MLP(2, []), ValueError, ["layer_sizes", "[]"]),
    ("neurons", lambda m: m.MLP(2, 3), ValueError, ["layer_sizes", "3"]),
    ("neurons", lambda m: m.MLP(2, [4, 0]), ValueError, ["layer_sizes", "[4, 0]"]),
    ("neurons", lambda m: m.MLP(0, [1]), ValueError, ["n_inputs", "0"]),
    ("neurons", lambda m: m.MLP(2, [1], rng=5), TypeError, ["rng", "5", "Generator"]),
    ("neurons", lambda m: m.Neuron(0), ValueError, ["n_inputs", "0"]),
    ("neurons", lambda m: m.Neuron(-1), ValueError, ["n_inputs", "-1"]),
    ("neurons", lambda m: m.Neuron(2.5), ValueError, ["n_inputs", "2.5"]),
    ("neurons", lambda m: m.Neuron(2, rng=5), TypeError, ["rng", "5", "Generator"]),
    ("neurons", lambda m: m.Layer(2, 0), ValueError, ["n_neurons", "0"]),
    ("neurons", lambda m: m.Layer(2, 1, rng=5), TypeError, ["rng", "5", "Generator"]),
    ("neurons", lambda m: m.train(m.Neuron(1), [[1.0]], [1.0], 0.1, -1), ValueError, ["epochs", "-1"]),
    ("classifier", lambda m: fitted(m).predict(TEXT), ValueError, ["X", "'one'", "numbers"]),
    ("classifier", lambda m: m.Classifier().fit(TEXT, [0]), ValueError, ["X", "'one'", "numbers"]),
    ("classifier", lambda m: m.Classifier().fit([[1.0], [1.0, 2.0]], [0, 1]), ValueError, ["X", "numbers"]),
    ("classifier", lambda m: m.train_epoch(None, X, [0.0] * 4, 1.0, 0), ValueError, ["batch_size", "0"]),
    ("classifier", lambda m: m.train_epoch(None, X, [0.0] * 4, 1.0, -2), ValueError, ["batch_size", "-2"]),
    ("classifier", lambda m: fitted(m, layer_sizes=3), ValueError, ["layer_sizes", "3"]),
    ("classifier", lambda m: fitted(m, epochs=-1), ValueError, ["epochs", "-1"]),
    ("classifier", lambda m: fitted(m, random_state=0).predict(X.T), ValueError, ["X", "(2, 4)"]),
    ("classifier", lambda m: m.mean_squared_error([0.0], []), ValueError, ["y_true", "1", "y_pred", "0"]),
    ("classifier", lambda m: m.binary_cross_entropy([1.0], [-0.5]), ValueError, ["-0.49"]),
    ("classifier", lambda m: m.binary_cross_entropy([1.0], [1.5]), ValueError, ["-0.49"]),
    ("layers", lambda m: m.TanhLayer().backward(X), RuntimeError, ["forward"]),
    ("layers", lambda m: m.SigmoidLayer().backward(X), RuntimeError, ["forward"]),
    ("layers", lambda m: forward(m.SigmoidLayer(), X).backward(X[0]), ValueError, ["dA", "(2,)", "(4, 2)"]),
    ("layers", lambda m: forward(m.TanhLayer(), X).backward(X[0]), ValueError, ["dA", "(2,)", "(4, 2)"]),
    ("layers", lambda m: linear(m).backward(X), RuntimeError, ["forward"]),
    ("layers", lambda m: forward(linear(m), X.T).backward(X), ValueError, ["dZ", "(4, 2)", "(3, 4)"]),
    ("layers", lambda m: forward(linear(m), X.T).backward(X[:3]), ValueError, ["dZ", "(3, 2)", "(3, 4)"]),
    ("layers", lambda m: forward(m.SigmoidLayer(), X).backward(X[:1]), ValueError, ["dA", "(1, 2)", "(4, 2)"]),
    ("layers", lambda m: linear(m).update_params(-0.1), ValueError, ["lr", "-0.1"]),
    ("layers", lambda m: m.train([linear(m)], X.T, np.zeros((3, 4)), -1.0, 1), ValueError, ["lr", "-1.0"]),
    ("layers", lambda m: m.train([linear(m)], X.T, np.zeros((3, 4)), 1.0, -1), ValueError, ["epochs", "-1"]),
    ("layers", lambda m: m.LinearLayer(0, 1, "he", RNG), ValueError, ["n_in", "0"]),
    ("layers", lambda m: m.initialize_parameters(2.5, 1, "he", RNG), ValueError, ["n_in", "2.5", "whole number"]),
    ("layers", lambda m: m.make_layers(2, "he", RNG), ValueError, ["sizes", "2", "[2, 1]"]),
    ("layers", lambda m: m.squared_error_cost([[1.0]], X[:1, :1]), TypeError, ["Y", "[[1.0]]", "array"]),
    ("layers", lambda m: m.squared_error_cost(X[:1, :1], [[1.0]]), TypeError, ["Y_hat", "[[1.0]]", "array"]),
    ("network", lambda m: m.Net(0, 2, RNG), ValueError, ["n_in", "0"]),
    ("network", lambda m: m.Net(2, -1, RNG), ValueError, ["n_hidden", "-1"]),
    ("network", lambda m: m.LinearSigmoidLayer(0, 1, RNG), ValueError, ["n_in", "0"]),
    ("network", lambda m: m.LinearSigmoidLayer(1, 0, RNG), ValueError, ["n_out", "0"]),
    ("network", lambda m: m.Net(1, 1, 5), TypeError, ["rng", "5", "generator"]),
    ("softmax_mlp", lambda m: m.standardize(X[:, :1], [[1, 2], [3, 4]]), ValueError, ["X.shape", "(4, 1)", "(n, 2)"]),
    ("softmax_mlp", lambda m: m.standardize(X, X[0]), ValueError, ["X_train.shape", "(2,)", "(n, d)"]),
    ("softmax_mlp", lambda m: m.unit_range(X, [[1, 2], [1, 3]]), ValueError, ["X_train", "[1., 1.]", "spread"]),
    ("softmax_mlp", lambda m: m.relu_backward(X[0], X), ValueError, ["dH", "(2,)", "(4, 2)"]),
    ("softmax_mlp", lambda m: m.he_normal(2, 3, None), ValueError, ["rng", "None", "Generator"]),
    ("softmax_mlp", lambda m: m.xavier_normal(2, 3, 5), ValueError, ["rng", "5", "Generator"]),
    ("softmax_mlp", lambda m: m.dropout(X, 0.5, None, True), ValueError, ["rng", "None", "Generator"]),
    ("softmax_mlp", lambda m: m.dropout(X, 1.0, RNG, True), ValueError, ["p", "1.0"]),
    ("softmax_mlp", lambda m: m.softmax(X[0]), ValueError, ["Z", "(2,)", "(n, k)"]),
    ("softmax_mlp", lambda m: m.softmax([1.0, 2.0]), ValueError, ["Z", "(2,)", "(n, k)"]),
    ("softmax_mlp", lambda m: m.cross_entropy([0.5, 0.5], [0]), ValueError, ["P", "(2,)", "(n, k)"]),
    ("softmax_mlp", lambda m: m.cross_entropy_backward([0.5, 0.5], [0]), ValueError, ["P", "(2,)", "(n, k)"]),
    ("softmax_mlp", lambda m: m.shares(LABELS, [1.0, 2.0]), ValueError, ["weights", "[1.0, 2.0]"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(2, 3, 3).fit(X, LABELS, weights=[1.0]), ValueError, ["weights", "[1.0]"]),
    ("softmax_mlp", lambda m: m.class_weights([]), ValueError, ["y", "[]", "at least one"]),
    ("softmax_mlp", lambda m: m.class_weights(LABELS - 1), ValueError, ["y", "-1"]),
    ("softmax_mlp", lambda m: m.class_weights([0.5, 1.0]), TypeError, ["y", "float64", "integers"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(0, 3, 3), ValueError, ["n_features", "0"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(2, -1, 3), ValueError, ["n_hidden", "-1"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(2, 3, 2.5), ValueError, ["n_classes", "2.5"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(2, 3, 3, dropout=2.0), ValueError, ["dropout", "2.0"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(2, 3, 3, init="she"), ValueError, ["init", "'she'", "he"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(2, 3, 3).fit(X, LABELS, lr=0.0), ValueError, ["lr", "0.0"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(2, 3, 3).fit(X, LABELS, epochs=-1), ValueError, ["epochs", "-1"]),
    ("softmax_mlp", lambda m: m.SoftmaxMLP(2, 3, 3).forward(X.T), ValueError, ["X", "(2, 4)", "(n, 2)"]),
    ("digits", lambda m: m.Descent(0.0), ValueError, ["lr", "0.0"]),
    ("digits", lambda m: m.Momentum(-1.0), ValueError, ["lr", "-1.0"]),
    ("digits", lambda m: m.Momentum(0.1, 1.0), ValueError, ["beta", "1.0"]),
    ("digits", lambda m: m.Adam(beta1=1.0), ValueError, ["beta1", "1.0"]),
    ("digits", lambda m: m.Adam(beta2=-0.1), ValueError, ["beta2", "-0.1"]),
    ("digits", lambda m: m.minibatches(3, 0, RNG), ValueError, ["batch_size", "0"]),
    ("digits", lambda m: m.with_decay(1.0, {}, {}, -0.5), ValueError, ["decay", "-0.5"]),
    ("digits", lambda m: m.train(None, None, (X, X), (X, X), RNG, epochs=0), ValueError, ["epochs", "0"]),
    ("digits", lambda m: m.train(None, None, (X, X), (X, X), RNG, patience=0), ValueError, ["patience", "0"]),
    ("digits", lambda m: m.confusion_matrix(LABELS, LABELS[:3], 3), ValueError, ["predicted.shape", "(3,)", "(4,)"]),
    ("digits", lambda m: m.weight_pictures(X, 3, 3), ValueError, ["len(W)", "4", "9"]),
    ("digits", lambda m: m.windows(X, 2, 2), ValueError, ["images.shape", "(4, 2)", "(n, height, width)"]),
    ("digits", lambda m: m.windows(X[None], 2, 3), ValueError, ["images.shape", "(1, 4, 2)", "2 by 3"]),
    ("digits", lambda m: m.max_pool(np.ones((1, 1, 2, 3))), ValueError, ["H.shape", "(1, 1, 2, 3)", "even"]),
    ("digits", lambda m: m.ConvNet(7, 2, 3, 10, RNG), ValueError, ["side", "7", "even"]),
    ("digits", lambda m: m.ConvNet(8, 2, 4, 10, RNG), ValueError, ["size", "4", "odd"]),
    ("digits", lambda m: m.shrink(X, 3, 2), ValueError, ["bitmap.shape", "(4, 2)", "3"]),
    ("torch_mlp", lambda m: trained(m, X=np.zeros((4, 3))), ValueError, ["X", "(4, 3)", "(n, 2)"]),
    ("torch_mlp", lambda m: m.predict(m.LinearModel(2, 3), X[0]), ValueError, ["X", "(2,)", "(n, 2)"]),
    ("torch_mlp", lambda m: m.Standardize(X)(m.tensor(X.T)), ValueError, ["X", "(2, 4)", "(n, 2)"]),
    ("torch_mlp", lambda m: trained(m, weights=[1.0, 2.0]), ValueError, ["class_weights", "(2,)", "(3,)"]),
    ("torch_mlp", lambda m: trained(m, y=LABELS + 1), ValueError, ["y", "3", "0 to 2"]),
    ("torch_mlp", lambda m: trained(m, y=LABELS - 1), ValueError, ["y", "-1", "0 to 2"]),
    ("torch_mlp", lambda m: trained(m, y=LABELS[:3]), ValueError, ["y", "(3,)", "(4,)"]),
    ("torch_mlp", lambda m: trained(m, y=LABELS + 0.5), TypeError, ["y", "float64", "integers"]),
]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of source/, whose regions hold the solution; sys.path and sys.modules stay as they were."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = {name: sys.modules.pop(name) for name in MODULES if name in sys.modules}
    for path in MODULES.values():
        monkeypatch.syspath_prepend(path.parent)
    yield importlib.import_module
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.modules.update(before)


@pytest.mark.parametrize(
    ("module", "call", "error", "words"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)]
)
def test_bad_input_is_named(
    load: Callable[[str], ModuleType],
    module: str,
    call: Callable[[ModuleType], object],
    error: type[Exception],
    words: list[str],
) -> None:
    if module == "torch_mlp":
        require(probes.package("torch"), "torch")
    with pytest.raises(error) as raised:
        call(load(module))
    assert raised.type is error
    assert [word for word in words if word not in str(raised.value)] == []
