"""What public checks cannot ask: shapes and numbers that nobody knows beforehand, and long training."""

import numpy as np

from autograder import approx, numerical_gradient

CORNERS = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], dtype=float)
EITHER = np.array([[0, 1, 1, 1]], dtype=float)
JUST_ONE = np.array([[0, 1, 1, 0]], dtype=float)


def probe_neuron(layers, inputs, targets, weights, epochs) -> tuple[list[float], np.ndarray, np.ndarray]:
    """Trains a single neuron from given weights; costs, outputs, weights."""
    neuron = layers.make_layers([weights.shape[1], 1], "plain", np.random.default_rng(0))
    neuron[0].W, neuron[0].b = weights, np.zeros((1, 1))
    costs = layers.train(neuron, inputs, targets, 1.0, epochs)
    return costs, layers.predict(neuron, inputs), neuron[0].W


def test_initialize_agrees(student, agree, rng):
    """For any sizes and any init, weights and biases are those of the solution."""

    def probe(layers, n_in, n_out, init, seed) -> list[np.ndarray]:
        return list(layers.initialize_parameters(n_in, n_out, init, np.random.default_rng(seed)))

    for init in rng.permutation(["plain", "xavier", "he"]).tolist():
        agree(probe, int(rng.integers(6, 12)), int(rng.integers(2, 6)), init, int(rng.integers(10**6)))


def test_cost_numerical(student, agree, rng):
    """dY_hat is the gradient of the cost, as central differences of the cost show it."""

    def probe_costs(layers, Y, points) -> list[float]:
        return [layers.squared_error_cost(Y, point.reshape(Y.shape))[0] for point in points]

    def probe_gradient(layers, Y, point) -> np.ndarray:
        return layers.squared_error_cost(Y, point.reshape(Y.shape))[1].ravel()

    k, n = int(rng.integers(2, 4)), int(rng.integers(4, 7))
    targets, outputs = rng.uniform(size=(k, n)), rng.uniform(size=k * n)
    assert student(probe_costs, targets, outputs[None]) == approx([((outputs - targets.ravel()) ** 2).sum() / n / 2])
    slopes = numerical_gradient(lambda points: student(probe_costs, targets, points), outputs)
    gradient = student(probe_gradient, targets, outputs)
    assert gradient == approx(slopes, rel=1e-6, abs=1e-9)
    # To more digits than a difference quotient with a small step has.
    assert gradient == approx((outputs - targets.ravel()) / n, rel=1e-12)
    # A cost for each of 100,000 outputs takes too long; the formula hardly any time.
    targets, outputs = rng.uniform(size=(2, 250, 400))
    agree(probe_gradient, targets, outputs.ravel(), rel=1e-12)


def test_sigmoid_agrees(student, agree, rng):
    """For numbers of any size, output and gradient of the sigmoid layer are those of the solution."""

    def probe(layers, Z, dA) -> list[np.ndarray]:
        layer = layers.SigmoidLayer()
        return [layer.forward(Z), layer.backward(dA)]

    shape = (int(rng.integers(2, 5)), int(rng.integers(5, 8)))
    agree(probe, rng.normal(scale=3.0, size=shape), rng.normal(size=shape), rel=1e-8)
    # Below 4, where 1 - A keeps its digits, and far below 0, to more digits than a plain difference quotient has.
    agree(probe, rng.uniform(-30.0, 4.0, size=shape), rng.normal(size=shape), rel=1e-12)


def test_sigmoid_last(student, agree, rng):
    """After a second forward pass, backward of the sigmoid layer uses the second output."""

    def probe(layers, first, second, dA) -> np.ndarray:
        layer = layers.SigmoidLayer()
        layer.forward(first)
        layer.forward(second)
        return layer.backward(dA)

    agree(probe, *rng.uniform(-3.0, 3.0, size=(3, 2, 5)), rel=1e-12)


def test_linear_forward_agrees(student, agree, rng):
    """For any numbers of inputs, neurons and examples, the output of a linear layer is that of the solution."""

    def probe(layers, W, b, X) -> np.ndarray:
        layer = layers.LinearLayer(W.shape[1], W.shape[0], "he", np.random.default_rng(0))
        layer.W, layer.b = W, b
        return layer.forward(X)

    d, h, n = rng.permutation([2, 3, 4, 5, 6])[:3].tolist()
    agree(probe, rng.normal(size=(h, d)), rng.normal(size=(h, 1)), rng.normal(size=(d, n)))


