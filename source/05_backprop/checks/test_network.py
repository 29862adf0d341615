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


def probe_layer(network, X, Y, W, dY) -> dict[str, np.ndarray]:
    layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
    layer.W, layer.X, layer.Y = W, X, Y
    dX = layer.backward(dY)
    return {"W_grad": layer.W_grad, "dX": dX}


def probe_layers(network, y, label, dH) -> tuple[float, list[np.ndarray]]:
    # Layers that answer what they are told, and remember what they are asked.
    class Told:
        def __init__(self, forward, backward):
            self.answers, self.asked = (forward, backward), []
            self.W = self.W_grad = np.zeros((1, 1))

        def forward(self, X):
            return self.answers[0]

        def backward(self, dY):
            self.asked.append(dY)
            return self.answers[1]

    net = network.Net(2, 3, np.random.default_rng(0))
    net.hidden, net.output = Told(np.zeros_like(dH), np.zeros_like(dH)), Told(y, dH)
    net.y = y
    loss = net.backward(label)
    return loss, [*net.output.asked, *net.hidden.asked]


def probe_net(network, X, W, V, label) -> tuple[float, np.ndarray, np.ndarray]:
    net = network.Net(*W.shape, np.random.default_rng(0))
    net.hidden.W, net.output.W = W, V
    net.predict(X)
    loss = net.backward(label)
    return loss, net.output.W_grad, net.hidden.W_grad


def probe_training(network, X, W, V, label, steps) -> list[list[np.ndarray]]:
    net = network.Net(*W.shape, np.random.default_rng(0))
    net.hidden.W, net.output.W = W.copy(), V.copy()
    weights = [[W, V]]
    for _ in range(steps):
        net.predict(X)
        net.backward(label)
        net.grad_step(0.1)
        weights.append([np.array(net.hidden.W), np.array(net.output.W)])
    return weights


def require_remembered(student):
    """Asserts that backward goes back over what the layer remembers, whatever it is."""
    # dZ = (4 * 0.5 * 0.5, 1 * 2 * -1) = (1, -2)
    X, Y, W, dY = np.array([[1.0, 2.0]]), np.array([[0.5, 2.0]]), np.array([[1.0, 2.0], [3.0, -1.0]]), [[4.0, 1.0]]
    found = student(probe_layer, X, Y, W, np.array(dY))
    expected = {"W_grad": np.array([[1.0, -2.0], [2.0, -4.0]]), "dX": np.array([[-3.0, 5.0]])}
    assert found == approx(expected, rel=1e-12), "for X = (1, 2) and Y = (0.5, 2), which forward may have left there"


def require_layers(student):
    """Asserts that backward asks the layers, the output layer first, and hands on what it is answered."""
    y, dH = np.array([[0.2], [0.5]]), np.array([[3.0, -1.0, 7.0], [0.5, 2.0, -4.0]])
    # -(ln 0.8 + ln 0.5) / 2, and (1 / 0.8, -1 / 0.5) / 2
    loss, asked = student(probe_layers, y, np.array([[0.0], [1.0]]), dH)
    assert loss == approx(0.45814536593707755)
    assert len(asked) == 2, f"backward should call the backward of each layer once; they were called {len(asked)} times"
    assert asked[0] == approx(np.array([[0.625], [-1.0]])), "the output layer's backward starts from dJ/dy"
    assert asked[1] == approx(dH), "the hidden layer's backward starts from what the output layer's has returned"


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


def test_binary_cross_entropy_table(student):
    """For a table of outputs, the mean is over all of its entries, and labels may be one number for all."""
    y, label = np.full((2, 3), 0.5), np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    loss, dJ_dy = student(probe_loss, y, label)
    assert loss == approx(0.6931471805599453)  # ln 2, of each
    mistakes = {"divided by the number of rows, not of outputs": (1.0 - 2.0 * label)}
    assert dJ_dy == approx((1.0 - 2.0 * label) / 3.0, mistakes=mistakes)
    assert student(probe_loss, y, 1)[1] == approx(np.full((2, 3), -1 / 3))


