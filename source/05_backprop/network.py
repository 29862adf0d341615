"""Backpropagation by hand, from one neuron to a network with a hidden layer; examples are rows.

Arguments stay as they were: nothing here changes an array that it is given, but `measured_gradient` for a moment.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

EPSILON = 1e-12  # how close to 0 and 1 an output may come before its logarithm is taken


def as_array(name: str, value: ArrayLike, *shape: int | str) -> np.ndarray:
    """value as an array of floats of the given shape, in which a letter stands for any length.

    Raises ValueError that names the argument, its shape and the one that is wanted.
    """
    array = np.asarray(value, dtype=float)
    lengths = [have if isinstance(want, str) else want for have, want in zip(array.shape, shape, strict=False)]
    if array.ndim != len(shape) or array.shape != tuple(lengths):
        wanted = f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
        raise ValueError(f"{name} has the shape {array.shape}; it must be {wanted}")
    return array


def sigmoid(z: ArrayLike) -> np.ndarray:
    """s = 1 / (1 + e^-z), entry by entry.

    The same as e^(-log(e^0 + e^-z)), which NumPy computes without ever forming an e^-z that is too large for a float.
    """
    z = np.asarray(z, dtype=float)
    return np.exp(-np.logaddexp(0.0, -z))


def step(z: ArrayLike) -> np.ndarray:
    """s = 1.0 where z > 0, and 0.0 elsewhere (so step(0) = 0), entry by entry: an array of the shape of z."""
    z = np.asarray(z, dtype=float)
    ### BEGIN SOLUTION
    return np.where(z > 0.0, 1.0, 0.0)
    ### END SOLUTION


def perceptron(X: ArrayLike, theta: ArrayLike) -> np.ndarray:
    """a = step(z), z[i] = sum_j X[i, j] theta[j]: answers (n,), 0 or 1, to n examples X (n, d), for weights theta (d,).

    There is no bias of its own: it is the weight of a column of ones. Raises ValueError if the shapes do not fit.
    """
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    ### BEGIN SOLUTION
    return step(X @ theta)
    ### END SOLUTION


def neuron(X: ArrayLike, theta: ArrayLike) -> np.ndarray:
    """a = sigmoid(z), z[i] = sum_j X[i, j] theta[j]: probabilities (n,) of label 1 for X (n, d), with theta (d,).

    Raises ValueError if the shapes do not fit.
    """
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    ### BEGIN SOLUTION
    return sigmoid(X @ theta)
    ### END SOLUTION


Answer = Callable[[np.ndarray, np.ndarray], np.ndarray]


def neuron_gradient(theta: ArrayLike, X: ArrayLike, y: ArrayLike, answer: Answer = neuron) -> np.ndarray:
    """g = dJ/dtheta (d,), J the mean of -y log a - (1 - y) log(1 - a) over n examples X (n, d) with labels y (n,).

    a = answer(X, theta) are the answers. The lesson derives g for the neuron, in a, y and X alone; the same formula
    then counts for any other answer, such as `perceptron`, and for any numbers a and y. A step *against* g lowers J.
    Raises ValueError if the shapes do not fit.
    """
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    y = as_array("y", y, len(X))
    ### BEGIN SOLUTION
    return (answer(X, theta) - y) @ X / len(X)
    ### END SOLUTION


def descend(
    gradient: Callable[[np.ndarray], np.ndarray], theta: ArrayLike, lr: float, shortest: float = 0.0, most: int = 1000
) -> np.ndarray:
    """Gradient descent from theta (d,): the weights before each step and after the last, as rows (steps + 1, d).

    Each step goes against `gradient` (d,) of the weights that it starts from, at the learning rate lr. The first step
    whose length, sqrt(s_1^2 + ... + s_d^2), is below `shortest` is still taken, and is the last. After `most` steps it
    ends in any case.
    """
    theta = as_array("theta", theta, "d")
    ### BEGIN SOLUTION
    visited = [theta]
    for _ in range(most):
        step = lr * gradient(visited[-1])
        visited.append(visited[-1] - step)
        if np.linalg.norm(step) < shortest:
            break
    return np.array(visited)
    ### END SOLUTION


def outputs_and_labels(y: ArrayLike, label: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Both as arrays of floats. Raises ValueError for outputs outside [0, 1] and for labels other than 0 and 1."""
    y, label = np.asarray(y, dtype=float), np.asarray(label, dtype=float)
    if not ((y >= 0.0) & (y <= 1.0)).all():
        raise ValueError(f"y is {y}; every output must lie between 0 and 1")
    if not ((label == 0.0) | (label == 1.0)).all():
        raise ValueError(f"label is {label}; it must be 0 or 1")
    if label.ndim and label.shape != y.shape:
        raise ValueError(f"label has the shape {label.shape}; it must be that of y, {y.shape}, or a single number")
    return y, label


