"""Checks ask for what an exercise says and for no particular way to write it: other right answers earn every point."""

from __future__ import annotations

import pytest
from helpers import REPO, judged, statuses

from autograder.course.manifest import find_assignment
from autograder.course.solutions import solution_of
from autograder.records import Result

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
    if self.data == 0 and n < 1 and n != 0:
        raise ZeroDivisionError(f"0 to the power of {n}")
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
ZEROES_AFTERWARDS = """
def binary_cross_entropy(y_true, y_pred):
    if len(y_true) != len(y_pred):
        raise ValueError(f"{len(y_true)} targets, {len(y_pred)} predictions")
    losses = []
    for t, p in zip(y_true, y_pred):
        p = p * Value(1 - 2 * EPSILON) + EPSILON if isinstance(p, Value) else Value(p * (1 - 2 * EPSILON) + EPSILON)
        losses.append(-(p.log() if t == 1 else (1 - p).log()))
    return sum(losses[1:], losses[0]) * (1 / len(losses))


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    losses, start = [], 0
    while start < len(X):
        end = min(start + batch_size, len(X))
        L = loss([t[i] for i in range(start, end)], [mlp(X[i]) for i in range(start, end)])
        L.backward()
        L.optimize(lr)
        L.zero_grad()
        losses += [L.data] * (end - start)
        start = end
    return sum(losses) / len(losses)
"""
PREDICTS_BY_LOOPS = """
def predict_proba(self, X):
    self._require_fitted()
    rows = check_inputs(X, self.n_features_in_)
    P = np.zeros((rows.shape[0], 2))
    for i in range(rows.shape[0]):
        P[i, 1] = self.mlp_([float(number) for number in rows[i]]).data
        P[i, 0] = 1 - P[i, 1]
    return P


def predict(self, X):
    return np.array([self.classes_[1] if p > 0.5 else self.classes_[0] for _, p in self.predict_proba(X)])


def score(self, X, y):
    y = check_labels(y, len(X))
    return sum(a == b for a, b in zip(self.predict(X), y)) / len(y)


Classifier.predict_proba, Classifier.predict, Classifier.score = predict_proba, predict, score
"""
STARTS_WITH_SETS = """
def check_inputs(X, n_features=None):
    X = np.array(X, dtype=float)
    if len(X.shape) != 2 or n_features not in (None, X.shape[1]):
        raise ValueError(f"X has shape {X.shape}, expected (n, {n_features or 'd'})")
    if np.isnan(X).any() or np.isinf(X).any():
        raise ValueError("X contains nan or infinity")
    return X


def _start(self, n_features, labels):
    self._require_sense()
    values = sorted(set(np.asarray(labels).tolist()))
    if len(values) != 2:
        raise ValueError(f"expected two classes, not {values}")
    self.classes_, self.n_features_in_, self.loss_curve_ = np.array(values), n_features, []
    rng = np.random.default_rng(self.random_state)
    self.mlp_ = MLP(n_features, list(self.layer_sizes), self.activation, rng=rng, output_activation="sigmoid")


def fit(self, X, y):
    if hasattr(self, "mlp_"):
        del self.mlp_, self.n_features_in_
    for _ in range(self.epochs):
        self.partial_fit(X, y)
    if self.epochs == 0:
        X = check_inputs(X)
        self._start(X.shape[1], check_labels(y, len(X)))
    return self


def score(self, X, y):
    right = self.classes_[np.argmax(self.predict_proba(X), axis=1)] == check_labels(y, len(X))
    return np.count_nonzero(right) / len(right)


Classifier._start, Classifier.fit, Classifier.score = _start, fit, score
"""
HALF_A_TANH = """
class SigmoidLayer:
    def forward(self, Z):
        self.shape = Z.shape
        self.A = 0.5 * (1 + np.tanh(0.5 * Z))
        return self.A

    def backward(self, dA):
        require_backward(self, "dA", dA)
        return dA * (self.A - self.A**2)


def forward(self, X):
    self.X = as_examples(X, self.W.shape[1])
    self.shape = (self.W.shape[0], self.X.shape[1])
    return np.einsum("ji,ie->je", self.W, self.X) + self.b


def backward(self, dZ):
    require_backward(self, "dZ", dZ)
    self.dW[:] = np.einsum("je,ie->ji", dZ, self.X)
    self.db[:] = np.einsum("je->j", dZ)[:, None]
    return np.einsum("ji,je->ie", self.W, dZ)


def update_params(self, lr):
    require_training(lr)
    self.W -= lr * self.dW
    self.b -= lr * self.db


LinearLayer.forward, LinearLayer.backward, LinearLayer.update_params = forward, backward, update_params
"""
LOOPS = """
def squared_error_cost(Y, Y_hat):
    if Y.shape != Y_hat.shape:
        raise ValueError(f"shapes {Y.shape} and {Y_hat.shape} differ")
    n, cost, dY_hat = Y.shape[1], 0.0, np.zeros_like(Y_hat)
    for row in range(Y.shape[0]):
        for e in range(n):
            cost += (Y[row, e] - Y_hat[row, e]) ** 2 / 2
            dY_hat[row, e] = (Y_hat[row, e] - Y[row, e]) / n
    return cost / n, dY_hat


def backward(self, dZ):
    require_backward(self, "dZ", dZ)
    self.dW, self.db, dX = np.zeros(self.W.shape), np.zeros(self.b.shape), np.zeros(self.X.shape)
    for e in range(dZ.shape[1]):
        self.dW += np.outer(dZ[:, e], self.X[:, e])
        self.db += dZ[:, e : e + 1]
        dX[:, e] = self.W.T @ dZ[:, e]
    return dX


def train(layers, X, Y, lr, epochs):
    require_training(lr, epochs)
    costs = []
    for _ in range(epochs):
        A = X
        for layer in layers:
            A = layer.forward(A)
        cost, back = squared_error_cost(Y, A)
        for i in range(len(layers) - 1, -1, -1):
            back = layers[i].backward(back)
        for layer in layers:
            if hasattr(layer, "update_params"):
                layer.update_params(lr)
        costs = costs + [cost]
    return costs


LinearLayer.backward = backward
"""
TWO_BRANCHES = """
def initialize_parameters(n_in, n_out, init, rng):
    require_sizes(n_in, n_out, rng)
    scales = {"plain": 0.01, "xavier": n_in**-0.5, "he": (2 / n_in) ** 0.5}
    if init not in scales:
        raise ValueError(f"unknown init: {init}")
    return rng.standard_normal(size=(n_out, n_in)) * scales[init], np.zeros(n_out)[:, np.newaxis]


class SigmoidLayer:
    def forward(self, Z):
        self.shape = np.shape(Z)
        e = np.exp(-np.abs(Z))
        self.A = np.where(Z >= 0, 1 / (1 + e), e / (1 + e))
        return self.A

    def backward(self, dA):
        require_backward(self, "dA", dA)
        return np.multiply(dA, np.multiply(self.A, 1 - self.A))


def make_layers(sizes, init, rng):
    if len(sizes) < 2:
        raise ValueError(f"too few sizes: {sizes}")
    network = []
    for i in range(1, len(sizes)):
        network.append(LinearLayer(sizes[i - 1], sizes[i], init, rng))
        network.append(SigmoidLayer())
    return network


def train(layers, X, Y, lr, epochs):
    require_training(lr, epochs)
    costs = []
    while len(costs) < epochs:
        cost, back = squared_error_cost(Y, predict(layers, X))
        for layer in layers[::-1]:
            back = layer.backward(back)
        for layer in filter(lambda each: isinstance(each, LinearLayer), layers):
            layer.update_params(lr)
        costs.append(cost)
    return costs


def add_feature_cross(X):
    if np.shape(X)[0] != 2:
        raise ValueError(f"X is {np.shape(X)}, not (2, n)")
    return np.concatenate((X, np.prod(X, axis=0, keepdims=True)), axis=0)
"""


