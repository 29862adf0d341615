"""Assignment 3: a two-class classifier with a multilayer perceptron inside."""

from __future__ import annotations

import numpy as np
from engine import Value
from neurons import MLP

EPSILON = 1e-12
SETTINGS = ("layer_sizes", "activation", "lr", "epochs", "batch_size", "loss", "random_state")


class NotFittedError(ValueError, AttributeError):
    """There is nothing to predict with before fit."""


# Losses: each is the mean of one term per example.


def require_same_length(y_true, y_pred):
    if not 0 < len(y_true) == len(y_pred):
        raise ValueError(f"y_true and y_pred have {len(y_true)} and {len(y_pred)} entries, need the same and not zero")


def mean_of_terms(term, y_true, y_pred):
    require_same_length(y_true, y_pred)
    return sum((term(float(t), p) for t, p in zip(y_true, y_pred)), Value(0.0)) / len(y_true)


def squared_gap(t, p):
    gap = p - t
    return gap * gap


def surprise(t, p):
    q = Value(EPSILON) + p * (1.0 - 2.0 * EPSILON)
    return -(q.log() * t + (1.0 - q).log() * (1.0 - t))


def mean_squared_error(y_true, y_pred):
    return mean_of_terms(squared_gap, y_true, y_pred)


def binary_cross_entropy(y_true, y_pred):
    return mean_of_terms(surprise, y_true, y_pred)


LOSSES = {"squared_error": mean_squared_error, "cross_entropy": binary_cross_entropy}


# What comes in.


def check_labels(y, n):
    y = np.asarray(y)
    if y.shape == (n,):
        return y
    raise ValueError(f"y has the shape {y.shape} but there are {n} examples in X, so ({n},) is needed")


def check_inputs(X, n_features=None):
    X = np.asarray(X, dtype=float)
    problem = None
    if X.ndim != 2:
        problem = f"has the shape {X.shape}, expected two axes (n, d)"
    elif n_features not in (None, X.shape[1]):
        problem = f"has the shape {X.shape}, expected (n, {n_features})"
    elif not np.all(np.isfinite(X)):
        problem = "contains nan or infinity, expected finite numbers"
    if problem:
        raise ValueError(f"X {problem}")
    return X


# Training.


def batches(X, t, size):
    while len(X):
        yield X[:size], t[:size]
        X, t = X[size:], t[size:]


def descend(mlp, X, t, lr, loss):
    """One step; the summed loss of the batch before it."""
    value = loss(t, [mlp(row) for row in X.tolist()])
    value.zero_grad()
    value.backward()
    value.optimize(lr)
    return len(X) * value.data


def train_epoch(mlp, X, t, lr, batch_size, loss=binary_cross_entropy):
    return sum(descend(mlp, rows, targets, lr, loss) for rows, targets in batches(X, t, batch_size)) / len(X)


class Classifier:
    def __init__(
        self,
        layer_sizes=(8, 1),
        activation="tanh",
        lr=0.5,
        epochs=20,
        batch_size=10,
        loss="cross_entropy",
        random_state=None,
    ):
        given = locals()
        for name in SETTINGS:
            setattr(self, name, given[name])

    def get_params(self, deep=True):
        return {name: getattr(self, name) for name in SETTINGS}

    def set_params(self, **params):
        for name in params:
            if name not in SETTINGS:
                raise ValueError(f"there is no parameter {name!r}, only {', '.join(SETTINGS)}")
        self.__dict__.update(params)
        return self

    def _require_sense(self):
        complaints = {
            f"layer_sizes is {self.layer_sizes!r}, must end in 1": list(self.layer_sizes)[-1:] != [1],
            f"loss is {self.loss!r}, must be one of {', '.join(LOSSES)}": self.loss not in LOSSES,
            f"batch_size is {self.batch_size!r}, must be 1 or more": self.batch_size < 1,
            f"epochs is {self.epochs!r}, must be 0 or more": self.epochs < 0,
            f"lr is {self.lr!r}, must be more than 0": not self.lr > 0,
        }
        for complaint, wrong in complaints.items():
            if wrong:
                raise ValueError(complaint)

    def _start(self, n_features, labels):
        self._require_sense()
        classes = np.unique(np.asarray(labels))
        if classes.size != 2:
            raise ValueError(f"y holds the labels {list(classes)}; exactly two are needed")
        self.classes_, self.n_features_in_, self.loss_curve_ = classes, n_features, []
        rng = np.random.default_rng(self.random_state)
        self.mlp_ = MLP(n_features, list(self.layer_sizes), self.activation, rng, output_activation="sigmoid")

    def _train(self, X, y, epochs):
        strange = ~np.isin(y, self.classes_)
        if strange.any():
            raise ValueError(f"y has the label {y[strange][0]!r}; this Classifier knows {list(self.classes_)}")
        t = np.where(y == self.classes_[1], 1.0, 0.0)
        loss = LOSSES[self.loss]
        self.loss_curve_ += [train_epoch(self.mlp_, X, t, self.lr, self.batch_size, loss) for _ in range(epochs)]

    def _require_fitted(self):
        if "mlp_" not in vars(self):
            raise NotFittedError("this Classifier is not fitted yet: call fit first")

    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(y, len(X))
        self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
        return self

    def partial_fit(self, X, y, classes=None):
        fresh = "mlp_" not in vars(self)
        X = check_inputs(X, None if fresh else self.n_features_in_)
        y = check_labels(y, len(X))
        if fresh:
            self._start(X.shape[1], classes if classes is not None else y)
        self._train(X, y, epochs=1)
        return self

    def predict_proba(self, X):
        self._require_fitted()
        P = np.empty((len(X := check_inputs(X, self.n_features_in_)), 2))
        P[:, 1] = [self.mlp_(row).data for row in X.tolist()]
        P[:, 0] = 1.0 - P[:, 1]
        return P

    def predict(self, X):
        second = self.predict_proba(X)[:, 1] > 0.5
        return np.where(second, self.classes_[1], self.classes_[0])

    def score(self, X, y):
        hits = self.predict(X)
        return float((hits == check_labels(y, hits.size)).sum() / hits.size)