def squared_error(y: ArrayLike, label: ArrayLike) -> tuple[float, np.ndarray]:
    """J = mean of (y - label)^2 and dJ_dy = 2 (y - label) / n: a loss and its derivative, written out as an example.

    y are n outputs, of any shape; label is an array of that shape, or one number for all of them.
    """
    y, label = outputs_and_labels(y, label)
    error = y - label
    return float(np.mean(error**2)), 2.0 * error / y.size


def binary_cross_entropy(y: ArrayLike, label: ArrayLike) -> tuple[float, np.ndarray]:
    """J = mean of -(label log y + (1 - label) log(1 - y)), over n outputs y, and dJ_dy, of the shape of y.

    y is clipped to [EPSILON, 1 - EPSILON] first, so that both are finite even for outputs of exactly 0 or 1. label is
    an array of the shape of y, or one number for all. Raises ValueError for an output outside [0, 1] and for a label
    other than 0 or 1.
    """
    y, label = outputs_and_labels(y, label)
    ### BEGIN SOLUTION
    y = np.clip(y, EPSILON, 1.0 - EPSILON)
    loss = -np.mean(label * np.log(y) + (1.0 - label) * np.log(1.0 - y))
    dJ_dy = ((1.0 - label) / (1.0 - y) - label / y) / y.size
    return float(loss), dJ_dy
    ### END SOLUTION


class Square:
    """Y = X^2, entry by entry: a layer without weights, written out as an example."""

    def forward(self, X: np.ndarray) -> np.ndarray:
        """Y = X^2. Remembers X, because the derivative depends on it."""
        self.X = X
        return X**2

    def backward(self, dY: np.ndarray) -> np.ndarray:
        """dJ/dX = dJ/dY * dY/dX: what comes from above (dY, shaped like Y), times the layer's own derivative, 2 X."""
        return dY * 2.0 * self.X


def require_sizes(**sizes: int) -> None:
    """Raises ValueError that names the first size below 1."""
    for name, size in sizes.items():
        if size < 1:
            raise ValueError(f"{name} is {size!r}; it must be at least 1")