def test_binary_cross_entropy_arguments(student):
    """binary_cross_entropy leaves y and label as they were, also where it has to clip."""

    def probe(network, y, label) -> tuple[float, np.ndarray, np.ndarray]:
        loss, _ = network.binary_cross_entropy(y, label)
        return loss, y, label

    y, label = np.array([0.0, 1.0, 0.5]), np.array([0.0, 1.0, 1.0])
    loss, *after = student(probe, y, label)
    assert loss == approx(0.23104906018664842, rel=1e-8)  # ln 2 / 3
    for name, before, now in (("y", y, after[0]), ("label", label, after[1])):
        assert now.tolist() == before.tolist(), f"{name} was {before.tolist()}, and is {now.tolist()} after the call"


def test_binary_cross_entropy_refuses(student):
    """It raises a ValueError for outputs outside of [0, 1], and for labels other than 0 and 1 or of another shape."""

    def probe(network, wrong) -> tuple[float, list[bool]]:
        right, refused = network.binary_cross_entropy(np.array([[0.5], [0.5]]), 1)[0], []
        for y, label in wrong:
            try:
                network.binary_cross_entropy(y, label)
                refused.append(False)
            except ValueError:
                refused.append(True)
        return right, refused

    y = np.array([[0.2], [0.9]])
    wrong = {"an output of 1.1": [y + 0.2, 1], "an output of -0.1": [y - 0.3, 1], "the label 0.5": [y, 0.5]}
    wrong |= {"the labels 0 and 2": [y, np.array([[0.0], [2.0]])]}
    wrong |= {"labels (2,) for outputs (2, 1)": [y, np.array([0.0, 1.0])]}
    right, refused = student(probe, list(wrong.values()))
    assert right == approx(0.6931471805599453)
    for what, raised in zip(wrong, refused, strict=True):
        assert raised, f"{what} should raise a ValueError; it raised nothing"


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


def test_layer_forward_remembers(student):
    """self.X and self.Y remember what went into the last forward, and what came out."""

    def probe(network, X, W) -> list[np.ndarray]:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W = W
        layer.forward(X[::-1])
        return [layer.forward(X), layer.X, layer.Y]

    outputs, kept_X, kept_Y = student(probe, POINTS, W)
    Y = 1 / (1 + np.exp(-(POINTS @ W)))
    assert outputs == approx(Y)
    assert kept_X == approx(POINTS), "self.X should be the X of the last forward"
    assert kept_Y == approx(Y), "self.Y should be what the last forward returned"


def test_layer_forward_arguments(student):
    """forward leaves X and the weights as they were."""

    def probe(network, X, W) -> list[np.ndarray]:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W = W
        return [layer.forward(X), X, layer.W]

    outputs, *after = student(probe, POINTS, W)
    assert outputs == approx(1 / (1 + np.exp(-(POINTS @ W))))
    for name, before, now in (("X", POINTS, after[0]), ("W", W, after[1])):
        assert now.tolist() == before.tolist(), f"forward has changed {name}; it should leave it as it is"


def test_layer_forward_refuses(student):
    """forward raises a ValueError for an X whose shape does not fit the weights."""

    def probe(network, X, W, wrong) -> tuple[np.ndarray, list[bool]]:
        layer, refused = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0)), []
        layer.W = W
        outputs = layer.forward(X)
        for other in wrong:
            try:
                layer.forward(other)
                refused.append(False)
            except ValueError:
                refused.append(True)
        return outputs, refused

    wrong = [POINTS[0], POINTS[:, :1], POINTS[None]]
    outputs, refused = student(probe, POINTS, W, wrong)
    assert outputs == approx(1 / (1 + np.exp(-(POINTS @ W))))
    for X, raised in zip(wrong, refused, strict=True):
        assert raised, f"an X of the shape {X.shape} should raise a ValueError; it raised nothing"


def test_layer_backward(student):
    """From dJ/dy = -1.69383005, the output layer finds dJ/dV and hands back dJ/dh, each to its published digits."""
    h = 1 / (1 + np.exp(-np.array([[11.0, 1.0, 12.0]])))
    found = student(probe_layer, h, np.array([[0.5903780017149115]]), V, np.array([[-1.6938300497227732]]))
    assert found["W_grad"] == approx(DJ_DV, abs=6e-9, rel=0.0, mistakes={
        "what comes of the slope of the sigmoid at y, where y (1 - y) belongs": -0.388601133 * h.T})  # fmt: skip
    assert found["dX"] == approx(DJ_DH, abs=6e-7, rel=0.0)
    dZ = -0.4096219982850885  # y - 1, to all its digits
    assert found == approx({"W_grad": dZ * h.T, "dX": dZ * V.T}, rel=1e-12)
    require_remembered(student)