def test_linear_backward_numerical(student, agree, rng):
    """dW, db and dX are the gradients of a cost behind the layer, as central differences of its output show them."""

    def costs_of(points):
        outputs = student(probe_outputs, sizes, points)
        shapes = {Z.shape for Z in outputs}
        assert shapes == {upstream.shape}, f"the outputs should have the shape {upstream.shape}; theirs are {shapes}"
        return [(upstream * Z).sum() for Z in outputs]

    def probe_outputs(layers, sizes, points) -> list[np.ndarray]:
        d, h, n = sizes
        outputs = []
        for point in points:
            layer = layers.LinearLayer(d, h, "he", np.random.default_rng(0))
            layer.W, layer.b = point[: h * d].reshape(h, d), point[h * d : h * d + h].reshape(h, 1)
            outputs.append(layer.forward(point[h * d + h :].reshape(d, n)))
        return outputs

    def probe_gradients(layers, sizes, point, dZ) -> np.ndarray:
        d, h, n = sizes
        layer = layers.LinearLayer(d, h, "he", np.random.default_rng(0))
        layer.W, layer.b = point[: h * d].reshape(h, d), point[h * d : h * d + h].reshape(h, 1)
        layer.forward(point[h * d + h :].reshape(d, n))
        dX = layer.backward(dZ)
        return np.concatenate([layer.dW.ravel(), layer.db.ravel(), dX.ravel()])

    d, h, n = sizes = rng.permutation([2, 3, 4]).tolist()
    everything, upstream = rng.normal(size=h * d + h + d * n), rng.normal(size=(h, n))
    slopes = numerical_gradient(costs_of, everything)
    assert student(probe_gradients, sizes, everything, upstream) == approx(slopes, rel=1e-6, abs=1e-8)
    # A pass forward for each of 91,200 entries takes too long; one pass backward hardly any time.
    everything, upstream = rng.normal(size=300 * 300 + 300 + 300 * 3), rng.normal(size=(300, 3))
    agree(probe_gradients, [300, 300, 3], everything, upstream, rel=1e-9, abs=1e-9)


def test_linear_backward_last(student, agree, rng):
    """After a second forward pass and a second backward pass, gradients are those of the second pass alone."""

    def probe(layers, W, first, second, dZ) -> list[np.ndarray]:
        layer = layers.LinearLayer(W.shape[1], W.shape[0], "he", np.random.default_rng(0))
        layer.W, layer.b = W, np.zeros((W.shape[0], 1))
        for X in (first, second):
            layer.forward(X)
            layer.backward(dZ)
        return [layer.dW, layer.db]

    agree(probe, rng.normal(size=(3, 2)), *rng.normal(size=(2, 2, 5)), rng.normal(size=(3, 5)), rel=1e-12, abs=1e-14)


def test_update_agrees(student, agree, rng):
    """Two steps with the same gradients, at any learning rate, lead where the solution's lead."""

    def probe(layers, W, b, dW, db, lr) -> list[np.ndarray]:
        layer = layers.LinearLayer(W.shape[1], W.shape[0], "plain", np.random.default_rng(0))
        layer.W, layer.b, layer.dW, layer.db = W, b, dW, db
        layer.update_params(lr)
        layer.update_params(lr)
        return [layer.W, layer.b]

    h, d = int(rng.integers(2, 5)), int(rng.integers(5, 8))
    wide, tall = rng.normal(size=(2, h, d)), rng.normal(size=(2, h, 1))
    agree(probe, wide[0], tall[0], wide[1], tall[1], float(rng.uniform(0.1, 3.0)))


def test_make_layers_agrees(student, agree, rng):
    """For any sizes, what a new network predicts is what the solution's predicts."""

    def probe(layers, sizes, init, seed, X) -> np.ndarray:
        return layers.predict(layers.make_layers(sizes, init, np.random.default_rng(seed)), X)

    widths = rng.permutation([2, 3, 4, 5])[: rng.integers(3, 5)].tolist()
    agree(probe, widths, "xavier", int(rng.integers(10**6)), rng.normal(size=(widths[0], 6)), rel=1e-8)


def test_train_agrees(student, agree, rng):
    """Costs, weights and biases after five epochs of a three-layer network are those of the solution."""

    def probe(layers, sizes, matrices, X, Y, lr) -> list[np.ndarray]:
        network = layers.make_layers(sizes, "he", np.random.default_rng(0))
        linear = network[::2]
        for layer, W in zip(linear, matrices, strict=True):
            layer.W = W
        costs = layers.train(network, X, Y, lr, 5)
        return [np.array(costs), *(layer.W for layer in linear), *(layer.b for layer in linear)]

    sizes, n = rng.permutation([2, 3, 4, 5]).tolist(), int(rng.integers(6, 9))
    matrices = [rng.normal(size=(h, d)) for d, h in zip(sizes[:-1], sizes[1:], strict=True)]
    data = rng.normal(size=(sizes[0], n)), rng.uniform(size=(sizes[-1], n))
    agree(probe, sizes, matrices, *data, float(rng.uniform(0.5, 2.0)), rel=1e-7)


