"""Softmax regression and a multilayer perceptron in PyTorch, trained with Adam; examples are rows.

Arguments stay as they were: nothing here changes an array or a tensor that it is given, but the weights of layers and
models, which is what `initialize`, `train_step` and `train` are for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F


def tensor(array: Any) -> Tensor:
    """The same numbers as a tensor of float64, of the same shape; a copy. (PyTorch's own default is float32.)"""
    return torch.tensor(array, dtype=torch.float64)


def require_columns(X: Tensor, d: int) -> None:
    """Raises ValueError that names the shape of X unless it is (n, d)."""
    if X.ndim != 2 or X.shape[1] != d:
        raise ValueError(f"X has the shape {tuple(X.shape)}; it must be (n, {d}), a row even for a single example")


def require_classes(y: np.ndarray, class_weights: np.ndarray | None, n: int, k: int) -> None:
    """Raises ValueError unless y is (n,), from 0 to k - 1, and class_weights (k,); TypeError for labels of floats."""
    y = np.asarray(y)
    if y.shape != (n,):
        raise ValueError(f"y has the shape {y.shape}; it must be ({n},): a class number for each example")
    if y.dtype.kind not in "iu":
        raise TypeError(f"y is an array of {y.dtype}; it must hold integers, the numbers of the classes from 0")
    if n and not 0 <= y.min() <= y.max() < k:
        raise ValueError(f"y has classes from {y.min()} to {y.max()}; they must be from 0 to {k - 1}")
    if class_weights is not None and np.shape(class_weights) != (k,):
        raise ValueError(f"class_weights has the shape {np.shape(class_weights)}; it must be ({k},), one per class")


def count_classes(model: nn.Module, X: Tensor) -> int:
    """k, the number of logits of an example. What dropout draws meanwhile is drawn again afterwards."""
    with torch.random.fork_rng(devices=[]):
        return model(X).shape[1]


# Autograd.


def square_and_slope(x: float) -> tuple[float, float]:
    """y = x * x; dy/dx = 2 x, which nobody has told PyTorch. The worked example of a forward and a backward pass."""
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)  # a leaf: gradients of it are wanted
    square = point * point  # forward: the number, and a note of how it was made
    square.backward()  # backward: from the result to all leaves
    return square.item(), point.grad.item()  # item() makes a Python number of a tensor that holds one


def value_and_gradient(f: Callable[[Tensor], Tensor], x: np.ndarray) -> tuple[float, np.ndarray]:
    """y = f(x); dy/dx, an array of the shape of x with dy/dx_i for each of its entries.

    f takes a float64 tensor of the shape of x and returns a tensor that holds one number. It is called once, and the
    gradient comes from one backward pass. `numpy()` makes an array of a tensor.
    """
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    result = f(leaf)
    result.backward()
    return result.item(), leaf.grad.numpy()


# Layers and models. All logits: scores before the softmax, any numbers.


def initialize(layer: nn.Linear, init: str, generator: torch.Generator | None = None) -> None:
    """W ~ normal(0, std^2), b = 0, for the W (n_out, n_in) and b (n_out,) of a layer.

    std = 0.01 for init "plain", sqrt(2 / (n_in + n_out)) for "xavier", sqrt(2 / n_in) for "he". The numbers come from
    the generator, by one call of a function of `torch.nn.init`. Raises ValueError that names any other init.
    """
    nn.init.zeros_(layer.bias)
    if init == "plain":
        nn.init.normal_(layer.weight, std=0.01, generator=generator)
        return
    match init:
        case "xavier":
            nn.init.xavier_normal_(layer.weight, generator=generator)
        case "he":
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
        case _:
            raise ValueError(f"init is {init!r}; it must be 'plain', 'xavier' or 'he'")


class Standardize(nn.Module):
    """Z = (X - mean) / std, column by column: mean and std (d,) of the examples it is made from. The worked example."""

    def __init__(self, X: np.ndarray) -> None:
        super().__init__()  # first of all: it makes the places where a module keeps its parts
        self.register_buffer("mean", tensor(X).mean(dim=0))  # a buffer belongs to the module and does not learn
        self.register_buffer("std", tensor(X).std(dim=0, correction=0))

    def forward(self, X: Tensor) -> Tensor:
        """Z (n, d) for X (n, d); it runs when the module is called like a function."""
        require_columns(X, len(self.mean))
        return (X - self.mean) / self.std