def test_layer_backward_hidden(student):
    """From dJ/dh, the hidden layer finds dJ/dW: two columns are tiny, because their neurons saturate."""
    dJ_dh = np.array([[-0.0409621998285, -0.2048109991425, 0.0409621998285]])
    h = 1 / (1 + np.exp(-np.array([[11.0, 1.0, 12.0]])))
    assert student(probe_layer, X, h, W, dJ_dh)["W_grad"] == approx(DJ_DW, rel=5e-9, mistakes={
        "what it is without the sigmoid's derivative h (1 - h)": X.T * dJ_dh})  # fmt: skip
    require_remembered(student)


def test_layer_backward_differences(student):
    """For four examples, three outputs and any dY, W_grad and dX agree with central differences of sum(dY * Y)."""

    W = np.array([[0.5, -0.2, 1.4], [0.3, 0.8, -0.6]])
    dY = np.array([[0.7, -0.3, 0.5], [-1.1, 0.4, 0.6], [0.2, 0.9, -0.8], [1.3, -0.5, 0.1]])

    def weighted(points):
        Xs, Ws = points[:, :8].reshape(-1, 4, 2), points[:, 8:].reshape(-1, 2, 3)
        return (dY / (1 + np.exp(-(Xs @ Ws)))).sum(axis=(1, 2))

    slopes = numerical_gradient(weighted, np.concatenate([POINTS.ravel(), W.ravel()]))
    dX, W_grad = slopes[:8].reshape(4, 2), slopes[8:].reshape(2, 3)
    once_more = "a W_grad divided by the number of examples: the 1 / n of the loss is in dY already"
    assert student(probe_layer, POINTS, 1 / (1 + np.exp(-(POINTS @ W))), W, dY) == approx(
        {"W_grad": W_grad, "dX": dX}, rel=1e-6, abs=1e-9, mistakes={once_more: {"W_grad": W_grad / 4.0, "dX": dX}}
    )
    require_remembered(student)


def test_layer_backward_replaces(student):
    """W_grad belongs to the last backward pass alone: it does not add up, as the gradients of `Value` do."""

    def probe(network, X, Y, W, dY) -> np.ndarray:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W, layer.X, layer.Y = W, X, Y
        for _ in range(2):
            layer.backward(dY)
        return layer.W_grad

    h = 1 / (1 + np.exp(-np.array([[11.0, 1.0, 12.0]])))
    found = student(probe, h, np.array([[0.5903780017149115]]), V, np.array([[-1.6938300497227732]]))
    once = -0.4096219982850885 * h.T
    mistakes = {"the sum of two passes: the second one should replace the first": 2.0 * once}
    assert found == approx(once, rel=1e-12, mistakes=mistakes)
    require_remembered(student)


def test_layer_backward_arguments(student):
    """backward leaves dY, the weights, and what the layer remembers as they were."""

    def probe(network, X, Y, W, dY) -> list[np.ndarray]:
        layer = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0))
        layer.W, layer.X, layer.Y = W, X, Y
        return [layer.backward(dY), dY, layer.W, layer.X, layer.Y]

    given = {"dY": np.array([[4.0, 1.0]]), "W": np.array([[1.0, 2.0], [3.0, -1.0]])}
    given |= {"X": np.array([[1.0, 2.0]]), "Y": np.array([[0.5, 2.0]])}
    dX, *after = student(probe, *(given[name] for name in ("X", "Y", "W", "dY")))
    assert dX == approx(np.array([[-3.0, 5.0]]), rel=1e-12)
    for (name, before), now in zip(given.items(), after, strict=True):
        assert now.tolist() == before.tolist(), f"backward has changed {name}; it should leave it as it is"


def test_layer_backward_refuses(student):
    """backward raises a RuntimeError before the first forward, and a ValueError for a dY of another shape than Y."""

    def probe(network, X, Y, W, wrong) -> tuple[np.ndarray, list[str]]:
        layer, raised = network.LinearSigmoidLayer(*W.shape, np.random.default_rng(0)), []
        for dY in [Y, *wrong]:
            try:
                layer.backward(dY)
                raised.append("nothing")
            except NotImplementedError:
                raise
            except (ValueError, RuntimeError) as error:
                raised.append("ValueError" if isinstance(error, ValueError) else "RuntimeError")
            layer.W, layer.X, layer.Y = W, X, Y
        return layer.backward(np.array([[4.0, 1.0]])), raised

    X, Y, W = np.array([[1.0, 2.0]]), np.array([[0.5, 2.0]]), np.array([[1.0, 2.0], [3.0, -1.0]])
    wrong = [np.ones(2), np.ones((1, 1)), np.ones((2, 2))]
    dX, raised = student(probe, X, Y, W, wrong)
    assert dX == approx(np.array([[-3.0, 5.0]]), rel=1e-12)
    assert raised[0] == "RuntimeError", f"before any forward, it should raise a RuntimeError; it raised {raised[0]}"
    for dY, error in zip(wrong, raised[1:], strict=True):
        assert error == "ValueError", f"for Y (1, 2), a dY {dY.shape} should raise a ValueError; it raised {error}"