def test_train_continues(student, agree, rng):
    """Two epochs and then three more give the costs of five in a row, which are those of the solution."""

    def probe(layers, hidden, output, X, Y, parts) -> list[float]:
        network = layers.make_layers([2, 3, 1], "he", np.random.default_rng(0))
        network[0].W, network[2].W = hidden, output
        return [cost for epochs in parts for cost in layers.train(network, X, Y, 0.7, epochs)]

    weights, cloud, truth = rng.normal(size=(3, 3)), rng.normal(size=(2, 9)), rng.uniform(size=(1, 9))
    start = weights[:, :2], weights[:, 2:].T
    whole = student(probe, *start, cloud, truth, [5])
    assert len(whole) == 5, f"train(..., epochs=5) should return 5 costs; it returned {len(whole)}"
    assert student(probe, *start, cloud, truth, [2, 3]) == approx(whole)
    agree(probe, *start, cloud, truth, [2, 3], rel=1e-8)


def test_train_symmetry(student, agree, rng):
    """Hidden neurons that start with equal weights learn, but stay equal; their weights are those of the solution."""

    def probe(layers, row, out, X, Y, epochs) -> np.ndarray:
        network = layers.make_layers([2, 3, 1], "plain", np.random.default_rng(0))
        network[0].W, network[2].W = np.tile(row, (3, 1)), np.full((1, 3), out)
        layers.train(network, X, Y, 1.0, epochs)
        return network[0].W

    row, out = rng.uniform(0.3, 0.9, size=2), float(rng.uniform(0.5, 1.0))
    rows = student(probe, row, out, CORNERS, EITHER, 20)
    assert rows.shape == (3, 2), f"3 hidden neurons with 2 inputs should have weights (3, 2); theirs are {rows.shape}"
    assert rows[1:] == approx(rows[:1].repeat(2, axis=0), rel=1e-9)
    moved = np.abs(rows - row).max()
    assert moved > 1e-3, f"20 epochs should move the hidden weights; the largest move is {moved:.3g}"
    agree(probe, row, out, CORNERS, EITHER, 20, rel=1e-7)


def train_from_anywhere(agree, rng, targets):
    """Asserts that a gate is learned from weights that nobody knows as from those that are published."""
    agree(probe_neuron, CORNERS, targets, rng.normal(size=(1, 2)), 50, rel=1e-7, abs=1e-9)


def test_train_or_gate_converges(student, agree, rng):
    """After 5000 epochs on the OR gate, the cost of a single neuron is the published 0.0005276830663798048."""
    train_from_anywhere(agree, rng, EITHER)
    costs, _, _ = student(probe_neuron, CORNERS, EITHER, np.array([[0.1, 0.6]]), 2)
    assert costs[:1] == approx([0.088912947523055])
    costs, outputs, _ = student(probe_neuron, CORNERS, EITHER, np.array([[0.1, 0.6]]), 5000)
    assert costs[-1] == approx(0.0005276830663798048, rel=0.0, abs=1e-12)
    assert np.array_equal(outputs > 0.5, EITHER > 0.5), f"the outputs for the OR gate are {outputs}"


def test_train_single_neuron(student, agree, rng):
    """A single neuron cannot learn XOR: it ends with weights of 0, every output 0.5, and the cost 0.125."""
    train_from_anywhere(agree, rng, JUST_ONE)
    costs, _, _ = student(probe_neuron, CORNERS, JUST_ONE, np.array([[0.1, 0.6]]), 2)
    assert costs[:1] == approx([0.13095989056509655])
    # From here to epoch 5000, nothing moves any more.
    costs, outputs, final = student(probe_neuron, CORNERS, JUST_ONE, np.array([[0.1, 0.6]]), 2000)
    assert costs[-1] == approx(0.125, rel=0.0, abs=1e-12)
    assert outputs == approx(np.full((1, 4), 0.5), abs=1e-7)
    assert final == approx(np.zeros((1, 2)), abs=1e-7)


def test_cross_agrees(student, rng):
    """For any numbers, the third row is the product of the first two, and these stay as they are."""

    def probe(layers, X) -> np.ndarray:
        return layers.add_feature_cross(X)

    cloud = rng.normal(size=(2, int(rng.integers(3, 9))))
    assert student(probe, cloud) == approx(np.array([*cloud, cloud.prod(axis=0)]))


def test_cross_learns_xor(student):
    """With the feature cross, a single neuron learns XOR: the published cost after 5000 epochs is 0.00156685217707."""

    def probe(layers, corners, targets, weights, epochs) -> tuple[list[float], np.ndarray]:
        neuron = layers.make_layers([3, 1], "plain", np.random.default_rng(0))
        neuron[0].W, neuron[0].b = weights, np.zeros((1, 1))
        crossed = layers.add_feature_cross(corners)
        costs = layers.train(neuron, crossed, targets, 1.0, epochs)
        return costs, layers.predict(neuron, crossed)

    start = np.array([[0.1, 0.6, 0.2]])
    costs, _ = student(probe, CORNERS, JUST_ONE, start, 2)
    assert costs == approx([0.13833167761605697, 0.136371292808928])
    costs, outputs = student(probe, CORNERS, JUST_ONE, start, 5000)
    assert costs[-1] == approx(0.0015668521770716719, rel=0.0, abs=1e-12)
    assert np.array_equal(outputs > 0.5, JUST_ONE > 0.5), f"the outputs for XOR are {outputs}"