class LinearModel(nn.Module):
    """logits = X W^T + b: softmax regression. Its only part, `linear`, is an nn.Linear with W (k, d) and b (k,)."""

    def __init__(
        self, n_features: int, n_classes: int, init: str = "xavier", generator: torch.Generator | None = None
    ) -> None:
        """`self.linear` is of float64, and initialized by `initialize`."""
        super().__init__()
        self.linear = nn.Linear(n_features, n_classes, dtype=torch.float64)
        initialize(self.linear, init, generator)

    def forward(self, X: Tensor) -> Tensor:
        """logits (n, k) for X (n, d). Raises ValueError that names the shape of another X."""
        require_columns(X, self.linear.in_features)
        return self.linear(X)


class MLP(nn.Module):
    """H = dropout(relu(X W^T + b)), logits = H V^T + c: one hidden layer of h neurons. Inputs are never dropped.

    Parts: `hidden`, an nn.Linear with W (h, d) and b (h,); `dropout`, an nn.Dropout; `output`, an nn.Linear with
    V (k, h) and c (k,).
    """

    def __init__(
        self,
        n_features: int,
        n_hidden: int,
        n_classes: int,
        init: str = "he",
        dropout: float = 0.0,
        generator: torch.Generator | None = None,
    ) -> None:
        """Layers of float64, initialized by `initialize` from the same generator: first `hidden`, then `output`.

        `dropout` is the probability with which an activation is dropped in training.
        """
        super().__init__()
        self.hidden = nn.Linear(n_features, n_hidden, dtype=torch.float64)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(n_hidden, n_classes, dtype=torch.float64)
        for layer in (self.hidden, self.output):
            initialize(layer, init, generator)

    def forward(self, X: Tensor) -> Tensor:
        """logits (n, k) for X (n, d). Whether anything is dropped depends on the module's mode.

        Raises ValueError that names the shape of another X.
        """
        require_columns(X, self.hidden.in_features)
        H = self.dropout(torch.relu(self.hidden(X)))
        return self.output(H)


# Training and predictions.


def train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, X: Tensor, y: Tensor, class_weights: Tensor | None = None
) -> float:
    """L = (w_1 l_1 + ... + w_n l_n) / (w_1 + ... + w_n): l_i = -log softmax(logits_i)[y_i], w_i = class_weights[y_i].

    One step of the optimizer along the gradient of L, from one backward pass, for X (n, d), labels y (n,) of int64 and
    class_weights (k,); None means that all weigh 1. The model may be any module: its own backward pass decides what the
    gradient is. Gradients that are left from before do not matter. Returns L before the step, as a number.
    """
    optimizer.zero_grad()
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights)
    mean_loss.backward()
    optimizer.step()
    return mean_loss.item()


def train(
    model: nn.Module,
    X: np.ndarray,
    y: np.ndarray,
    class_weights: np.ndarray | None = None,
    lr: float = 0.01,
    epochs: int = 100,
) -> list[float]:
    """The losses of `epochs` train steps with all examples at once, by one Adam for all parameters of any model.

    X (n, d) and class_weights (k,) are arrays of floats, y (n,) of whole numbers 0 to k - 1. The model is in training
    mode meanwhile, whatever it was in before. Raises ValueError, or TypeError for labels that are no integers.
    """
    require_classes(y, class_weights, len(X), count_classes(model, tensor(X)))
    inputs, labels = tensor(X), torch.tensor(y, dtype=torch.int64)
    weights = None if class_weights is None else tensor(class_weights)
    model.train()
    adam = torch.optim.Adam(model.parameters(), lr=lr)
    return [train_step(model, adam, inputs, labels, weights) for _ in range(epochs)]


def predict_proba(model: nn.Module, X: np.ndarray) -> np.ndarray:
    """P = softmax(logits), (n, k) for X (n, d); rows add up to 1. The model is put in evaluation mode, and stays there.

    No graph is recorded: a result that requires a gradient refuses to become an array.
    """
    model.eval()
    with torch.no_grad():
        return torch.softmax(model(tensor(X)), dim=1).numpy()


def predict(model: nn.Module, X: np.ndarray) -> np.ndarray:
    """The class (n,) of the largest probability of each example in X (n, d)."""
    return predict_proba(model, X).argmax(axis=1)