def test_net_predict(student):
    """The worked example's network gives the output 0.590378, with a row for its one example."""

    def probe(network, X, W, V) -> np.ndarray:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W, V
        return net.predict(X)

    assert student(probe, X, W, V) == approx(np.array([[Y]]), abs=5e-7, rel=0.0, mistakes={
        "the hidden layer's output": H,
        "a label in place of the probability": np.array([[1.0]])})  # fmt: skip


def test_net_predict_layers(student):
    """predict asks the hidden layer about X, and the output layer about what that answers; self.y remembers the end."""

    def probe(network, X, H, y) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
        class Told:
            def __init__(self, forward):
                self.answer, self.asked = forward, []

            def forward(self, X):
                self.asked.append(X)
                return self.answer

        net = network.Net(2, 3, np.random.default_rng(0))
        net.hidden, net.output = Told(H[::-1]), Told(y[::-1])
        net.predict(X[::-1])
        net.hidden, net.output = Told(H), Told(y)
        answer = net.predict(X)
        return answer, net.y, [*net.hidden.asked, *net.output.asked]

    H, y = np.array([[3.0, -1.0, 7.0], [0.5, 2.0, -4.0]]), np.array([[0.2], [0.5]])
    answer, kept, asked = student(probe, POINTS[:2], H, y)
    assert answer == approx(y)
    assert kept == approx(y), "self.y should be the last prediction, for backward"
    assert asked == approx([POINTS[:2], H]), "the layers should be asked about X, and about the hidden layer's output"


def test_net_predict_arguments(student):
    """predict leaves X as it was."""

    def probe(network, X, W, V) -> tuple[np.ndarray, np.ndarray]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W, V
        return net.predict(X), X

    y, after = student(probe, X, W, V)
    assert y == approx(np.array([[Y]]), abs=5e-7, rel=0.0)
    assert after.tolist() == X.tolist(), "predict has changed X; it should leave it as it is"


def test_net_predict_refuses(student):
    """predict raises a ValueError for an X of another shape."""

    def probe(network, X, W, V, wrong) -> tuple[np.ndarray, list[bool]]:
        net, refused = network.Net(*W.shape, np.random.default_rng(0)), []
        net.hidden.W, net.output.W = W, V
        y = net.predict(X)
        for other in wrong:
            try:
                net.predict(other)
                refused.append(False)
            except ValueError:
                refused.append(True)
        return y, refused

    wrong = [X[0], POINTS[:, :1]]
    y, refused = student(probe, X, W, V, wrong)
    assert y == approx(np.array([[Y]]), abs=5e-7, rel=0.0)
    for other, raised in zip(wrong, refused, strict=True):
        assert raised, f"an X of the shape {other.shape} should raise a ValueError; it raised nothing"


def test_net_backward(student):
    """For label 1, backward returns the loss 0.52699227 and finds dJ/dV and dJ/dW, each to its published digits."""
    loss, dV, dW = student(probe_net, X, W, V, 1)
    assert loss == approx(LOSS, rel=1e-8)
    twice = "what comes of y - label in place of dJ/dy: the layer itself multiplies by y (1 - y)"
    assert dV == approx(DJ_DV, abs=6e-9, rel=0.0, mistakes={twice: 0.2418318168 * DJ_DV})
    assert dW == approx(DJ_DW, rel=5e-9, mistakes={
        "zeros: the backward pass stops before the hidden layer": np.zeros((2, 3))})  # fmt: skip
    require_layers(student)


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
    require_layers(student)


