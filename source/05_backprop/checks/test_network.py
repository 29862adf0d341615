"""A network of two layers, worked out by hand: every number between its input and the last of its derivatives."""

import numpy as np

from autograder import approx, numerical_gradient

# One example, the weights of a hidden layer of three neurons, and those of the output.
X = np.array([[5.0, 3.0]])
W = np.array([[1.0, -1.0, 3.0], [2.0, 2.0, -1.0]])
V = np.array([[0.1], [0.5], [-0.1]])
# Worked out by hand, for label 1: the hidden layer's output, the network's, and the derivatives of the loss J.
H = np.array([[0.9999833, 0.73105858, 0.99999386]])
Y, LOSS, DJ_DY = 0.590378, 0.52699227, -1.69383005
DJ_DV = np.array([[-0.40961516], [-0.29945768], [-0.40961948]])
DJ_DH = np.array([[-0.0409622, -0.204811, 0.0409622]])
DJ_DW = np.array([[-3.42057777e-06, -0.201341432, 1.25838681e-06], [-2.05234666e-06, -0.120804859, 7.55032084e-07]])
# Four more examples with two inputs each, and their labels.
POINTS = np.array([[0.5, -1.0], [1.5, 0.4], [-0.7, 0.2], [0.1, 0.9]])
LABELS = np.array([[1.0], [0.0], [1.0], [1.0]])


def probe_loss(network, y, label) -> tuple[float, np.ndarray]:
    return network.binary_cross_entropy(y, label)


def probe_layer(network, X, W, dY) -> dict[str, np.ndarray]:
    layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
    layer.W = W
    layer.forward(X)
    dX = layer.backward(dY)
    return {"W_grad": layer.W_grad, "dX": dX}


def probe_net(network, X, W, V, label) -> tuple[float, np.ndarray, np.ndarray]:
    net = network.Net(*W.shape, np.random.default_rng(0))
    net.hidden.W, net.output.W = W, V
    net.predict(X)
    loss = net.backward(label)
    return loss, net.output.W_grad, net.hidden.W_grad


def probe_training(network, X, W, V, label, steps) -> list[float]:
    net, losses = network.Net(*W.shape, np.random.default_rng(0)), []
    net.hidden.W, net.output.W = W, V
    for _ in range(steps):
        net.predict(X)
        losses.append(net.backward(label))
        net.grad_step(0.1)
    return losses


def test_binary_cross_entropy(student):
    """For the output 0.590378 and label 1, the loss is -log y = 0.52699227, and dJ/dy = -1 / y = -1.69383005."""
    loss, dJ_dy = student(probe_loss, np.array([[0.5903780017149115]]), 1)
    assert loss == approx(LOSS, rel=1e-8, mistakes={"a loss that should be positive": -LOSS})
    assert dJ_dy == approx(np.array([[DJ_DY]]), rel=1e-8, mistakes={
        "the derivative of log y: the minus is missing": np.array([[-DJ_DY]]),
        "y - label, which is dJ/dz, one step further back": np.array([[Y - 1.0]])})  # fmt: skip


def test_binary_cross_entropy_label_0(student):
    """For label 0 the loss is -log(1 - y), and dJ/dy = 1 / (1 - y): the output should fall."""
    loss, dJ_dy = student(probe_loss, np.array([[0.2]]), 0)
    assert loss == approx(0.2231435513142097, mistakes={
        "the loss of label 1": 1.6094379124341003,
        "the misprint (1 - label) (1 - log y) in place of (1 - label) log(1 - y)": -2.6094379124341005,
        "the first term alone, which is 0 for label 0": 0.0})  # fmt: skip
    assert dJ_dy == approx(np.array([[1.25]]), mistakes={
        "the second term with the wrong sign: log(1 - y) falls as y grows": np.array([[-1.25]]),
        "the derivative for label 1": np.array([[-5.0]]),
        "the derivative of the misprint (1 - label) (1 - log y)": np.array([[5.0]])})  # fmt: skip


