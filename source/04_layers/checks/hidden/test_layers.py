"""What public checks cannot ask: shapes and numbers that nobody knows beforehand, and long training."""

import numpy as np

from autograder import approx, numerical_gradient

CORNERS = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], dtype=float)
EITHER = np.array([[0, 1, 1, 1]], dtype=float)
JUST_ONE = np.array([[0, 1, 1, 0]], dtype=float)


def probe_train(layers, matrices, slopes, X, Y, lr, parts) -> list[np.ndarray]:
    """Trains linear layers with these weights, a sigmoid after each; costs, weights, biases, what is predicted then.

    Where there are slopes, each sigmoid is followed by a tanh that hands back its slope times what reaches it.
    """

    class Sloped(layers.TanhLayer):
        def __init__(self, slope):
            self.slope = slope

        def backward(self, dA):
            return self.slope * dA

    network, linear = [], []
    for W, slope in zip(matrices, slopes or [None] * len(matrices), strict=True):
        layer = layers.LinearLayer.__new__(layers.LinearLayer)
        layer.W, layer.b = W, np.zeros((len(W), 1))
        layer.dW, layer.db = np.zeros_like(layer.W), np.zeros_like(layer.b)
        linear.append(layer)
        network += [layer, layers.SigmoidLayer()] + [Sloped(slope)] * (slope is not None)
    costs = [cost for epochs in parts for cost in layers.train(network, X, Y, lr, epochs)]
    weights = [array for layer in linear for array in (layer.W, layer.b)]
    return [np.array(costs), *weights, layers.predict(network, X)]


def require_backward_pass(agree, rng):
    """Asserts that training goes by what layers hand back, which no difference of costs shows."""
    d, h, k, n = *rng.permutation([2, 3, 4]).tolist(), int(rng.integers(5, 8))
    matrices = [rng.normal(size=(h, d)), rng.normal(size=(k, h))]
    slopes = [rng.uniform(1.5, 3.0, size=(h, 1)), rng.uniform(1.5, 3.0, size=(k, 1))]
    agree(probe_train, matrices, slopes, rng.normal(size=(d, n)), rng.uniform(size=(k, n)), 0.3, [3], rel=1e-7)


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
    assert gradient == approx((outputs - targets.ravel()) / n, rel=1e-12, abs=1e-15)
    # A cost for each of 200,000 outputs never ends; the formula takes hardly any time.
    targets, outputs = rng.uniform(size=(2, 250, 800))
    agree(probe_gradient, targets, outputs.ravel(), rel=1e-12, abs=1e-15)


def test_sigmoid_agrees(student, agree, rng):
    """For numbers of any size, and after an earlier pass too, output and self.A of the sigmoid layer are right."""

    def probe(layers, first, Z) -> list[np.ndarray]:
        layer = layers.SigmoidLayer()
        layer.forward(first)
        return [layer.forward(Z), layer.A]

    shape = (int(rng.integers(2, 5)), int(rng.integers(5, 8)))
    for scale in (3.0, 30.0):
        agree(probe, *rng.normal(scale=scale, size=(2, *shape)), rel=1e-9, abs=1e-12)


def test_sigmoid_backward_agrees(student, agree, rng):
    """Whatever is in self.A at the time, the sigmoid layer hands back what reaches it times A * (1 - A)."""

    def probe(layers, outputs, dA) -> list[np.ndarray]:
        layer, found = layers.SigmoidLayer(), []
        for A in outputs:
            layer.A, layer.shape = A, A.shape
            found.append(layer.backward(dA))
        return found

    shape = (int(rng.integers(2, 5)), int(rng.integers(5, 8)))
    # Outputs of a sigmoid, very small ones, and numbers that are none: the formula has an answer for all of them.
    outputs = [rng.uniform(0.01, 0.9, size=shape), np.exp(rng.uniform(-30.0, -5.0, size=shape))]
    outputs += [rng.uniform(1.5, 4.0, size=shape) * rng.choice([-1.0, 1.0], size=shape)]
    agree(probe, outputs, rng.normal(size=shape), rel=1e-12)