def test_net_backward_differences(student):
    """For four examples with labels 1, 0, 1 and 1, both gradients agree with central differences of the mean loss."""

    point = np.array([0.6, -0.9, 0.2, 1.1, 0.8, -1.3, 0.7, -0.4, 1.5])
    W, V = point[:6].reshape(2, 3), point[6:].reshape(3, 1)

    def losses(points):
        Ws, Vs = points[:, :6].reshape(-1, 2, 3), points[:, 6:].reshape(-1, 3, 1)
        y = 1 / (1 + np.exp(-(1 / (1 + np.exp(-(POINTS @ Ws))) @ Vs)))
        return -np.log(np.where(LABELS == 1.0, y, 1.0 - y)).mean(axis=(1, 2))

    slopes = numerical_gradient(losses, point)
    _, dV, dW = student(probe_net, POINTS, W, V, LABELS)
    assert np.concatenate([dW.ravel(), dV.ravel()]) == approx(slopes, rel=1e-6, abs=1e-9, mistakes={
        "the gradient of the sum over the examples, not of their mean": 4.0 * slopes,
        "divided by the number of examples twice": slopes / 4.0})  # fmt: skip
    require_layers(student)


def test_net_backward_layers(student):
    """backward hands dJ/dy to the output layer's backward, and what that returns to the hidden layer's."""
    require_layers(student)


def test_net_backward_refuses(student):
    """backward raises a RuntimeError before the first prediction."""

    def probe(network, y) -> tuple[bool, float]:
        class Silent:
            def backward(self, dY):
                return dY

        net = network.Net(2, 3, np.random.default_rng(0))
        try:
            net.backward(1)
            refused = False
        except NotImplementedError:
            raise
        except RuntimeError:
            refused = True
        net.hidden, net.output, net.y = Silent(), Silent(), y
        return refused, net.backward(1)

    refused, loss = student(probe, np.array([[0.5]]))
    assert refused, "before any predict, backward should raise a RuntimeError; it raised nothing"
    assert loss == approx(0.6931471805599453)
    require_layers(student)


def test_net_backward_keeps_weights(student):
    """backward finds gradients, and does no more: no weight moves until grad_step is called, and labels stay."""

    def probe(network, X, W, V, label) -> tuple[list[bool], bool]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W = W.copy(), V.copy()
        net.predict(X)
        given = label.copy()
        net.backward(given)
        found = bool(np.any(net.hidden.W_grad) or np.any(net.output.W_grad))
        pairs = (net.hidden.W, W), (net.output.W, V), (given, label)
        return [np.array_equal(now, before) for now, before in pairs], found

    kept, found = student(probe, X, W, V, np.array([[1.0]]))
    moved = [name for name, same in zip(("hidden.W", "output.W", "label"), kept, strict=True) if not same]
    assert not moved, f"after predict and backward, arrays should be as before; {' and '.join(moved)} changed"
    assert found, "after backward, every W_grad is still 0: no gradient was found"
    require_layers(student)


def test_grad_step(student):
    """One step of 0.1 from the worked example moves W and V against their gradients by a tenth of them."""

    def probe(network, W, V, dW, dV, lr) -> tuple[np.ndarray, np.ndarray]:
        net = network.Net(*W.shape, np.random.default_rng(0))
        net.hidden.W, net.output.W, net.hidden.W_grad, net.output.W_grad = W.copy(), V.copy(), dW, dV
        net.grad_step(lr)
        return net.hidden.W, net.output.W

    new_W, new_V = student(probe, W, V, DJ_DW, DJ_DV, 0.1)
    for new, old, gradient in ((new_V, V, DJ_DV), (new_W, W, DJ_DW)):
        assert new == approx(old - 0.1 * gradient, rel=1e-12, mistakes={
            "a step uphill: the gradient is added": old + 0.1 * gradient,
            "a step of the whole gradient, without lr": old - gradient,
            "the step itself, in place of the weights after it": -0.1 * gradient})  # fmt: skip


def test_grad_step_refuses(student):
    """grad_step raises a ValueError unless lr is above 0."""

    def probe(network, rates) -> tuple[list[bool], np.ndarray]:
        net, refused = network.Net(1, 1, np.random.default_rng(0)), []
        net.hidden.W, net.hidden.W_grad = np.ones((1, 1)), np.ones((1, 1))
        net.grad_step(0.25)
        for lr in rates:
            try:
                net.grad_step(lr)
                refused.append(False)
            except ValueError:
                refused.append(True)
        return refused, net.hidden.W

    rates = [0.0, -0.1, float("nan")]
    refused, moved = student(probe, rates)
    assert moved == approx(np.array([[0.75]]))
    for lr, raised in zip(rates, refused, strict=True):
        assert raised, f"lr = {lr} should raise a ValueError; it raised nothing"