class LinearSigmoidLayer:
    """Y = sigmoid(X W): n_out neurons without biases, side by side; a column of W (n_in, n_out) is one of them.

    `W_grad` (n_in, n_out) is dJ/dW of the last backward pass alone: every pass replaces it.
    """

    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        """W is drawn by one call of `rng.normal`, and scaled so that sums of n_in terms stay moderate."""
        require_sizes(n_in=n_in, n_out=n_out)
        if not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng is {rng!r}; it must be a generator, such as np.random.default_rng(0)")
        self.W = rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
        self.W_grad = np.zeros((n_in, n_out))
        self.X: np.ndarray | None = None
        self.Y: np.ndarray | None = None

    def forward(self, X: ArrayLike) -> np.ndarray:
        """Y[i, k] = sigmoid(Z[i, k]), Z[i, k] = sum_j X[i, j] W[j, k]: outputs (n, n_out) for X (n, n_in).

        self.X and self.Y remember both for `backward`. Raises ValueError if X has another shape.
        """
        X = as_array("X", X, "n", len(self.W))
        ### BEGIN SOLUTION
        self.X = X
        self.Y = sigmoid(X @ self.W)
        return self.Y
        ### END SOLUTION

    def backward(self, dY: ArrayLike) -> np.ndarray:
        """From dY = dJ/dY (n, n_out), sets W_grad = dJ/dW (n_in, n_out) and returns dJ/dX (n, n_in).

        The sigmoid's slope is found from its output. X and Y are self.X and self.Y, whatever numbers those hold since
        the last `forward`: RuntimeError without them, ValueError if dY has another shape than Y.
        """
        if self.X is None or self.Y is None:
            raise RuntimeError("backward goes back over a forward pass; call forward first")
        dY = as_array("dY", dY, *self.Y.shape)
        ### BEGIN SOLUTION
        dZ = dY * self.Y * (1.0 - self.Y)
        self.W_grad = self.X.T @ dZ
        return dZ @ self.W.T
        ### END SOLUTION


class Net:
    """y = sigmoid(sigmoid(X W) V): a `hidden` layer with weights W (d, h), and an `output` layer with V (h, 1).

    It leaves the work to its layers: `predict` only calls their `forward`, and `backward` their `backward`. So any
    layer with these two methods can stand in the place of either.
    """

    def __init__(self, n_in: int, n_hidden: int, rng: np.random.Generator) -> None:
        require_sizes(n_in=n_in, n_hidden=n_hidden)
        self.hidden = LinearSigmoidLayer(n_in, n_hidden, rng)
        self.output = LinearSigmoidLayer(n_hidden, 1, rng)
        self.y: np.ndarray | None = None

    def predict(self, X: ArrayLike) -> np.ndarray:
        """H = sigmoid(X W) (n, h); y = sigmoid(H V) (n, 1), the probabilities of label 1, for X (n, d).

        H and y are what the layers' `forward` returns. self.y remembers y for `backward`. Raises ValueError if X has
        another shape.
        """
        ### BEGIN SOLUTION
        self.y = self.output.forward(self.hidden.forward(X))
        return self.y
        ### END SOLUTION

    def backward(self, label: ArrayLike) -> float:
        """Returns J, the binary cross entropy of self.y, the last prediction; no weight moves.

        The output layer's `backward` gets dJ/dy, the hidden layer's gets what that returns, and each sets its W_grad.
        label is 0 or 1, or an array (n, 1) of labels. RuntimeError before the first `predict`.
        """
        if self.y is None:
            raise RuntimeError("backward goes back over a prediction; call predict first")
        ### BEGIN SOLUTION
        loss, dJ_dy = binary_cross_entropy(self.y, label)
        dJ_dH = self.output.backward(dJ_dy)
        self.hidden.backward(dJ_dH)
        return loss
        ### END SOLUTION

    def grad_step(self, lr: float) -> None:
        """W <- W - lr * dJ/dW in both layers, with the gradients of the last `backward`; ValueError unless lr > 0."""
        if not lr > 0.0:
            raise ValueError(f"lr is {lr}; it must be above 0")
        ### BEGIN SOLUTION
        for layer in (self.hidden, self.output):
            layer.W = layer.W - lr * layer.W_grad
        ### END SOLUTION


def measured_gradient(loss: Callable[[], float], array: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """The slope of loss() in each entry of array, measured: a new array, of the shape of array.

    loss reads array, an array of floats of any shape, each time it is called. Each slope is the central difference of
    two calls, which find that entry a `step` higher and a `step` lower, and all others as they are. In the end array
    is as it was, to the last bit.
    """
    ### BEGIN SOLUTION
    slopes = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        above = loss()
        array[place] = kept - step
        below = loss()
        array[place] = kept
        slopes[place] = (above - below) / (2.0 * step)
    return slopes
    ### END SOLUTION
