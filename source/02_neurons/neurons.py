"""Neurons, layers and multilayer perceptrons made of `Value`s, and gradient descent to train them.

Functions leave their arguments as they are: lists keep their entries, and nothing but `train` changes a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Integral

import numpy as np
from engine import Value


def require_count(name: str, value: object, least: int = 1) -> None:
    """Raises ValueError that names the argument and its value unless it is a whole number, at least `least`."""
    if not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number, at least {least}")


def as_generator(rng: np.random.Generator | None) -> np.random.Generator:
    """rng as it is, a fresh one for None. Raises TypeError that names anything else, such as a seed."""
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}; it must be None or a Generator, as np.random.default_rng(seed) makes one")
    return np.random.default_rng(rng)


def activate(z: Value, activation: str) -> Value:
    """sigmoid(z), tanh(z), max(0, z) or z, for activation "sigmoid", "tanh", "relu" or "linear".

    The result stays in the graph of z, and is as exact as the methods of Value at any size of z. Raises ValueError that
    names any other activation.
    """
    if activation == "linear":
        return z
    ### BEGIN SOLUTION
    if activation == "sigmoid":
        return z.sigmoid()
    if activation == "tanh":
        return z.tanh()
    if activation == "relu":
        return z.relu()
    raise ValueError(f"activation is {activation!r}; it must be 'sigmoid', 'tanh', 'relu' or 'linear'")
    ### END SOLUTION


class Neuron:
    """a = activation(w_1 x_1 + ... + w_d x_d + b): d = n_inputs weights `w` and a bias `b`."""

    def __init__(self, n_inputs: int, activation: str = "tanh", rng: np.random.Generator | None = None) -> None:
        """b = 0; w_1, ..., w_d are one call of `rng.uniform(-1, 1)` each, in this order.

        Without an rng, a fresh one is made. Weights and bias are Values that require a gradient.
        """
        require_count("n_inputs", n_inputs)
        rng = as_generator(rng)
        activate(Value(0.0), activation)  # an unknown activation is refused here, not at the first call
        self.activation = activation
        self.b = Value(0.0, requires_grad=True, label="b")
        ### BEGIN SOLUTION
        self.w = [Value(rng.uniform(-1.0, 1.0), requires_grad=True) for _ in range(n_inputs)]
        ### END SOLUTION

    def __call__(self, x: Sequence[Value | float]) -> Value:
        """z = w_1 x_1 + ... + w_d x_d + b; a = activation(z).

        x is a list of d Values or numbers; numbers are constants. Raises ValueError that names both lengths if x has
        another one than d.
        """
        ### BEGIN SOLUTION
        if len(x) != len(self.w):
            raise ValueError(f"x has {len(x)} entries; this neuron has {len(self.w)} inputs, and wants as many")
        z = self.b
        for w_i, x_i in zip(self.w, x, strict=True):
            z = z + w_i * x_i
        return activate(z, self.activation)
        ### END SOLUTION

    def parameters(self) -> list[Value]:
        """[w_1, ..., w_d, b]."""
        return [*self.w, self.b]


class Layer:
    """Neurons side by side: each reads the same n_inputs numbers."""

    def __init__(
        self, n_inputs: int, n_neurons: int, activation: str = "tanh", rng: np.random.Generator | None = None
    ) -> None:
        """`self.neurons` are n_neurons neurons, which draw their weights from the same rng, one after the other."""
        require_count("n_inputs", n_inputs)
        require_count("n_neurons", n_neurons)
        rng = as_generator(rng)
        ### BEGIN SOLUTION
        self.neurons = [Neuron(n_inputs, activation, rng) for _ in range(n_neurons)]
        ### END SOLUTION

    def __call__(self, x: Sequence[Value | float]) -> Value | list[Value]:
        """[a_1, ..., a_n], the outputs of the n neurons for x; of one neuron, a_1 itself."""
        ### BEGIN SOLUTION
        outputs = [neuron(x) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs
        ### END SOLUTION

    def parameters(self) -> list[Value]:
        """The parameters of every neuron, neuron by neuron."""
        return [p for neuron in self.neurons for p in neuron.parameters()]


class MLP:
    """A multilayer perceptron: the outputs of each layer are the inputs of the next."""

    def __init__(
        self,
        n_inputs: int,
        layer_sizes: Sequence[int],
        activation: str = "tanh",
        rng: np.random.Generator | None = None,
        *,
        output_activation: str | None = None,
    ) -> None:
        """`self.layers` has one layer for each of layer_sizes, list or tuple; MLP(3, [4, 4, 1]) goes 3 -> 4 -> 4 -> 1.

        Weights are drawn layer by layer from the same rng. The last layer has the output_activation; None means
        that it has the activation of the other layers.
        """
        require_count("n_inputs", n_inputs)
        if np.ndim(layer_sizes) != 1 or len(layer_sizes) == 0 or min(layer_sizes) < 1:
            raise ValueError(f"layer_sizes is {layer_sizes!r}; it must list the neurons of each layer, as in [4, 1]")
        rng = as_generator(rng)
        ### BEGIN SOLUTION
        inputs = [n_inputs, *layer_sizes[:-1]]
        activations = [activation] * (len(layer_sizes) - 1) + [output_activation or activation]
        self.layers = [Layer(*each, rng) for each in zip(inputs, layer_sizes, activations, strict=True)]
        ### END SOLUTION

    def __call__(self, x: Sequence[Value | float]) -> Value | list[Value]:
        """What the last layer makes of what the layer before it makes of ... x. A layer may have a single neuron."""
        ### BEGIN SOLUTION
        outputs: Value | list[Value] = []
        for layer in self.layers:
            outputs = layer(x)
            x = outputs if isinstance(outputs, list) else [outputs]
        return outputs
        ### END SOLUTION

    def parameters(self) -> list[Value]:
        """The parameters of every layer, layer by layer."""
        ### BEGIN SOLUTION
        return [p for layer in self.layers for p in layer.parameters()]
        ### END SOLUTION


def squared_error(predictions: Sequence[Value | float], targets: Sequence[Value | float]) -> Value:
    """(p_1 - t_1)^2 + ... + (p_n - t_n)^2 of n predictions p and n targets t: a Value, also of plain numbers or none.

    Targets that are numbers are constants: no gradient reaches them. Raises ValueError that names both lengths if
    they differ.
    """
    ### BEGIN SOLUTION
    if len(predictions) != len(targets):
        raise ValueError(f"there are {len(predictions)} predictions for {len(targets)} targets; give as many of both")
    loss = Value(0.0)
    for p, t in zip(predictions, targets, strict=True):
        loss = loss + (p - t) ** 2
    return loss
    ### END SOLUTION


def train(
    model: Callable[[Sequence[Value | float]], Value],
    xs: Sequence[Sequence[float]],
    ys: Sequence[float],
    lr: float,
    epochs: int,
) -> list[float]:
    """p <- p - lr * dloss/dp for every parameter p, once per epoch; loss = squared_error of all examples together.

    model is a Neuron, an MLP, or anything else with `parameters()` that makes a Value of an x. dloss/dp is what
    `backward` finds, whatever nodes the model is made of. Gradients that earlier passes left are forgotten before each
    backward pass. One prediction of each example per epoch is enough, however many parameters there are. Returns the
    loss of each epoch, as a number, before its step.
    """
    require_count("epochs", epochs, least=0)
    losses: list[float] = []
    for _ in range(epochs):
        ### BEGIN SOLUTION
        total = squared_error([model(x) for x in xs], ys)
        total.zero_grad()
        total.backward()
        total.optimize(lr)
        losses.append(total.data)
        ### END SOLUTION
    return losses