def losses_of(weights, label):
    """The worked example's loss with each of the weights that training has gone through."""
    y = np.array([1 / (1 + np.exp(-(1 / (1 + np.exp(-(X @ W))) @ V))) for W, V in weights]).ravel()
    return -np.log(y if label else 1.0 - y)


def test_grad_step_label_1(student):
    """100 steps for label 1 take the loss from 0.527 over 0.480, 0.440, ... to below 0.035."""
    first = np.array([0.5269922663580124, 0.48047198584223616, 0.439659371463211])
    losses = losses_of(student(probe_training, X, W, V, 1, 100), 1)
    assert losses[:3] == approx(first, mistakes={
        "a loss that grows: the steps go uphill": np.array([first[0], 0.5765227799497982, 0.6323225006443827]),
        "a loss that stays: no weight moves": np.full(3, first[0])})  # fmt: skip
    assert losses[-1] < 0.035, f"after 100 steps for label 1, the loss is {losses[-1]:.3g}; it should be below 0.035"


def test_grad_step_label_0(student):
    """100 steps for label 0 take the loss from 0.893 over 0.797, 0.716, ... to below 0.052."""
    losses = losses_of(student(probe_training, X, W, V, 0, 100), 0)
    assert losses[:3] == approx(np.array([0.8925204999482906, 0.7967073323834238, 0.7156520292203311]))
    assert losses[-1] < 0.052, f"after 100 steps for label 0, the loss is {losses[-1]:.3g}; it should be below 0.052"


def probe_measured(network, array, A, power, step, across) -> tuple[np.ndarray, np.ndarray]:
    array = array.T if across else array
    return network.measured_gradient(lambda: float(np.sum(A * array**power)), array, step), array


def test_measured_gradient(student):
    """For w^3 at w = 2, a step of 0.5 to both sides measures (2.5^3 - 1.5^3) / 1 = 12.25."""
    slopes, _ = student(probe_measured, np.array([2.0]), np.array([1.0]), 3, 0.5, False)
    assert slopes == approx(np.array([12.25]), rel=1e-12, mistakes={
        "the difference to one side only": np.array([15.25]),
        "the difference to the lower side only": np.array([9.25]),
        "the difference divided by one step; the two calls lie two steps apart": np.array([24.5]),
        "a step of your own in place of the argument": np.array([12.0])})  # fmt: skip


def test_measured_gradient_table(student):
    """For a table, each entry gets the slope of its own, also where the table lies transposed in memory."""
    array, A = np.array([[1.0, 2.0, -1.0], [0.5, -3.0, 4.0]]), np.array([[1.0, -2.0, 3.0], [4.0, 0.5, -6.0]])
    expected = 2.0 * A * array
    mistakes = {"the slope if all entries moved at once, in every place": np.full((2, 3), expected.sum())}
    for given, across in ((array, False), (array.T, True)):
        slopes, _ = student(probe_measured, given.copy(), A, 2, 0.25, across)
        assert slopes == approx(expected, rel=1e-12, mistakes=mistakes)


def test_measured_gradient_restores(student):
    """Afterwards, each entry is what it was, to the last bit."""
    array = np.array([[0.1, 0.7], [1e-9, 123.4]])
    slopes, after = student(probe_measured, array, np.ones((2, 2)), 2, 0.3, False)
    assert slopes == approx(2.0 * array, rel=1e-6, abs=1e-6)
    assert after.tolist() == array.tolist(), f"the array was {array.tolist()}, and is {after.tolist()} after the call"


def test_measured_gradient_calls(student):
    """loss is called twice for each entry, and finds the others as they are."""

    def probe(network, array, step) -> list[np.ndarray]:
        seen = []

        def loss():
            seen.append(array.copy())
            return 0.0

        network.measured_gradient(loss, array, step)
        return seen

    seen = student(probe, np.zeros((2, 2)), 0.5)
    assert len(seen) == 8, f"for 4 entries, loss should be called 8 times; it was called {len(seen)} times"
    moved = sorted(each.ravel().tolist() for each in seen)
    expected = sorted((side * 0.5 * row).tolist() for row in np.eye(4) for side in (1.0, -1.0))
    assert moved == approx(expected), "at each call, one entry should be a step higher or lower, the others as they are"