def test_linear_forward_agrees(student, agree, rng):
    """For any numbers of inputs, neurons and examples, output and self.X of a linear layer are right, also again."""

    def probe(layers, W, b, first, X) -> list[np.ndarray]:
        layer = layers.LinearLayer.__new__(layers.LinearLayer)
        layer.W, layer.b = W, b
        layer.forward(first)
        return [layer.forward(X), layer.X]

    d, h, n = rng.permutation([2, 3, 4, 5, 6])[:3].tolist()
    agree(probe, rng.normal(size=(h, d)), rng.normal(size=(h, 1)), *rng.normal(size=(2, d, n)), rel=1e-9, abs=1e-12)


def probe_backward(layers, W, inputs, dZ) -> list[np.ndarray]:
    """dW, db and dX of a linear layer, after it has gone back over each of the inputs in turn."""
    layer = layers.LinearLayer.__new__(layers.LinearLayer)
    layer.W, layer.b = W, np.zeros((len(W), 1))
    layer.dW, layer.db = np.zeros_like(W), np.zeros_like(layer.b)
    for X in inputs:
        layer.X, layer.shape = X, dZ.shape
        dX = layer.backward(dZ)
    return [layer.dW, layer.db, dX]


def probe_largest_terms(layers, W, X, dZ) -> list[np.ndarray]:
    """dW, db and dX in numbers whose sum is the largest of its terms."""

    class Number:
        def __init__(self, value):
            self.value = value

        def __add__(self, other):
            return Number(max(self.value, getattr(other, "value", other)))

        def __mul__(self, other):
            return Number(self.value * getattr(other, "value", other))

        def __truediv__(self, other):
            return Number(self.value / getattr(other, "value", other))

        def __radd__(self, other):
            return self + other

        def __rmul__(self, other):
            return self * other

    class Numbers(np.ndarray):  # in memory floats, so that they fit into any array
        def __array_ufunc__(self, operation, method, *inputs, out=None, **options):
            found = lowered(getattr(operation, method)(*map(lifted, inputs), **options))
            if out is None:
                return found
            out[0][...] = found
            return out[0]

        def __array_function__(self, function, types, arguments, options):
            return lowered(function(*map(lifted_arrays, arguments), **options))

        def __getitem__(self, key):
            return np.asarray(np.ndarray.__getitem__(self, key)).view(Numbers)

        def __iter__(self):
            return (self[place] for place in range(len(self)))

        def dot(self, other):
            return self @ other

    def lifted(given):
        return np.frompyfunc(Number, 1, 1)(np.asarray(given))

    def lifted_arrays(given):
        if isinstance(given, list | tuple):
            return type(given)(map(lifted_arrays, given))
        return lifted(given) if isinstance(given, np.ndarray) else given

    def lowered(found):
        if not isinstance(found, np.ndarray | Number):
            return found
        values = np.frompyfunc(lambda each: getattr(each, "value", each), 1, 1)(found)
        return np.asarray(values, dtype=float).view(Numbers)

    layer = layers.LinearLayer.__new__(layers.LinearLayer)
    layer.W, layer.X, layer.shape = W.view(Numbers), X.view(Numbers), dZ.shape
    layer.b, layer.dW, layer.db = np.zeros((len(W), 1)), np.zeros(W.shape), np.zeros((len(W), 1))
    dX = layer.backward(dZ.view(Numbers))
    return [np.asarray(array) for array in (layer.dW, layer.db, dX)]


def require_sums_and_products(agree, rng):
    """Asserts that gradients are sums of products, whatever a sum is: of most there is no step and no difference."""
    d, h, n = rng.permutation([2, 3, 4]).tolist()
    agree(probe_largest_terms, *(rng.uniform(1.0, 9.0, size=shape) for shape in ((h, d), (d, n), (h, n))))


def test_linear_backward_numerical(student, agree, rng):
    """dW, db and dX are the gradients of a cost behind the layer, as central differences of that cost show them."""
    require_sums_and_products(agree, rng)
    d, h, n = rng.permutation([2, 3, 4]).tolist()
    W, X, upstream = rng.normal(size=(h, d)), rng.normal(size=(d, n)), rng.normal(size=(h, n))

    def costs(points):
        return [(upstream * (W_b[: h * d].reshape(h, d) @ W_b[h * d + h :].reshape(d, n))).sum() for W_b in points]

    everything = np.concatenate([W.ravel(), np.zeros(h), X.ravel()])
    slopes = numerical_gradient(costs, everything)
    dW, db, dX = student(probe_backward, W, [X], upstream)
    assert dW == approx(slopes[: h * d].reshape(h, d), rel=1e-6, abs=1e-8)
    assert dX == approx(slopes[h * d + h :].reshape(d, n), rel=1e-6, abs=1e-8)
    assert db == approx(upstream.sum(axis=1, keepdims=True))
    # A pass forward for each of 160,000 entries never ends; one pass backward takes hardly any time.
    d, h, n = 40_000, 2, 2
    agree(probe_backward, rng.normal(size=(h, d)), [rng.normal(size=(d, n))], rng.normal(size=(h, n)), abs=1e-9)