def test_binary_cross_entropy_mean(student):
    """For several outputs the loss is the mean of theirs, and dJ_dy, of the shape of y, carries the 1 / n."""
    # -(ln 0.9 + ln 0.8 + ln 0.5) / 3
    loss, dJ_dy = student(probe_loss, np.array([[0.9], [0.2], [0.5]]), np.array([[1.0], [0.0], [1.0]]))
    assert loss == approx(0.34055041584399376, mistakes={
        "the sum": 1.0216512475319812,
        "the misprint (1 - label) (1 - log y)": -0.6036434054054429,
        "the first term alone, which is 0 for label 0": 0.2661692320725905})  # fmt: skip
    expected = np.array([[-1 / 2.7], [1 / 2.4], [-1 / 1.5]])
    mistakes = {"the derivative of the sum: it lacks the 1 / n": 3.0 * expected}
    assert dJ_dy == approx(expected, mistakes=mistakes)


def test_binary_cross_entropy_differences(student):
    """dJ_dy agrees with central differences of the loss, for either label."""

    def probe_forward(network, points, label) -> list[float]:
        return [network.binary_cross_entropy(y, label)[0] for y in points]

    y = np.array([0.3, 0.85, 0.6, 0.45])
    for label in (LABELS[:, 0], 1.0 - LABELS[:, 0]):
        loss, dJ_dy = student(probe_loss, y, label)
        assert loss == approx(float(-np.log(np.where(label == 1.0, y, 1.0 - y)).mean()))
        slopes = numerical_gradient(lambda points, label=label: student(probe_forward, points, label), y)
        assert dJ_dy == approx(slopes, rel=1e-6)


def test_binary_cross_entropy_extremes(student):
    """For outputs of exactly 0 and 1, the loss and its derivative are finite, and the loss is 0 where that is right."""

    def probe(network, y, label) -> list[float]:
        loss, dJ_dy = network.binary_cross_entropy(np.array([[y]]), label)
        return [loss, float(dJ_dy[0, 0])]

    largest = 27.631021115928547  # -log(1e-12)
    assert student(probe, 0.0, 1) == approx([largest, -1e12], rel=1e-3)
    assert student(probe, 1.0, 0) == approx([largest, 1e12], rel=1e-3)
    assert student(probe, 1.0, 1)[0] == approx(0.0, abs=1e-9)
    assert student(probe, 0.0, 0)[0] == approx(0.0, abs=1e-9)


def test_layer_forward(student):
    """The two layers of the worked example give h = (0.9999833, 0.73105858, 0.99999386), then y = 0.590378."""

    def probe(network, X, W) -> np.ndarray:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W = W
        return layer.forward(X)

    mistakes = {"the sums X W, with no sigmoid": np.array([[11.0, 1.0, 12.0]])}
    assert student(probe, X, W) == approx(H, abs=5e-8, rel=0.0, mistakes=mistakes)
    assert student(probe, H, V) == approx(np.array([[Y]]), abs=5e-7, rel=0.0)


def test_layer_backward(student):
    """From dJ/dy = -1.69383005, the output layer finds dJ/dV and hands back dJ/dh, each to its published digits."""
    h = 1 / (1 + np.exp(-np.array([[11.0, 1.0, 12.0]])))
    found = student(probe_layer, h, V, np.array([[-1.6938300497227732]]))
    assert found["W_grad"] == approx(DJ_DV, abs=6e-9, rel=0.0, mistakes={
        "what comes of the slope of the sigmoid at y, where y (1 - y) belongs": -0.388601133 * h.T})  # fmt: skip
    assert found["dX"] == approx(DJ_DH, abs=6e-7, rel=0.0)
    dZ = -0.4096219982850885  # y - 1, to all its digits
    assert found == approx({"W_grad": dZ * h.T, "dX": dZ * V.T}, rel=1e-12)


def test_layer_backward_hidden(student):
    """From dJ/dh, the hidden layer finds dJ/dW: two columns are tiny, because their neurons saturate."""
    dJ_dh = np.array([[-0.0409621998285, -0.2048109991425, 0.0409621998285]])
    assert student(probe_layer, X, W, dJ_dh)["W_grad"] == approx(DJ_DW, rel=5e-9, mistakes={
        "what it is without the sigmoid's derivative h (1 - h)": X.T * dJ_dh})  # fmt: skip


