"""A binary classifier in the style of scikit-learn: losses, training in batches, and predictions.

No function here changes a list or an array that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from engine import Value
from neurons import MLP

EPSILON = 1e-12  # how close to 0 and 1 a probability may come before its logarithm is taken


class NotFittedError(ValueError, AttributeError):
    """Raised by a classifier that is asked for predictions before `fit`. Its two bases are those of scikit-learn's."""


def require_same_length(y_true: Sequence[float], y_pred: Sequence[Value | float]) -> None:
    """Raises ValueError that names both lengths if they differ, or if there is nothing to take a mean of."""
    if len(y_true) != len(y_pred) or len(y_true) == 0:
        raise ValueError(f"y_true has {len(y_true)} entries and y_pred {len(y_pred)}; give as many, at least one")


def mean_squared_error(y_true: Sequence[float], y_pred: Sequence[Value | float]) -> Value:
    """((p_1 - t_1)^2 + ... + (p_n - t_n)^2) / n, for targets t in y_true and predictions p in y_pred.

    Raises ValueError that names both lengths if they differ.
    """
    require_same_length(y_true, y_pred)
    total = Value(0.0)
    for t, p in zip(y_true, y_pred, strict=True):
        error = p - t
        total = total + error * error
    return total / len(y_true)


def binary_cross_entropy(y_true: Sequence[float], y_pred: Sequence[Value | float]) -> Value:
    """-(t_1 log p_1 + (1 - t_1) log(1 - p_1) + ... ) / n, for n targets t in y_true and probabilities p in y_pred.

    Each p, a Value or a plain number, is squeezed into [EPSILON, 1 - EPSILON] first: p <- EPSILON + (1 - 2 EPSILON) p.
    So the result is finite for a p of exactly 0 or 1: at most -log(EPSILON) = 27.6. Raises ValueError that names both
    lengths if they differ.
    """
    require_same_length(y_true, y_pred)
    total = Value(0.0)
    for t, p in zip(y_true, y_pred, strict=True):
        squeezed = Value(EPSILON) + (1.0 - 2.0 * EPSILON) * p
        total = total + t * squeezed.log() + (1.0 - t) * (1.0 - squeezed).log()
    return -1.0 * total / len(y_true)


Loss = Callable[[Sequence[float], Sequence[Value]], Value]  # of targets and predictions
LOSSES: dict[str, Loss] = {"squared_error": mean_squared_error, "cross_entropy": binary_cross_entropy}


def check_labels(y: Any, n: int) -> np.ndarray:
    """y as an array (n,). Raises ValueError that names its shape if it has another one."""
    y = np.asarray(y)
    if y.shape != (n,):
        raise ValueError(f"y has the shape {y.shape}; for X of {n} examples it must be ({n},): one label for each")
    return y


def check_inputs(X: Any, n_features: int | None = None) -> np.ndarray:
    """X as a float array (n, d): n examples in rows, d features in columns.

    Raises ValueError that names X and its shape if it has no two axes, or if d is not n_features (unless that is None),
    and names X if some entry is no number, nan or infinite.
    """
    try:
        X = np.asarray(X, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"X must be a table of numbers: {error}") from None
    if X.ndim != 2:
        raise ValueError(f"X has the shape {X.shape}; it must be (n, d), examples in rows, even for a single one")
    if n_features is not None and X.shape[1] != n_features:
        raise ValueError(f"X has the shape {X.shape}; it must have {n_features} columns, as in fit")
    if not np.isfinite(X).all():
        raise ValueError("X has entries that are nan or infinite; all of them must be finite numbers")
    return X


