"""Trains networks on handwritten digits: mini-batches, momentum, Adam, weight decay, early stopping, a convolution.

Arguments stay as they were: nothing here changes an array that it is given. An optimizer puts new arrays in the place
of the parameters of a model.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from softmax_mlp import cross_entropy, cross_entropy_backward, relu, relu_backward, softmax

Arrays = dict[str, np.ndarray]  # parameters or gradients by name: {"W1": ..., "b1": ...}


def require(sense: bool, name: str, value: object, wanted: str) -> None:
    """Raises ValueError that names an argument, its value and what is wanted, if the value makes no sense."""
    if not sense:
        raise ValueError(f"{name} is {value!r}; it must be {wanted}")


# Steps.


def minibatches(n: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """The batches of one epoch: arrays of row numbers, which hold each of 0, ..., n - 1 exactly once among them.

    The order is `rng.permutation` of the n numbers, called once. Each batch takes the next batch_size of them, the last
    one what is left. Raises ValueError that names batch_size if it is below 1.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


class Descent:
    """p <- p - lr * dL/dp: plain gradient descent. The worked example of an optimizer."""

    def __init__(self, lr: float) -> None:
        require(lr > 0.0, "lr", lr, "above 0")
        self.lr = lr

    def step(self, params: Arrays, gradients: Arrays) -> None:
        """One step of each parameter that has a gradient. params[name] is a new array afterwards; no array changes."""
        for name in gradients:
            params[name] = params[name] - self.lr * gradients[name]


class Momentum:
    """Descent of something that has mass. `velocity` holds, for each name, what the gradients so far have left."""

    def __init__(self, lr: float, beta: float = 0.9) -> None:
        require(lr > 0.0, "lr", lr, "above 0")
        require(0.0 <= beta < 1.0, "beta", beta, "at least 0 and below 1, the share of the velocity that is kept")
        self.lr, self.beta = lr, beta
        self.velocity: Arrays = {}

    def step(self, params: Arrays, gradients: Arrays) -> None:
        """One step of each parameter that has a gradient, as `Descent.step` takes one; no array changes.

        A velocity has the unit and the shape of its gradient, and starts from 0. With beta = 0 this is plain descent;
        under a gradient g that stays the same, the velocity grows towards g / (1 - beta).
        """
        # YOUR CODE HERE
        raise NotImplementedError()