def test_layer_backward_differences(student):
    """For four examples, three outputs and any dY, W_grad and dX agree with central differences of sum(dY * Y)."""

    def probe_forward(network, Xs, Ws) -> np.ndarray:
        layer, outputs = network.LinearSigmoidLayer(*Ws[0].shape, np.random.default_rng(0)), []
        for X, W in zip(Xs, Ws, strict=True):
            layer.W = W
            outputs.append(layer.forward(X))
        return np.array(outputs)

    W = np.array([[0.5, -0.2, 1.4], [0.3, 0.8, -0.6]])
    dY = np.array([[0.7, -0.3, 0.5], [-1.1, 0.4, 0.6], [0.2, 0.9, -0.8], [1.3, -0.5, 0.1]])
    outputs = student(probe_forward, POINTS[None], W[None])
    assert outputs == approx(1 / (1 + np.exp(-(POINTS @ W)))[None])

    def weighted(points):
        Xs, Ws = points[:, :8].reshape(-1, 4, 2), points[:, 8:].reshape(-1, 2, 3)
        outputs = student(probe_forward, Xs, Ws)
        assert outputs.shape == (len(points), 4, 3), f"{len(points)} outputs (4, 3) have the shape {outputs.shape}"
        return (outputs * dY).sum(axis=(1, 2))

    slopes = numerical_gradient(weighted, np.concatenate([POINTS.ravel(), W.ravel()]))
    dX, W_grad = slopes[:8].reshape(4, 2), slopes[8:].reshape(2, 3)
    once_more = "a W_grad divided by the number of examples: the 1 / n of the loss is in dY already"
    assert student(probe_layer, POINTS, W, dY) == approx(
        {"W_grad": W_grad, "dX": dX}, rel=1e-6, abs=1e-9, mistakes={once_more: {"W_grad": W_grad / 4.0, "dX": dX}}
    )


def test_layer_backward_replaces(student):
    """W_grad belongs to the last backward pass alone: it does not add up, as the gradients of `Value` do."""

    def probe(network, X, W, dY) -> np.ndarray:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W = W
        for _ in range(2):
            layer.forward(X)
            layer.backward(dY)
        return layer.W_grad

    h = 1 / (1 + np.exp(-np.array([[11.0, 1.0, 12.0]])))
    found = student(probe, h, V, np.array([[-1.6938300497227732]]))
    once = -0.4096219982850885 * h.T
    mistakes = {"the sum of two passes: the second one should replace the first": 2.0 * once}
    assert found == approx(once, rel=1e-12, mistakes=mistakes)


def test_net_predict(student):
    """The worked example's network gives the output 0.590378, with a row for its one example."""

    def probe(network, X, W, V) -> np.ndarray:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W, V
        return net.predict(X)

    assert student(probe, X, W, V) == approx(np.array([[Y]]), abs=5e-7, rel=0.0, mistakes={
        "the hidden layer's output": H,
        "a label in place of the probability": np.array([[1.0]])})  # fmt: skip


def test_net_backward(student):
    """For label 1, backward returns the loss 0.52699227 and finds dJ/dV and dJ/dW, each to its published digits."""
    loss, dV, dW = student(probe_net, X, W, V, 1)
    assert loss == approx(LOSS, rel=1e-8)
    twice = "what comes of y - label in place of dJ/dy: the layer itself multiplies by y (1 - y)"
    assert dV == approx(DJ_DV, abs=6e-9, rel=0.0, mistakes={twice: 0.2418318168 * DJ_DV})
    assert dW == approx(DJ_DW, rel=5e-9, mistakes={
        "zeros: the backward pass stops before the hidden layer": np.zeros((2, 3))})  # fmt: skip


def test_net_backward_label_0(student):
    """For label 0, every derivative has the opposite sign: the loss is -log(1 - y) = 0.8925205."""
    loss, dV, dW = student(probe_net, X, W, V, 0)
    assert loss == approx(0.8925204999482906, mistakes={
        "the loss of label 1": 0.5269922663580124,
        "the misprint (1 - label) (1 - log y)": -1.5269922663580124})  # fmt: skip
    # dJ/dz is y - label: 0.590378 where it was -0.409622, so that all of them change by one factor.
    factor = 0.5903780017149115 / -0.4096219982850885
    twice = "what comes of y - label in place of dJ/dy: the layer itself multiplies by y (1 - y)"
    mistakes = {"what it is for label 1": DJ_DV, twice: 0.2418318168 * factor * DJ_DV}
    assert dV == approx(factor * DJ_DV, rel=1e-7, mistakes=mistakes)
    assert dW == approx(factor * DJ_DW, rel=1e-7, mistakes={"what it is for label 1": DJ_DW})


