"""What public checks cannot ask: weights, examples and derivatives from above that nobody knows beforehand."""

import numpy as np

from autograder import approx

SHAPES = ((7, 3, 4), (2, 5, 3), (4, 4, 4))  # examples, inputs, neurons


def require_layers(student, rng):
    """Asserts that backward asks whatever layers there are, and hands on what they answer."""

    def probe(network, y, label, dH) -> tuple[float, list[np.ndarray]]:
        class Told:
            def __init__(self, backward):
                self.answer, self.asked = backward, []
                self.W = self.W_grad = np.zeros((1, 1))

            def backward(self, dY):
                self.asked.append(dY)
                return self.answer

        net = network.Net(2, 3, np.random.default_rng(0))
        net.hidden, net.output, net.y = Told(np.zeros_like(dH)), Told(dH), y
        loss = net.backward(label)
        return loss, [*net.output.asked, *net.hidden.asked]

    y, dH = rng.uniform(0.1, 0.9, (5, 1)), rng.normal(size=(5, 3))
    label = rng.permutation([0.0, 0.0, 1.0, 1.0, 1.0])[:, None]
    right = np.where(label == 1.0, y, 1.0 - y)
    loss, asked = student(probe, y, label, dH)
    assert loss == approx(float(-np.log(right).mean()))
    assert asked == approx([(1.0 - 2.0 * label) / right / 5.0, dH])


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
        agree(probe, scale * rng.normal(size=(n, n_in)), rng.normal(size=(n_in, n_out)), abs=1e-12)


def test_layer_backward_agrees(student, agree, rng):
    """W_grad and the derivative for the layer below are right for any shapes, and for whatever the layer remembers."""

    def probe(network, X, Y, W, dY) -> dict[str, np.ndarray]:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W, layer.X, layer.Y = W, X, Y
        dX = layer.backward(dY)
        return {"W_grad": layer.W_grad, "dX": dX}

    for n, n_in, n_out in SHAPES:
        inputs, weights, behind = (rng.normal(size=shape) for shape in ((n, n_in), (n_in, n_out), (n, n_out)))
        agree(probe, inputs, 0.5 + 0.5 * np.tanh(inputs @ weights / 2.0), weights, behind, rel=1e-11, abs=1e-13)
        agree(probe, inputs, rng.normal(size=(n, n_out)), weights, behind, rel=1e-11, abs=1e-13)


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
    require_layers(student, rng)


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
    require_layers(student, rng)


def test_grad_step_agrees(student, rng):
    """After some steps, each weight of a network of any size has moved against the sum of its gradients."""

    def probe(network, W, V, dWs, dVs, lr) -> tuple[np.ndarray, np.ndarray]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W.copy(), V.copy()
        for net.hidden.W_grad, net.output.W_grad in zip(dWs, dVs, strict=True):
            net.grad_step(lr)
        return net.hidden.W, net.output.W

    d, h = (int(size) for size in rng.integers(2, 7, 2))
    (W, *dWs), (V, *dVs) = rng.normal(size=(5, d, h)), rng.normal(size=(5, h, 1))
    lr = float(rng.uniform(0.2, 0.9))
    expected = W - lr * sum(dWs), V - lr * sum(dVs)
    assert student(probe, W, V, list(dWs), list(dVs), lr) == approx(expected, rel=1e-9, abs=1e-12)


def test_grad_step_training(agree, rng):
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


def test_measured_gradient_agrees(student, agree, rng):
    """It measures the slopes of any loss, in arrays of one, two and three axes, and puts each entry back."""

    def probe(network, array, A, step) -> tuple[np.ndarray, np.ndarray]:
        def loss():
            sums = (A * array).reshape(len(array), -1).sum(axis=1)
            return float(np.sum(np.tanh(sums)) + np.sum(array**3))

        return network.measured_gradient(loss, array, step), array

    for shape in ((5,), (2, 4), (3, 2, 2)):
        array, A = rng.normal(size=shape), rng.normal(size=shape)
        agree(probe, array, A, float(rng.uniform(0.01, 0.2)), rel=1e-9, abs=1e-9)