def test_linear_backward_last(student, agree, rng):
    """After a second backward pass, gradients are those of the second pass alone, to all digits."""
    require_sums_and_products(agree, rng)
    inputs = rng.normal(size=(2, 2, 5))
    agree(probe_backward, rng.normal(size=(3, 2)), list(inputs), rng.normal(size=(3, 5)), rel=1e-12, abs=1e-14)


def test_update_agrees(student, agree, rng):
    """Two steps with the same gradients, at any learning rate, lead where the solution's lead."""

    def probe(layers, W, b, dW, db, lr) -> list[np.ndarray]:
        layer = layers.LinearLayer.__new__(layers.LinearLayer)
        layer.W, layer.b, layer.dW, layer.db = W, b, dW, db
        layer.update_params(lr)
        layer.update_params(lr)
        return [layer.W, layer.b, layer.dW, layer.db]

    h, d = int(rng.integers(2, 5)), int(rng.integers(5, 8))
    wide, tall = rng.normal(size=(2, h, d)), rng.normal(size=(2, h, 1))
    agree(probe, wide[0], tall[0], wide[1], tall[1], float(rng.uniform(0.1, 3.0)), rel=1e-9, abs=1e-12)


def test_make_layers_agrees(student, agree, rng):
    """For any sizes, the layers of a new network have the weights and biases of the solution's, drawn in its order."""

    def probe(layers, sizes, init, seed) -> list[np.ndarray]:
        def drawn(n_in, n_out, init, rng):  # for a while in place of the exercise `initialize`
            return len(init) * rng.standard_normal((n_out, n_in)), rng.standard_normal((n_out, 1))

        kept, layers.initialize_parameters = layers.initialize_parameters, drawn
        try:
            network = layers.make_layers(sizes, init, np.random.default_rng(seed))
        finally:
            layers.initialize_parameters = kept
        kinds = [type(layer).__name__ == "SigmoidLayer" for layer in network]
        return [np.array(kinds, dtype=float)] + [array for layer in network[::2] for array in (layer.W, layer.b)]

    widths = rng.permutation([2, 3, 4, 5])[: rng.integers(3, 5)].tolist()
    agree(probe, widths, str(rng.choice(["plain", "xavier", "he"])), int(rng.integers(10**6)), rel=1e-8)


def test_train_agrees(student, agree, rng):
    """Costs, weights and biases after five epochs of a three-layer network are those of the solution."""
    require_backward_pass(agree, rng)
    sizes, n = rng.permutation([2, 3, 4, 5]).tolist(), int(rng.integers(6, 9))
    matrices = [rng.normal(size=(h, d)) for d, h in zip(sizes[:-1], sizes[1:], strict=True)]
    data = rng.normal(size=(sizes[0], n)), rng.uniform(size=(sizes[-1], n))
    agree(probe_train, matrices, None, *data, float(rng.uniform(0.5, 2.0)), [5], rel=1e-7)


def test_train_continues(student, agree, rng):
    """Two epochs and then three more give the costs of five in a row, which are those of the solution."""
    require_backward_pass(agree, rng)
    weights, cloud, truth = rng.normal(size=(3, 3)), rng.normal(size=(2, 9)), rng.uniform(size=(1, 9))
    given = [weights[:, :2], weights[:, 2:].T], None, cloud, truth, 0.7
    whole = student(probe_train, *given, [5])[0]
    assert len(whole) == 5, f"train(..., epochs=5) should return 5 costs; it returned {len(whole)}"
    assert student(probe_train, *given, [2, 3])[0] == approx(whole)
    agree(probe_train, *given, [2, 3], rel=1e-7)


