"""A softmax classifier with one hidden layer, its gradients derived by hand; examples are rows.

Arguments stay as they were: nothing here changes an array that it is given.
"""

from __future__ import annotations

from numbers import Integral
from typing import Any, NamedTuple

import numpy as np

TINY = 1e-300  # the least probability whose logarithm is taken: softmax gives 0 where exp(z) is too small for a float


def require(sense: bool, name: str, value: object, wanted: str) -> None:
    """Raises ValueError that names an argument, its value and what is wanted, if the value makes no sense."""
    if not sense:
        raise ValueError(f"{name} is {value!r}; it must be {wanted}")


def as_examples(X: Any, n_features: int) -> np.ndarray:
    """X as a float array (n, d), examples in rows. Raises ValueError that names its shape unless d is n_features."""
    X = np.asarray(X, dtype=float)
    require(X.ndim == 2 and X.shape[1] == n_features, "X.shape", X.shape, f"(n, {n_features}), a row per example")
    return X


def as_classes(y: Any, n: int, n_classes: int) -> np.ndarray:
    """y as an array (n,) of the whole numbers 0, ..., k - 1, where k = n_classes.

    Raises ValueError that names the shape of y, or an entry that is no class, and TypeError if y holds no integers.
    """
    y = np.asarray(y)
    require(y.shape == (n,), "y.shape", y.shape, f"({n},): a class number for each example, not one-hot")
    if y.dtype.kind not in "iu":
        raise TypeError(f"y is an array of {y.dtype}; it must hold integers, the numbers of the classes from 0")
    if n and not 0 <= y.min() <= y.max() < n_classes:
        raise ValueError(f"y has classes from {y.min()} to {y.max()}; they must be from 0 to {n_classes - 1}")
    return y


def as_table(name: str, table: Any) -> np.ndarray:
    """table as a float array (n, k), a row per example. Raises ValueError that names it and its shape otherwise."""
    table = np.asarray(table, dtype=float)
    require(table.ndim == 2, f"{name}.shape", table.shape, "(n, k), a row even for a single example")
    return table