STYLES = {
    "01_autograd": {"a walk of the graph of one's own": OWN_GRAPH_WALK},
    "02_neurons": {"steps by the model's list of parameters": LEAVES_OF_THE_MODEL},
    "03_classifier": {
        "two predictions of each example": PREDICTS_TWICE,
        "gradients back to zero after each step": ZEROES_AFTERWARDS,
        "predictions by loops": PREDICTS_BY_LOOPS,
        "fit by partial_fit": STARTS_WITH_SETS,
    },
    "04_layers": {
        "sigmoids from a tanh, gradients by einsum": HALF_A_TANH,
        "loops over examples": LOOPS,
        "sigmoids by two branches": TWO_BRANCHES,
    },
}


@pytest.mark.parametrize(("name", "styles"), STYLES.items(), ids=STYLES)
def test_a_right_answer_in_another_style_earns_every_point(name, styles):
    assignment = find_assignment(REPO / "source", name)
    (content,) = solution_of(assignment).files.values()
    results = judged(assignment, {style: content.decode() + answer for style, answer in styles.items()})
    assert {style: lost_by(result) for style, result in results.items()} == {style: set() for style in styles}
    assert all(result.score == result.max_score for result in results.values())


def lost_by(result: Result) -> set[str]:
    """The checks that do not pass."""
    return {check for check, status in statuses(result).items() if status != "passed"}