class Adam:
    """Steps whose length hardly depends on how large the gradients are. `t` counts the steps taken so far.

    `mean` and `square` hold, for each name, running averages of the gradient and of its square, not yet corrected.
    """

    def __init__(self, lr: float = 0.01, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        require(lr > 0.0, "lr", lr, "above 0")
        require(0.0 <= beta1 < 1.0, "beta1", beta1, "at least 0 and below 1")
        require(0.0 <= beta2 < 1.0, "beta2", beta2, "at least 0 and below 1")
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.mean: Arrays = {}
        self.square: Arrays = {}
        self.t = 0

    def step(self, params: Arrays, gradients: Arrays) -> None:
        """One step of each parameter that has a gradient, as `Descent.step` takes one; no array changes.

        Both averages start from 0 and are corrected for it, so that in the first step each entry moves by lr against
        the sign of its gradient, whatever its size; eps stands outside of the square root.
        """
        # YOUR CODE HERE
        raise NotImplementedError()


def with_decay(loss: float, gradients: Arrays, params: Arrays, decay: float) -> tuple[float, Arrays]:
    """The loss plus half of decay times the sum of all squared weights, and the gradients of that.

    Weights are the parameters with two axes or more; those with one are biases, which nothing is charged for. Returns
    a dict of its own, in which arrays that stay the same may be those of `gradients`; changes no array and no dict.
    """
    require(decay >= 0.0, "decay", decay, "at least 0")
    # YOUR CODE HERE
    raise NotImplementedError()


# Training. A model is anything with `params`, `loss_and_gradients(X, y)` and `predict_proba(X)`: SoftmaxMLP, ConvNet.


def train_epoch(
    model: Any,
    optimizer: Any,
    X: np.ndarray,
    y: np.ndarray,
    batch_size: int,
    decay: float,
    rng: np.random.Generator,
) -> float:
    """One step of the optimizer for each of the `minibatches`, along the gradients of its loss `with_decay`.

    X (n, d) are examples, y (n,) their classes. Loss and gradients of a batch are those that the model returns for its
    rows, at the parameters that it has by then. Returns the mean over the n examples of their batch's loss before its
    step, without decay.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


class History(NamedTuple):
    """What happened in training: a loss per epoch, on the training and on the validation examples, and the best."""

    train: list[float]
    validation: list[float]
    best: int  # the number of the epoch, from 0, with the least validation loss


def train(
    model: Any,
    optimizer: Any,
    training: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
    rng: np.random.Generator,
    batch_size: int = 32,
    epochs: int = 100,
    patience: int = 10,
    decay: float = 0.0,
) -> History:
    """Trains by `train_epoch` until the validation loss stops falling, and leaves the model with its best parameters.

    The validation loss of an epoch is the cross entropy, without decay, of what the model predicts for `validation`
    after the epoch. Training ends after `epochs` epochs, or earlier, once `patience` epochs in a row have brought
    no loss below the least one so far. Then `model.params` holds copies of the parameters as they were after the epoch
    with the least loss, the first such epoch of several, whatever the optimizer has done to the arrays since.
    """
    require(epochs >= 1, "epochs", epochs, "at least 1")
    require(patience >= 1, "patience", patience, "at least 1")
    (X, y), (X_val, y_val) = training, validation
    train_losses: list[float] = []
    validation_losses: list[float] = []
    # YOUR CODE HERE
    raise NotImplementedError()


# Looking at what was learned.


def confusion_matrix(y: np.ndarray, predicted: np.ndarray, n_classes: int) -> np.ndarray:
    """C (k, k), whole numbers: C[i, j] examples are of class i and were taken for class j. y and predicted are (n,).

    Raises ValueError that names both shapes if they differ.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def weight_pictures(W: np.ndarray, height: int, width: int) -> np.ndarray:
    """The weights of each neuron as a picture: (h, height, width) for W (height * width, h), whose columns are neurons.

    Pixels are in rows, from the top, as `images.reshape(n, -1)` lines them up. Each picture is scaled by itself, so
    that its entry furthest from 0 becomes 1 or -1 and 0 stays 0; one without anything but 0 stays as it is.
    """
    require(len(W) == height * width, "len(W)", len(W), f"{height * width}, a row for each pixel")
    # YOUR CODE HERE
    raise NotImplementedError()


# Convolution.


def windows(images: np.ndarray, height: int, width: int) -> np.ndarray:
    """All windows of the images: out[i, y, x] is images[i, y : y + height, x : x + width]. A view, not to be changed.

    images (n, H, W) become (n, H - height + 1, W - width + 1, height, width).
    """
    images = np.asarray(images, dtype=float)
    require(images.ndim == 3, "images.shape", images.shape, "(n, height, width), three axes even for a single image")
    fits = images.shape[1] >= height and images.shape[2] >= width
    require(fits, "images.shape", images.shape, f"at least {height} by {width}, the size of a window")
    return np.lib.stride_tricks.sliding_window_view(images, (height, width), axis=(1, 2))


def convolve(images: np.ndarray, kernels: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Z (n, f, H - a + 1, W - b + 1): how well each kernel fits each window of each image, and the kernel's bias.

    images are (n, H, W), kernels (f, a, b), bias (f,). A kernel lies on an image as it stands, unturned, and only where
    all of it does. Fast enough to train with: no loop over images or places.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def convolve_backward(
    dZ: np.ndarray, images: np.ndarray, kernels: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """dL/dimages (n, H, W), dL/dkernels (f, a, b) and dL/dbias (f,), from dZ = dL/dZ for Z = convolve(images, ...).

    dZ is (n, f, H - a + 1, W - b + 1), and may be any. Goes back by itself: a check puts another function in the place
    of `convolve` meanwhile, and numbers of very different sizes into an image, where differences of losses are no use.
    An image may be as large as a photograph: nothing here takes a pass forward for each of its pixels.
    """
    (out_height, out_width), (a, b) = dZ.shape[2:], kernels.shape[1:]
    # YOUR CODE HERE
    raise NotImplementedError()


def max_pool(H: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A (n, f, h, w), the largest of each square of 2 by 2 entries of H (n, f, 2 h, 2 w), and where it came from.

    winners, of the shape of H, is 1 at the entries that were passed on, and 0 elsewhere; equal ones share the 1.
    """
    height, width = H.shape[2:]
    require(height % 2 == width % 2 == 0, "H.shape", H.shape, "(n, f, height, width), both even")
    corners = [(slice(None), slice(None), slice(y, None, 2), slice(x, None, 2)) for y in (0, 1) for x in (0, 1)]
    A = np.maximum.reduce([H[corner] for corner in corners])
    winners = (spread(A) == H).astype(float)
    return A, winners / spread(sum(winners[corner] for corner in corners))


def max_pool_backward(dA: np.ndarray, winners: np.ndarray) -> np.ndarray:
    """dH (n, f, 2 h, 2 w) from dA (n, f, h, w): all of it goes to the winner of each square. A worked example."""
    return spread(dA) * winners


def spread(A: np.ndarray) -> np.ndarray:
    """Each entry of A (n, f, h, w) four times, in a square of 2 by 2: (n, f, 2 h, 2 w)."""
    return A.repeat(2, axis=2).repeat(2, axis=3)


class Forward(NamedTuple):
    """A forward pass of a ConvNet: what the backward pass needs of it again, and the probabilities P."""

    images: np.ndarray  # (n, side + a - 1, side + a - 1), framed
    Z: np.ndarray  # (n, f, side, side), what the kernels found
    winners: np.ndarray  # of the shape of Z: 1 where the pooling passed an entry on, else 0
    A: np.ndarray  # (n, m), the pooled entries of an example in a row, which the last layer reads
    P: np.ndarray  # (n, k)


class ConvNet:
    """P = softmax(A W + b), A the maxima of relu(convolve(images, K, c)) in squares of 2 by 2, m of them, in a row.

    `params` are kernels K (f, a, a) and their biases c (f,), weights W (m, k) and biases b (k,). A frame of zeros
    around the images keeps Z as large as they are; therefore a is odd.
    """

    def __init__(self, side: int, n_kernels: int, size: int, n_classes: int, rng: np.random.Generator) -> None:
        require(side % 2 == 0, "side", side, "even, so that squares of 2 by 2 fit")
        require(size % 2 == 1, "size", size, "odd, so that the frame is as wide on each side")
        self.side = side
        m = n_kernels * (side // 2) ** 2
        K = np.sqrt(2.0 / size**2) * rng.standard_normal((n_kernels, size, size))
        W = np.sqrt(2.0 / m) * rng.standard_normal((m, n_classes))
        self.params: Arrays = {"K": K, "c": np.zeros(n_kernels), "W": W, "b": np.zeros(n_classes)}

    def frame(self, X: np.ndarray) -> np.ndarray:
        """The rows of X (n, side * side) as images (n, side + a - 1, side + a - 1), with zeros around them."""
        ring = (self.params["K"].shape[1] - 1) // 2
        return np.pad(np.reshape(X, (-1, self.side, self.side)), ((0, 0), (ring, ring), (ring, ring)))

    def forward(self, X: np.ndarray) -> Forward:
        """The pass of the examples X (n, side * side), whose rows are images line by line, through the parts above."""
        images = self.frame(X)
        # YOUR CODE HERE
        raise NotImplementedError()

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """P (n, k): the probability of each class for each row of X."""
        return self.forward(X)[-1]

    def predict(self, X: np.ndarray) -> np.ndarray:
        """The likeliest class (n,) for each row of X."""
        return np.argmax(self.predict_proba(X), axis=1)

    def loss_and_gradients(self, X: np.ndarray, y: np.ndarray) -> tuple[float, Arrays]:
        """L = cross_entropy of a forward pass, and {"K": dL/dK, "c": dL/dc, ...}, shaped like params, which stay.

        The pass is `self.forward(X)`, and both go back over what it returns, whatever that is, by `relu_backward`,
        `max_pool_backward` and `convolve_backward`, whatever these are.
        """
        # YOUR CODE HERE
        raise NotImplementedError()


# A digit of your own.


def shrink(bitmap: np.ndarray, height: int = 8, width: int = 8) -> np.ndarray:
    """A bitmap of 0 and 1 as coarse as the digits that the network knows: shares of ink from 0 to 1, (height, width).

    The bitmap is cut into height times width equal blocks. Raises ValueError that names its shape if it cannot be.
    """
    # YOUR CODE HERE
    raise NotImplementedError()