def train_epoch(
    mlp: Callable[[Sequence[float]], Value],
    X: np.ndarray,
    t: Sequence[float],
    lr: float,
    batch_size: int,
    loss: Loss = binary_cross_entropy,
) -> float:
    """One pass over X (n, d) and targets t (n,), with one step p <- p - lr * dL/dp of all parameters per batch.

    Batches are slices of batch_size examples in the order given; the last one has what is left. L is loss(targets,
    predictions), a mean over the batch. Gradients are what a backward pass from L hands back, whatever mlp and loss are
    made of; one prediction of each example is enough, however many parameters there are. Returns the mean over all n
    examples of the losses that they had before their batch's step.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size!r}; it must be at least 1")
    total = 0.0
    for start in range(0, len(X), batch_size):
        rows, targets = X[start : start + batch_size].tolist(), t[start : start + batch_size]
        batch_loss = loss(targets, [mlp(x) for x in rows])
        batch_loss.zero_grad()
        batch_loss.backward()
        batch_loss.optimize(lr)
        total += batch_loss.data * len(rows)
    return total / len(X)


class Classifier:
    """Tells two classes apart with a multilayer perceptron whose one output is the probability of the second class.

    layer_sizes are the numbers of neurons in the hidden layers and then 1, the output. `activation` is that of the
    hidden layers; the output is a sigmoid. `loss` is a key of LOSSES. Without a random_state every `fit` starts from
    other weights. Batches are in the order given: nothing is shuffled.

    After `fit`: `classes_` (2,), sorted; `n_features_in_`; `mlp_`; `loss_curve_`, the loss of every epoch so far. These
    four and the arguments of __init__ are all that a later call needs: nothing else is remembered.
    """

    def __init__(
        self,
        layer_sizes: Sequence[int] = (8, 1),
        activation: str = "tanh",
        lr: float = 1.0,
        epochs: int = 20,
        batch_size: int = 5,
        loss: str = "cross_entropy",
        random_state: int | None = None,
    ) -> None:
        self.layer_sizes = layer_sizes
        self.activation = activation
        self.lr = lr
        self.epochs = epochs
        self.batch_size = batch_size
        self.loss = loss
        self.random_state = random_state

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The arguments of __init__ by name: what scikit-learn's tools copy an estimator from."""
        names = ("layer_sizes", "activation", "lr", "epochs", "batch_size", "loss", "random_state")
        return {name: getattr(self, name) for name in names}

    def set_params(self, **params: Any) -> Classifier:
        """Changes arguments of __init__ by name and returns self."""
        for name, value in params.items():
            if name not in self.get_params():
                raise ValueError(f"there is no parameter {name!r}; a Classifier has {', '.join(self.get_params())}")
            setattr(self, name, value)
        return self

    def _start(self, n_features: int, labels: Any) -> None:
        """Forgets all training: sets `classes_`, `n_features_in_`, a new `mlp_`, and an empty `loss_curve_`.

        classes_ are the different values in labels, sorted; raises ValueError that lists them unless they are two. The
        weights of mlp_ are drawn from `np.random.default_rng(random_state)`; its output activation is the sigmoid.
        """
        self._require_sense()
        classes = np.unique(labels)
        if len(classes) != 2:
            raise ValueError(f"y has the classes {classes.tolist()}; a Classifier tells two classes apart")
        self.classes_ = classes
        self.n_features_in_ = n_features
        rng = np.random.default_rng(self.random_state)
        self.mlp_: Any = MLP(n_features, self.layer_sizes, self.activation, rng, output_activation="sigmoid")
        self.loss_curve_: list[float] = []

    def _require_sense(self) -> None:
        if np.ndim(self.layer_sizes) != 1 or len(self.layer_sizes) == 0 or self.layer_sizes[-1] != 1:
            raise ValueError(f"layer_sizes is {self.layer_sizes!r}; the last layer must have 1 neuron, as in [8, 1]")
        if self.loss not in LOSSES:
            raise ValueError(f"loss is {self.loss!r}; it must be one of {', '.join(LOSSES)}")
        if self.batch_size < 1 or self.epochs < 0 or not self.lr > 0:
            raise ValueError(
                f"batch_size is {self.batch_size!r}, epochs {self.epochs!r} and lr {self.lr!r}; "
                "they must be at least 1, at least 0, and above 0"
            )

    def _train(self, X: np.ndarray, y: np.ndarray, epochs: int) -> None:
        """Trains for some epochs and adds their losses to the curve; labels become targets 0 and 1 here."""
        unknown = sorted(set(y.tolist()) - set(self.classes_.tolist()))
        if unknown:
            raise ValueError(f"y has the label {unknown[0]!r}; the classes are {self.classes_.tolist()}")
        targets = (y == self.classes_[1]).astype(float).tolist()
        for _ in range(epochs):
            self.loss_curve_.append(train_epoch(self.mlp_, X, targets, self.lr, self.batch_size, LOSSES[self.loss]))

    def _require_fitted(self) -> None:
        if not hasattr(self, "mlp_"):
            raise NotFittedError("this Classifier is not fitted yet; call fit(X, y) before you ask it for predictions")

    def fit(self, X: Any, y: Any) -> Classifier:
        """Starts anew and trains for `epochs` epochs on examples X (n, d) and their labels y (n,). Returns self.

        Labels may be any two values. Raises ValueError that names the shape of an X other than (n, d), or of a y other
        than (n,).
        """
        X = check_inputs(X)
        y = check_labels(y, len(X))
        self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
        return self

    def partial_fit(self, X: Any, y: Any, classes: Any = None) -> Classifier:
        """Trains for one more epoch on X (n, d) and y (n,), from where training stopped. Returns self.

        The first call of all starts anew, with the labels in classes if y may lack one of the two. Raises ValueError
        like `fit`, and also for an X with other columns than before.
        """
        X = check_inputs(X, getattr(self, "n_features_in_", None))
        y = check_labels(y, len(X))
        if not hasattr(self, "mlp_"):
            self._start(X.shape[1], y if classes is None else classes)
        self._train(X, y, 1)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """P (n, 2): P[i, k] is the probability that example i is of the class classes_[k]; rows add up to 1.

        Raises NotFittedError before `fit`, and ValueError that names the shape of an X other than (n, n_features_in_).
        """
        self._require_fitted()
        X = check_inputs(X, self.n_features_in_)
        p = np.array([self.mlp_(x).data for x in X.tolist()])
        return np.column_stack([1.0 - p, p])

    def predict(self, X: Any) -> np.ndarray:
        """The label (n,) of the likelier class of each example in X (n, d)."""
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    def score(self, X: Any, y: Any) -> float:
        """The accuracy: the share of the examples X (n, d) whose predicted label is the one in y (n,).

        Raises ValueError that names the shape of a y other than (n,).
        """
        predictions = self.predict(X)
        return float(np.mean(predictions == check_labels(y, len(predictions))))