def test_net_backward_differences(student):
    """For four examples with labels 1, 0, 1 and 1, both gradients agree with central differences of the mean loss."""

    def probe_forward(network, X, points) -> np.ndarray:
        net, outputs = network.Net(2, 3, np.random.default_rng(0)), []
        for point in points:
            net.hidden.W, net.output.W = point[:6].reshape(2, 3), point[6:].reshape(3, 1)
            outputs.append(net.predict(X))
        return np.array(outputs)

    point = np.array([0.6, -0.9, 0.2, 1.1, 0.8, -1.3, 0.7, -0.4, 1.5])
    W, V = point[:6].reshape(2, 3), point[6:].reshape(3, 1)
    hidden = 1 / (1 + np.exp(-(POINTS @ W)))
    assert student(probe_forward, POINTS, point[None]) == approx(1 / (1 + np.exp(-(hidden @ V)))[None])

    def losses(points):
        outputs = student(probe_forward, POINTS, points)
        assert outputs.shape == (len(points), 4, 1), f"{len(points)} outputs (4, 1) have the shape {outputs.shape}"
        return -np.log(np.where(LABELS == 1.0, outputs, 1.0 - outputs)).mean(axis=(1, 2))

    slopes = numerical_gradient(losses, point)
    _, dV, dW = student(probe_net, POINTS, W, V, LABELS)
    assert np.concatenate([dW.ravel(), dV.ravel()]) == approx(slopes, rel=1e-6, abs=1e-9, mistakes={
        "the gradient of the sum over the examples, not of their mean": 4.0 * slopes,
        "divided by the number of examples twice": slopes / 4.0})  # fmt: skip


def test_net_backward_keeps_weights(student):
    """backward finds gradients, and does no more: until grad_step is called, no weight moves."""

    def probe(network, X, W, V, label) -> tuple[list[bool], bool]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W.copy(), V.copy()
        net.predict(X)
        net.backward(label)
        found = bool(np.any(net.hidden.W_grad) or np.any(net.output.W_grad))
        return [np.array_equal(net.hidden.W, W), np.array_equal(net.output.W, V)], found

    kept, found = student(probe, X, W, V, 1)
    moved = [name for name, same in zip(("hidden", "output"), kept, strict=True) if not same]
    assert not moved, f"after predict and backward, the weights should be as before; those of {moved} have moved"
    assert found, "after backward, every W_grad is still 0: no gradient was found"


def test_grad_step(student):
    """One step of 0.1 from the worked example moves W and V against their gradients by a tenth of them."""

    def probe(network, X, W, V, label, lr) -> tuple[np.ndarray, np.ndarray]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W.copy(), V.copy()
        net.predict(X)
        net.backward(label)
        net.grad_step(lr)
        return net.hidden.W, net.output.W

    new_W, new_V = student(probe, X, W, V, 1, 0.1)
    for new, old, gradient in ((new_V, V, DJ_DV), (new_W, W, DJ_DW)):
        assert new == approx(old - 0.1 * gradient, abs=2e-9, rel=0.0, mistakes={
            "a step uphill: the gradient is added": old + 0.1 * gradient,
            "a step of the whole gradient, without lr": old - gradient,
            "the step itself, in place of the weights after it": -0.1 * gradient})  # fmt: skip


def test_grad_step_label_1(student):
    """100 steps for label 1 take the loss from 0.527 over 0.480, 0.440, ... to below 0.035."""
    first = [0.5269922663580124, 0.48047198584223616, 0.439659371463211]
    assert student(probe_training, X, W, V, 1, 3) == approx(first, mistakes={
        "a loss that grows: the steps go uphill": [first[0], 0.5765227799497982, 0.6323225006443827]})  # fmt: skip
    losses = student(probe_training, X, W, V, 1, 100)
    assert losses[-1] < 0.035, f"after 100 steps for label 1, the loss is {losses[-1]:.3g}; it should be below 0.035"


def test_grad_step_label_0(student):
    """100 steps for label 0 take the loss from 0.893 over 0.797, 0.716, ... to below 0.052."""
    first = [0.8925204999482906, 0.7967073323834238, 0.7156520292203311]
    assert student(probe_training, X, W, V, 0, 3) == approx(first)
    losses = student(probe_training, X, W, V, 0, 100)
    assert losses[-1] < 0.052, f"after 100 steps for label 0, the loss is {losses[-1]:.3g}; it should be below 0.052"
