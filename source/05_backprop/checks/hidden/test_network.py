"""What public checks cannot ask: weights, examples and derivatives from above that nobody knows beforehand."""

import numpy as np

from autograder import approx

SHAPES = ((7, 3, 4), (2, 5, 3), (4, 4, 4))  # examples, inputs, neurons


def test_binary_cross_entropy_agrees(student, agree, rng):
    """Loss and derivative are right for outputs of any shape, each with a label of its own."""

    def probe(network, y, label) -> tuple[float, np.ndarray]:
        return network.binary_cross_entropy(y, label)

    for shape in ((6, 1), (5,), (3, 4)):
        agree(probe, rng.uniform(0.01, 0.99, size=shape), rng.integers(0, 2, size=shape).astype(float))
    # A loss for each of 20,000 outputs takes too long; the formula hardly any time.
    agree(probe, rng.uniform(0.01, 0.99, size=20_000), rng.integers(0, 2, size=20_000).astype(float))


def test_layer_forward_agrees(student, agree, rng):
    """A layer's outputs are right for any number of examples, inputs and neurons, and for sums of any size."""

    def probe(network, X, W) -> np.ndarray:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W = W
        return layer.forward(X)

    for (n, n_in, n_out), scale in zip(SHAPES, (1.0, 1.0, 300.0), strict=True):
        agree(probe, scale * rng.normal(size=(n, n_in)), rng.normal(size=(n_in, n_out)))


def test_layer_backward_agrees(student, agree, rng):
    """W_grad and the derivative for the layer below are right for any shapes and any derivative from above."""

    def probe(network, X, W, dY) -> dict[str, np.ndarray]:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W = W
        layer.forward(X)
        dX = layer.backward(dY)
        return {"W_grad": layer.W_grad, "dX": dX}

    for n, n_in, n_out in SHAPES:
        inputs, weights, behind = (rng.normal(size=shape) for shape in ((n, n_in), (n_in, n_out), (n, n_out)))
        agree(probe, inputs, weights, behind, rel=1e-11, abs=1e-13)
    # A pass forward for each of 41,000 entries of W and X takes too long; one pass backward hardly any time.
    inputs, weights, behind = rng.normal(size=(5, 200)), rng.normal(size=(200, 200)), rng.normal(size=(5, 200))
    agree(probe, inputs, 0.1 * weights, behind, rel=1e-10, abs=1e-12)


def test_net_predict_agrees(student, agree, rng):
    """A network of any size predicts one probability for each row, in a column."""

    def probe(network, X, W, V) -> np.ndarray:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W, V
        return net.predict(X)

    for n, d, h in SHAPES:
        agree(probe, rng.normal(size=(n, d)), rng.normal(size=(d, h)), rng.normal(size=(h, 1)))


def test_net_backward_agrees(student, agree, rng):
    """Loss and gradients are those of the last prediction, for networks of any size and labels of both kinds."""

    def probe(network, X, W, V, label) -> tuple[float, np.ndarray, np.ndarray]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W, V
        net.predict(-X)
        net.backward(0)
        net.predict(X)
        return net.backward(label), net.hidden.W_grad, net.output.W_grad

    for n, d, h in SHAPES:
        label = rng.permutation(np.arange(n) % 2).astype(float)[:, None]
        inputs, W, V = (rng.normal(size=shape) for shape in ((n, d), (d, h), (h, 1)))
        agree(probe, inputs, W, V, label, rel=1e-11, abs=1e-13)
    # A pass forward for each of 40,200 weights takes too long; one pass backward hardly any time.
    inputs, W, V = rng.normal(size=(5, 200)), 0.1 * rng.normal(size=(200, 200)), rng.normal(size=(200, 1))
    agree(probe, inputs, W, 0.1 * V, np.array([[0.0], [1.0], [0.0], [1.0], [1.0]]), rel=1e-9, abs=1e-13)


def test_net_backward_saturated(student, rng):
    """A network that is sure and wrong has a large loss, and gradients without nan or infinity."""

    def probe(network, X, W, V, label) -> tuple[float, np.ndarray, np.ndarray]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W, V
        net.predict(X)
        return net.backward(label), net.hidden.W_grad, net.output.W_grad

    X, W = rng.uniform(1.0, 9.0, size=(3, 2)), rng.uniform(1.0, 9.0, size=(2, 4))
    for label, direction in ((0, 1.0), (1, -1.0)):
        V = direction * rng.uniform(500.0, 900.0, size=(4, 1))
        # Where it is less sure, it has another loss, and something to learn.
        loss, dW, dV = student(probe, 0.05 * X, 0.05 * W, 0.002 * V, label)
        z = (0.5 + 0.5 * np.tanh(0.00125 * X @ W)) @ (0.002 * V)
        assert loss == approx(float(np.mean(np.logaddexp(0.0, direction * z))))
        assert dW.any() or dV.any(), "where the network is less sure, all of dJ/dW and dJ/dV is 0 as well"
        loss, dW, dV = student(probe, X, W, V, label)
        assert loss == approx(-np.log(1e-12), rel=1e-3)
        assert np.isfinite(dW).all(), f"dJ/dW should be finite; it is {dW.tolist()}"
        assert np.isfinite(dV).all(), f"dJ/dV should be finite; it is {dV.tolist()}"


def test_grad_step_agrees(student, agree, rng):
    """After 20 steps with labels of both kinds, the weights of a network of any size are those of the solution."""

    def probe(network, X, W, V, label, lr, steps) -> dict[str, np.ndarray]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W, V
        for _ in range(steps):
            net.predict(X)
            net.backward(label)
            net.grad_step(lr)
        return {"W": net.hidden.W, "V": net.output.W}

    W, V, label = rng.normal(size=(3, 5)), rng.normal(size=(5, 1)), rng.permutation(np.arange(8) % 2)[:, None]
    agree(probe, rng.normal(size=(8, 3)), W, V, label.astype(float), float(rng.uniform(0.2, 0.9)), 20, rel=1e-7)