def test_train_symmetry(student, agree, rng):
    """Hidden neurons that start with equal weights learn, but stay equal; their weights are those of the solution."""
    require_backward_pass(agree, rng)
    row, out = rng.uniform(0.3, 0.9, size=2), float(rng.uniform(0.5, 1.0))
    given = [np.tile(row, (3, 1)), np.full((1, 3), out)], None, CORNERS, EITHER, 1.0, [20]
    rows = student(probe_train, *given)[1]
    assert rows.shape == (3, 2), f"3 hidden neurons with 2 inputs should have weights (3, 2); theirs are {rows.shape}"
    assert rows[1:] == approx(rows[:1].repeat(2, axis=0), rel=1e-9)
    moved = np.abs(rows - row).max()
    assert moved > 1e-3, f"20 epochs should move the hidden weights; the largest move is {moved:.3g}"
    agree(probe_train, *given, rel=1e-7)


def train_from_anywhere(agree, rng, targets):
    """Asserts that a gate is learned from weights that nobody knows as from those that are published."""
    require_backward_pass(agree, rng)
    agree(probe_train, [rng.normal(size=(1, 2))], None, CORNERS, targets, 1.0, [50], rel=1e-7, abs=1e-9)


def test_train_or_gate_converges(student, agree, rng):
    """After 5000 epochs on the OR gate, the cost of a single neuron is the published 0.0005276830663798048."""
    train_from_anywhere(agree, rng, EITHER)
    given = [np.array([[0.1, 0.6]])], None, CORNERS, EITHER, 1.0
    assert student(probe_train, *given, [2])[0][:1] == approx(np.array([0.088912947523055]))
    costs, _, _, outputs = student(probe_train, *given, [5000])
    assert costs[-1] == approx(0.0005276830663798048, rel=0.0, abs=1e-12)
    assert np.array_equal(outputs > 0.5, EITHER > 0.5), f"the outputs for the OR gate are {outputs}"


def test_train_single_neuron(student, agree, rng):
    """A single neuron cannot learn XOR: it ends with weights of 0, every output 0.5, and the cost 0.125."""
    train_from_anywhere(agree, rng, JUST_ONE)
    given = [np.array([[0.1, 0.6]])], None, CORNERS, JUST_ONE, 1.0
    assert student(probe_train, *given, [2])[0][:1] == approx(np.array([0.13095989056509655]))
    # From here to epoch 5000, nothing moves any more.
    costs, final, _, outputs = student(probe_train, *given, [2000])
    assert costs[-1] == approx(0.125, rel=0.0, abs=1e-12)
    assert outputs == approx(np.full((1, 4), 0.5), abs=1e-7)
    assert final == approx(np.zeros((1, 2)), abs=1e-7)


def test_cross_agrees(student, rng):
    """For any numbers, the third row is the product of the first two, and these stay as they are."""

    def probe(layers, X) -> np.ndarray:
        return layers.add_feature_cross(X)

    cloud = rng.normal(size=(2, int(rng.integers(3, 9))))
    assert student(probe, cloud) == approx(np.array([*cloud, cloud.prod(axis=0)]))


def costs_of_a_neuron(X, Y, W, rounds):
    """The cost of each epoch of a sigmoid neuron at a learning rate of 1, and its outputs after the last one."""
    b, costs = np.zeros((1, 1)), []
    for _round in range(rounds):
        A = 1.0 / (1.0 + np.exp(-(W @ X + b)))
        error = A - Y
        costs.append((error * error).sum() / 2.0 / Y.size)
        pull = error * A * (1.0 - A) / Y.size
        W, b = W - pull @ X.T, b - pull.sum()
    return costs, 1.0 / (1.0 + np.exp(-(W @ X + b)))


def test_cross_learns_xor(student):
    """With the feature cross, a single neuron learns XOR: the published cost after 5000 epochs is 0.00156685217707.

    The neuron is trained here: layers and training are other exercises.
    """

    def probe(layers, X) -> np.ndarray:
        return layers.add_feature_cross(X)

    crossed = student(probe, CORNERS)
    assert crossed.shape == (3, 4), f"4 examples with the cross should be (3, 4); they are {crossed.shape}"
    costs, outputs = costs_of_a_neuron(crossed, JUST_ONE, np.array([[0.1, 0.6, 0.2]]), 5000)
    assert costs[:2] == approx([0.13833167761605697, 0.136371292808928])
    assert costs[-1] == approx(0.0015668521770716719, rel=0.0, abs=1e-12)
    assert np.array_equal(outputs > 0.5, JUST_ONE > 0.5), f"the outputs for XOR are {outputs}"