def stratified_split(y: np.ndarray, share: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the rows that are taken, and of those that are left, each in increasing order.

    y (n,) are classes. Of the n_c rows of class c, round(share * n_c) are taken: the first ones of their numbers in the
    order of `rng.permutation`, called once for each class, 0, 1, ... in turn. share is above 0 and below 1.
    """
    require(0.0 < share < 1.0, "share", share, "above 0 and below 1")
    y = as_classes(y, np.size(y), np.max(y) + 1)
    ### BEGIN SOLUTION
    taken, left = [], []
    for c in range(np.max(y) + 1):
        rows = rng.permutation(np.flatnonzero(y == c))
        count = round(share * len(rows))
        taken.append(rows[:count])
        left.append(rows[count:])
    return np.sort(np.concatenate(taken)), np.sort(np.concatenate(left))
    ### END SOLUTION


def as_training(X_train: Any) -> np.ndarray:
    """X_train as a float array (n, d). Raises ValueError unless it has rows, and something varies in each column."""
    X_train = np.asarray(X_train, dtype=float)
    require(X_train.ndim == 2 and len(X_train) > 0, "X_train.shape", X_train.shape, "(n, d), a row per example")
    for column in X_train.T:
        require(column.min() < column.max(), "a column of X_train", column, "different in some row, to have a spread")
    return X_train


def unit_range(X: np.ndarray, X_train: np.ndarray) -> np.ndarray:
    """out[i, j] = (X[i, j] - l[j]) / (g[j] - l[j]), l[j] and g[j] the least and greatest entry of column j of X_train.

    X_train is (n, d), X and out are (rows, d). What is as in X_train comes to lie between 0 and 1.
    """
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    least, greatest = X_train.min(axis=0), X_train.max(axis=0)
    return (X - least) / (greatest - least)


def standardize(X: np.ndarray, X_train: np.ndarray) -> np.ndarray:
    """out[i, j] = (X[i, j] - m[j]) / s[j], m[j] and s[j] the mean and standard deviation of column j of X_train.

    X_train is (n, d), X and out are (rows, d). The variance s[j]^2 is the mean of the n squared distances from m[j].
    """
    X_train = as_training(X_train)
    X = as_examples(X, X_train.shape[1])
    ### BEGIN SOLUTION
    return (X - X_train.mean(axis=0)) / X_train.std(axis=0)
    ### END SOLUTION


def relu(Z: np.ndarray) -> np.ndarray:
    """H = max(0, Z), entry by entry. Z and H are (n, h)."""
    return np.maximum(Z, 0.0)


def relu_backward(dH: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """dZ = dL/dZ, from dH = dL/dH and the Z that went into H = relu(Z). All are (n, h); the slope at 0 is 0."""
    require(np.shape(dH) == np.shape(Z), "dH.shape", np.shape(dH), f"{np.shape(Z)}, that of Z")
    ### BEGIN SOLUTION
    return dH * (Z > 0.0)
    ### END SOLUTION


def softmax(Z: np.ndarray) -> np.ndarray:
    """P[i, j] = exp(Z[i, j]) / (exp(Z[i, 0]) + ... + exp(Z[i, k - 1])) for logits Z (n, k).

    Each row of P (n, k) adds up to 1. Finite for logits of any size.
    """
    Z = as_table("Z", Z)
    ### BEGIN SOLUTION
    E = np.exp(Z - Z.max(axis=1, keepdims=True))  # shifting a row changes nothing, and no exponent is above 0
    return E / E.sum(axis=1, keepdims=True)
    ### END SOLUTION


def shares(y: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """s[i] = w[y[i]] / (w[y[0]] + ... + w[y[n - 1]]): the share of example i in a weighted mean.

    y (n,) are classes, weights (k,) has one weight for each class; without weights, every share is 1 / n.
    """
    require(weights is None or len(weights) > np.max(y, initial=0), "weights", weights, "(k,), one for each class in y")
    w = np.ones(len(y)) if weights is None else np.asarray(weights)[y]
    return w / w.sum()


def cross_entropy(P: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None) -> float:
    """L = -(s[0] log P[0, y[0]] + ... + s[n - 1] log P[n - 1, y[n - 1]]), s = shares(y, weights).

    P (n, k) are probabilities, y (n,) the right classes. Without weights this is a plain mean. A probability below
    TINY counts as TINY, so L is finite. Raises ValueError or TypeError for a y that does not fit P.
    """
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    ### BEGIN SOLUTION
    p = P[np.arange(len(y)), y]
    return float(-np.sum(shares(y, weights) * np.log(np.maximum(p, TINY))))
    ### END SOLUTION


def cross_entropy_backward(P: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """dZ = dL/dZ (n, k) for the logits Z of P = softmax(Z), and L = cross_entropy(P, y, weights).

    The lesson derives it, for one example, in P and y alone; example i counts with its share s[i], s = shares(y,
    weights). The formula is used as it stands for any P, also where rows do not add up to 1.
    """
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    ### BEGIN SOLUTION
    dZ = P.copy()
    dZ[np.arange(len(y)), y] -= 1.0
    return dZ * shares(y, weights)[:, np.newaxis]
    ### END SOLUTION


def class_weights(y: np.ndarray) -> np.ndarray:
    """w[c] = n / (k n_c), where n_c of the n examples in y (n,) are of class c; k = max(y) + 1 classes.

    The weights of all examples have mean 1. Raises ValueError that names a class below k without examples.
    """
    require(np.size(y) > 0, "y", y, "an array of at least one class number")
    y = as_classes(y, np.size(y), np.max(y) + 1)
    ### BEGIN SOLUTION
    counts = np.bincount(y)
    if not counts.all():
        raise ValueError(f"y has no example of class {counts.argmin()}; each of {len(counts)} classes needs one")
    return len(y) / (len(counts) * counts)
    ### END SOLUTION


def plain_normal(n_in: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    """W[i, j] = 0.01 N(0, 1): small, whatever the shape (n_in, n_out)."""
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    return 0.01 * rng.standard_normal((n_in, n_out))


def xavier_normal(n_in: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    """W[i, j] = sqrt(2 / (n_in + n_out)) N(0, 1), of shape (n_in, n_out)."""
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    ### BEGIN SOLUTION
    return np.sqrt(2.0 / (n_in + n_out)) * rng.standard_normal((n_in, n_out))
    ### END SOLUTION


def he_normal(n_in: int, n_out: int, rng: np.random.Generator) -> np.ndarray:
    """W[i, j] = sqrt(2 / n_in) N(0, 1), of shape (n_in, n_out)."""
    require(isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    ### BEGIN SOLUTION
    return np.sqrt(2.0 / n_in) * rng.standard_normal((n_in, n_out))
    ### END SOLUTION


INITS = {"plain": plain_normal, "xavier": xavier_normal, "he": he_normal}


def dropout(a: np.ndarray, p: float, rng: np.random.Generator, training: bool) -> np.ndarray:
    """Entry by entry of a (n, h): 0 with probability p, otherwise a / (1 - p). Without training: a, as it is.

    The mean over many draws is a. rng draws for every entry by itself, and nothing else decides: from a generator in
    the same state come the same entries. Raises ValueError unless 0 <= p < 1.
    """
    require(0.0 <= p < 1.0, "p", p, "at least 0 and below 1, the share of entries to drop")
    if p == 0.0:
        return a
    require(not training or isinstance(rng, np.random.Generator), "rng", rng, "a Generator")
    ### BEGIN SOLUTION
    if not training:
        return a
    keep = rng.random(a.shape) >= p
    return a * keep / (1.0 - p)
    ### END SOLUTION


class Forward(NamedTuple):
    """A forward pass: what the backward pass needs of it again, and the probabilities P."""

    Z: np.ndarray  # (n, h), the sums in the hidden neurons
    mask: np.ndarray  # (n, h), what dropout makes of ones: 0 or 1 / (1 - p)
    A: np.ndarray  # (n, h), mask * relu(Z), which the second layer reads
    P: np.ndarray  # (n, k)


class SoftmaxMLP:
    """P = softmax(A W2 + b2), A = dropout(relu(X W1 + b1)): d features, h hidden neurons, k classes.

    `params` holds W1 (d, h), b1 (h,), W2 (h, k) and b2 (k,), in this order; biases start at 0.
    """

    def __init__(
        self,
        n_features: int,
        n_hidden: int,
        n_classes: int,
        init: str = "he",
        dropout: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> None:
        """W1, then W2 are drawn from rng by INITS[init]; dropout is the share p of hidden neurons to drop."""
        for name, count in (("n_features", n_features), ("n_hidden", n_hidden), ("n_classes", n_classes)):
            require(isinstance(count, Integral) and count >= 1, name, count, "a whole number, at least 1")
        require(init in INITS, "init", init, f"one of {', '.join(INITS)}")
        require(0.0 <= dropout < 1.0, "dropout", dropout, "at least 0 and below 1, the share of neurons to drop")
        self.rng = np.random.default_rng(rng)  # a Generator comes back as it is; None makes a fresh one
        self.dropout = dropout
        W1, W2 = INITS[init](n_features, n_hidden, self.rng), INITS[init](n_hidden, n_classes, self.rng)
        self.params = {"W1": W1, "b1": np.zeros(n_hidden), "W2": W2, "b2": np.zeros(n_classes)}

    def forward(self, X: np.ndarray, training: bool = False) -> Forward:
        """Z = X W1 + b1, mask = dropout(1, ...), A = mask * relu(Z), P = softmax(A W2 + b2), for X (n, d).

        What dropout draws comes from self.rng. Raises ValueError that names the shape of X if it is not (n, d).
        """
        W1, b1, W2, b2 = self.params.values()
        X = as_examples(X, len(W1))
        ### BEGIN SOLUTION
        Z = X @ W1 + b1
        mask = dropout(np.ones_like(Z), self.dropout, self.rng, training)
        A = relu(Z) * mask
        return Forward(Z, mask, A, softmax(A @ W2 + b2))
        ### END SOLUTION

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """P (n, k): the probability of each class for each row of X (n, d)."""
        ### BEGIN SOLUTION
        return self.forward(X).P
        ### END SOLUTION

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The likeliest class (n,) for each row of X (n, d)."""
        ### BEGIN SOLUTION
        return self.predict_proba(X).argmax(axis=1)
        ### END SOLUTION

    def loss_and_gradients(
        self, X: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
    ) -> tuple[float, dict[str, np.ndarray]]:
        """L = cross_entropy of a forward pass in training, and {"W1": dL/dW1, "b1": dL/db1, ...}, shaped like params.

        The pass is `self.forward(X, training=True)`, and both go back over the Z, mask, A and P that it returns,
        whatever they are. X (n, d) are examples, y (n,) their classes, weights (k,) those of the classes. Changes no
        parameter.
        """
        W2 = self.params["W2"]
        X = as_examples(X, len(self.params["W1"]))
        ### BEGIN SOLUTION
        Z, mask, A, P = self.forward(X, training=True)
        dZ2 = cross_entropy_backward(P, y, weights)
        dA = dZ2 @ W2.T
        dZ = relu_backward(dA * mask, Z)
        gradients = {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": A.T @ dZ2, "b2": dZ2.sum(axis=0)}
        return cross_entropy(P, y, weights), gradients
        ### END SOLUTION

    def fit(
        self, X: np.ndarray, y: np.ndarray, lr: float = 1.0, epochs: int = 1000, weights: np.ndarray | None = None
    ) -> list[float]:
        """p <- p - lr * dL/dp for every parameter p, once per epoch, with all of X (n, d) and y (n,) at once.

        L and dL/dp are what `self.loss_and_gradients(X, y, weights)` returns. Goes on from the parameters there are,
        for all epochs, also where the loss rises. Returns the loss of each epoch, before its step.
        """
        require(lr > 0.0, "lr", lr, "above 0")
        require(epochs >= 0, "epochs", epochs, "at least 0")
        losses: list[float] = []
        for _ in range(epochs):
            ### BEGIN SOLUTION
            L, gradients = self.loss_and_gradients(X, y, weights)
            for name, gradient in gradients.items():
                self.params[name] -= lr * gradient
            losses.append(L)
            ### END SOLUTION
        return losses


def class_by_class(y: np.ndarray, called: np.ndarray, n_classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and F1 of each class, (k,) each: y (n,) are what examples are, called (n,) what a model says.

    k is n_classes. Where nothing is called c, or nothing is c, the number would be 0 / 0; it counts as 0 then. Raises
    ValueError or TypeError for arrays that are no classes, or not equally long.
    """
    y = as_classes(y, np.size(y), n_classes)
    called = as_classes(called, len(y), n_classes)
    ### BEGIN SOLUTION
    precision, recall, f1 = np.zeros((3, n_classes))
    for c in range(n_classes):
        hits = np.sum((y == c) & (called == c))
        if hits:  # without any, all three are 0
            precision[c] = hits / np.sum(called == c)
            recall[c] = hits / np.sum(y == c)
            f1[c] = 2.0 * precision[c] * recall[c] / (precision[c] + recall[c])
    return precision, recall, f1
    ### END SOLUTION
