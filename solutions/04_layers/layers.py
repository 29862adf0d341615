"""Layers in NumPy, each with a forward and a backward pass, and costs to train them; examples are columns.

No function here changes an array that it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from numbers import Integral

import numpy as np


def as_examples(X: np.ndarray, d: int) -> np.ndarray:
    """X as a float array (d, n): n examples in columns, d features in rows. Raises ValueError that names another shape.

    It refuses (d,) too: `W @ X + b` would quietly make a square out of that.
    """
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.shape[0] != d:
        raise ValueError(f"X has the shape {X.shape}; it must be ({d}, n): a column per example, even for a single one")
    return X


def initialize_parameters(n_in: int, n_out: int, init: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """W = scale * N(0, 1), one call of rng.standard_normal, and b = 0. W is (n_out, n_in), b is (n_out, 1).

    scale = 0.01 for the init "plain", sqrt(1 / n_in) for "xavier", sqrt(2 / n_in) for "he". Raises ValueError that
    names any other init.
    """
    require_sizes(n_in, n_out, rng)
    if init == "plain":
        scale = 0.01
    elif init == "xavier":
        scale = np.sqrt(1.0 / n_in)
    elif init == "he":
        scale = np.sqrt(2.0 / n_in)
    else:
        raise ValueError(f"init is {init!r}; it must be 'plain', 'xavier' or 'he'")
    return scale * rng.standard_normal((n_out, n_in)), np.zeros((n_out, 1))


def absolute_error_cost(Y: np.ndarray, Y_hat: np.ndarray) -> tuple[float, np.ndarray]:
    """cost = sum(|Y_hat - Y|) / n; dY_hat = dcost/dY_hat = sign(Y_hat - Y) / n. All arrays are (k, n).

    Raises ValueError that names both shapes if they differ.
    """
    require_same_shape(Y, Y_hat)
    error, n = Y_hat - Y, Y.shape[1]
    return float(np.abs(error).sum() / n), np.sign(error) / n


def squared_error_cost(Y: np.ndarray, Y_hat: np.ndarray) -> tuple[float, np.ndarray]:
    """cost = sum((Y - Y_hat)^2) / (2 n); dY_hat = dcost/dY_hat. All arrays are (k, n): k outputs of n examples.

    The average over the examples is taken here and nowhere else: every gradient further back has its 1 / n from dY_hat.
    Raises ValueError that names both shapes if they differ.
    """
    require_same_shape(Y, Y_hat)
    error, n = Y_hat - Y, Y.shape[1]
    return float((error**2).sum() / (2 * n)), error / n


class TanhLayer:
    """A = tanh(Z), entry by entry: a layer without parameters, and the pattern of all layers.

    `forward` keeps what `backward` will need, and the `shape` of its output. `backward` takes dcost/d(its output), of
    that shape, and returns dcost/d(its input).
    """

    def forward(self, Z: np.ndarray) -> np.ndarray:
        """A = tanh(Z). Z and A are (h, n)."""
        self.shape = np.shape(Z)
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dA: np.ndarray) -> np.ndarray:
        """dZ = dA * (1 - A^2), with the A of the last `forward`. dA and dZ are (h, n)."""
        require_backward(self, "dA", dA)
        return dA * (1.0 - self.A**2)


class SigmoidLayer:
    """A = 1 / (1 + exp(-Z)), entry by entry."""

    def forward(self, Z: np.ndarray) -> np.ndarray:
        """A = 1 / (1 + exp(-Z)) = exp(-log(1 + exp(-Z))), to within 1e-12. Z and A are (h, n).

        Entries of +-1000 overflow nowhere. Keeps A as `self.A` for `backward`.
        """
        self.shape = np.shape(Z)
        self.A = np.exp(-np.logaddexp(0.0, -Z))
        return self.A

    def backward(self, dA: np.ndarray) -> np.ndarray:
        """dZ = dA * slope, the slope of the sigmoid in terms of `self.A` alone, whatever numbers that holds by then.

        dA, dZ and `self.A` are (h, n).
        """
        require_backward(self, "dA", dA)
        return dA * self.A * (1.0 - self.A)


class LinearLayer:
    """Z = W X + b: h = n_out neurons that read d = n_in inputs. `W` is (h, d), a row for each neuron; `b` is (h, 1).

    `dW` and `db` are the gradients of the cost, with the shapes of `W` and `b`; they are 0 until the first `backward`.
    """

    def __init__(self, n_in: int, n_out: int, init: str, rng: np.random.Generator) -> None:
        self.W, self.b = initialize_parameters(n_in, n_out, init, rng)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)

    def forward(self, X: np.ndarray) -> np.ndarray:
        """Z[j, e] = sum over inputs i of W[j, i] X[i, e], plus b[j], for neuron j and example e.

        X is (d, n), Z is (h, n). Keeps X as `self.X` for `backward`. Raises ValueError that names the shape of any
        other X.
        """
        self.shape = (len(self.W), *np.shape(X)[1:])
        self.X = as_examples(X, self.W.shape[1])
        return self.W @ self.X + self.b

    def backward(self, dZ: np.ndarray) -> np.ndarray:
        """From dZ = dcost/dZ (h, n), sets self.dW = dcost/dW and self.db = dcost/db, and returns dX = dcost/dX (d, n).

        A gradient has the shape of what it belongs to. The inputs are `self.X`. A layer may have very many inputs: one
        product of matrices finds a whole gradient. It takes sums and products alone, of whatever numbers the arrays
        hold by then: some know nothing else.
        """
        require_backward(self, "dZ", dZ)
        self.dW = dZ @ self.X.T
        self.db = dZ.sum(axis=1, keepdims=True)
        return self.W.T @ dZ

    def update_params(self, lr: float) -> None:
        """W <- W - lr * dW, b <- b - lr * db: a step downhill. dW and db stay as they are."""
        require_training(lr)
        self.W = self.W - lr * self.dW
        self.b = self.b - lr * self.db


Layer = LinearLayer | SigmoidLayer | TanhLayer


def make_layers(sizes: Sequence[int], init: str, rng: np.random.Generator) -> list[Layer]:
    """[linear d -> h, sigmoid, linear h -> k, sigmoid] for the sizes [d, h, k]: a two-layer network.

    sizes are the number of inputs, then of neurons layer by layer. Weights are drawn in this order, from the same rng.
    Raises ValueError that names sizes unless there are at least two.
    """
    if np.ndim(sizes) != 1 or len(sizes) < 2:
        raise ValueError(f"sizes is {sizes!r}; it must name the inputs and at least one layer, as in [2, 1]")
    layers: list[Layer] = []
    for n_in, n_out in pairwise(sizes):
        layers += [LinearLayer(n_in, n_out, init, rng), SigmoidLayer()]
    return layers


def predict(layers: Sequence[Layer], X: np.ndarray) -> np.ndarray:
    """Y_hat (k, n): what the last layer makes of what the layer before it makes of ... X (d, n)."""
    for layer in layers:
        X = layer.forward(X)
    return X


def train(layers: Sequence[Layer], X: np.ndarray, Y: np.ndarray, lr: float, epochs: int) -> list[float]:
    """W <- W - lr * dcost/dW and b <- b - lr * dcost/db in every LinearLayer, once per epoch.

    cost = squared_error_cost of all examples, X (d, n) and Y (k, n). Returns the cost of each epoch, before its step.
    layers may also hold some that are not of this file, without parameters. What their `backward` returns is the
    gradient that goes on, whatever their `forward` does.
    """
    require_training(lr, epochs)
    costs: list[float] = []
    for _ in range(epochs):
        cost, gradient = squared_error_cost(Y, predict(layers, X))
        costs.append(cost)
        for layer in reversed(layers):
            gradient = layer.backward(gradient)
        for layer in layers:
            if isinstance(layer, LinearLayer):
                layer.update_params(lr)
    return costs


def add_feature_cross(X: np.ndarray) -> np.ndarray:
    """X with a third row, x_1 * x_2: (2, n) becomes (3, n). Raises ValueError that names the shape of another X."""
    X = as_examples(X, 2)
    return np.vstack([X, X[0] * X[1]])


# Given, for all of the above: what refuses values that do not fit.


def require_same_shape(Y: np.ndarray, Y_hat: np.ndarray) -> None:
    """Raises ValueError that names both shapes if they differ: NumPy might stretch one, and compare all with all.

    Raises TypeError that names what is no array.
    """
    for name, value in (("Y", Y), ("Y_hat", Y_hat)):
        if not isinstance(value, np.ndarray):
            raise TypeError(f"{name} is {value!r}; it must be an array (k, n)")
    if Y.shape != Y_hat.shape:
        raise ValueError(f"Y has the shape {Y.shape} and Y_hat {Y_hat.shape}; both must be (k, n), the same for both")


def require_sizes(n_in: int, n_out: int, rng: np.random.Generator) -> None:
    """Raises ValueError that names n_in or n_out unless it is a whole number, at least 1.

    Raises TypeError if rng is no generator but, say, a seed.
    """
    for name, count in (("n_in", n_in), ("n_out", n_out)):
        if not isinstance(count, Integral) or count < 1:
            raise ValueError(f"{name} is {count!r}; it must be a whole number, at least 1")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}; it must be a Generator, as np.random.default_rng(seed) makes one")


def require_backward(layer: Layer, name: str, gradient: np.ndarray) -> None:
    """Raises RuntimeError before the first `forward`, and ValueError for a gradient that is not shaped like its output.

    NumPy might stretch a gradient of another shape, and quietly give a result.
    """
    if not hasattr(layer, "shape"):
        raise RuntimeError("backward goes back over a forward pass; call forward first")
    if np.shape(gradient) != layer.shape:
        raise ValueError(f"{name} has the shape {np.shape(gradient)}; it must be {layer.shape}, as what forward gave")


def require_training(lr: float, epochs: int = 0) -> None:
    """Raises ValueError that names the value unless lr is above 0 and epochs at least 0."""
    if not lr > 0.0:
        raise ValueError(f"lr is {lr!r}; it must be above 0")
    if epochs < 0:
        raise ValueError(f"epochs is {epochs!r}; it must be at least 0")
