"""What layers, their gradients and their training do, in numbers worked by hand or published."""

import numpy as np

from autograder import approx

# The four inputs of a gate are columns. OR is on unless both inputs are off; XOR is on if exactly one is.
X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
OR = np.array([[0.0, 1.0, 1.0, 1.0]])
XOR = np.array([[0.0, 1.0, 1.0, 0.0]])

# A linear layer by hand: three neurons, two inputs, four examples, and what comes back from behind.
W = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]])
b = np.array([[0.5], [0.0], [-1.0]])
INPUTS = np.array([[2.0, -1.0, 0.0, 1.0], [1.0, 4.0, 0.0, -2.0]])
BACK = np.array([[1.0, 0.0, 2.0, -1.0], [0.5, -1.0, 0.0, 2.0], [-2.0, 1.0, 4.0, 0.0]])

# Three outputs of four examples, and how far predictions are off: 3, 4, 2 * 4 and 3 * 4 are numbers of their own.
TARGETS = np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]])
OFF = np.array([[-0.5, 0.4, -0.1, 0.3], [0.2, -0.3, -0.2, 0.1], [-0.6, -0.4, 0.5, 0.2]])


def assert_kept(given, after):
    """Asserts that arrays are after a call what they were before it, by the name of the argument."""
    for name, array in given.items():
        assert np.array_equal(after[name], array), f"{name} has been changed; arguments stay as they are"


def probe_many_costs(layers, Y, Y_hat, times) -> dict[str, np.ndarray]:
    """Cost and gradient of the same examples many times over: n times as many, and each gradient an n-th."""
    cost, dY_hat = layers.squared_error_cost(np.tile(Y, (1, times)), np.tile(Y_hat, (1, times)))
    each = times * dY_hat.reshape(len(Y), times, -1)
    return {"cost": np.array([cost]), "least": each.min(axis=1), "largest": each.max(axis=1)}


def probe_backward(layers, W, b, X, dZ, times) -> dict[str, np.ndarray]:
    """A linear layer's gradients, if its inputs and weights stand side by side many times over; least and largest."""
    layer = layers.LinearLayer.__new__(layers.LinearLayer)
    layer.W, layer.b, layer.X, layer.shape = np.tile(W, (1, times)), b, np.tile(X, (times, 1)), dZ.shape
    layer.dW, layer.db = np.ones_like(layer.W), np.ones_like(b)  # of an earlier pass
    dX = layer.backward(dZ)
    dW, dX = layer.dW.reshape(len(W), times, -1), dX.reshape(times, len(X), -1)
    least = {"dW": dW.min(axis=1), "dX": dX.min(axis=0)}
    largest = {"dW largest": dW.max(axis=1), "dX largest": dX.max(axis=0)}
    return {**least, **largest, "db": layer.db, "dZ after": dZ, "X after": layer.X[: len(X)]}


def probe_largest_terms(layers, W, X, dZ) -> dict[str, np.ndarray]:
    """A linear layer's gradients of numbers whose sum is the largest term: no step and no difference tells them."""

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
    return {"dW": np.asarray(layer.dW), "db": np.asarray(layer.db), "dX": np.asarray(dX)}


def probe_own_layer(layers, x, y, lr) -> dict[str, list[float]]:
    """An epoch of a neuron with weights 0 that is followed by a tanh which hands three times its gradient back."""

    class Threefold(layers.TanhLayer):
        def backward(self, dA):
            return 3.0 * dA

    neuron = layers.LinearLayer.__new__(layers.LinearLayer)
    neuron.W, neuron.b, neuron.dW, neuron.db = np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1))
    costs = layers.train([neuron, Threefold()], x, y, lr, 1)
    return {"costs": costs, "W": neuron.W.ravel().tolist(), "b": neuron.b.ravel().tolist()}


def assert_backward_goes_on(student):
    """Asserts that train takes its gradients from the layers' backward passes: here one that is no derivative."""
    # y_hat = tanh(0 * 2 + 0) = 0: cost 0.5, dA = 0 + 1 = 1, dZ = 3, dW = 3 * 2, db = 3.
    own_slope = {"costs": [0.5], "W": [-0.2], "b": [-0.1]}
    mistakes = {"the slope of the tanh, 1, where this layer's backward hands back 3": own_slope}
    expected = {"costs": [0.5], "W": [-0.6], "b": [-0.3]}
    assert student(probe_own_layer, np.array([[2.0]]), np.array([[-1.0]]), 0.1) == approx(expected, mistakes=mistakes)


def test_initialize(student):
    """Weights are normal numbers from rng, times 0.01 for plain, sqrt(1 / n_in) for xavier, sqrt(2 / n_in) for he."""

    def probe(layers, n_in, n_out, init, seed) -> np.ndarray:
        return layers.initialize_parameters(n_in, n_out, init, np.random.default_rng(seed))[0]

    normal = np.random.default_rng(7).standard_normal((3, 5))
    scales = {"plain": 0.01, "xavier": np.sqrt(0.2), "he": np.sqrt(0.4)}
    for init, scale in scales.items():
        weights = student(probe, 5, 3, init, 7)
        mistakes = {f"the scale of {other!r}": normal * s for other, s in scales.items() if other != init}
        mistakes |= {
            "n_out where n_in belongs": normal * scale * np.sqrt(5.0 / 3.0),
            "the variance for its root, the standard deviation": normal * scale**2,
            "the right numbers, drawn as (n_in, n_out)": scale * normal.reshape(5, 3),
        }
        assert weights == approx(scale * normal, mistakes=mistakes)


def test_initialize_bias(student):
    """Biases start at 0, in a column (n_out, 1)."""

    def probe(layers, n_in, n_out, init) -> np.ndarray:
        return layers.initialize_parameters(n_in, n_out, init, np.random.default_rng(0))[1]

    for init in ("plain", "xavier", "he"):
        mistakes = {"a row in place of a column": np.zeros((1, 3)), "an array of one axis": np.zeros(3)}
        assert student(probe, 5, 3, init) == approx(np.zeros((3, 1)), mistakes=mistakes)


def test_initialize_symmetry(student):
    """No two neurons of a new layer have the same weights."""

    def probe(layers, n_in, n_out, init) -> np.ndarray:
        return layers.initialize_parameters(n_in, n_out, init, np.random.default_rng(1))[0]

    for init in ("plain", "xavier", "he"):
        rows = student(probe, 2, 6, init)
        assert rows.shape == (6, 2), f"the weights of 6 neurons with 2 inputs should be (6, 2); they are {rows.shape}"
        different = len(np.unique(rows, axis=0))
        assert different == 6, f"the 6 neurons of a layer {init!r} have {different} different rows of weights, not 6"


def test_initialize_unknown(student):
    """An init that nobody knows is refused, with a ValueError that repeats it."""

    def probe(layers, init) -> str:
        try:
            layers.initialize_parameters(2, 3, init, np.random.default_rng(0))
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    message = student(probe, "xaver")
    assert "xaver" in message, f'the init "xaver" should raise a ValueError that names it; got: {message}'


def test_cost(student):
    """The cost is the sum of all squared errors, divided by twice the number of examples."""

    def probe(layers, Y, Y_hat) -> tuple[float, dict[str, np.ndarray]]:
        return layers.squared_error_cost(Y, Y_hat)[0], {"Y": Y, "Y_hat": Y_hat}

    # One example with one output: 0.5^2 / 2.
    assert student(probe, np.array([[0.0]]), np.array([[0.5]]))[0] == approx(0.125)
    # Three outputs of four examples: (0.51 + 0.18 + 0.81) / (2 * 4).
    mistakes = {
        "half the sum, not divided by n": 1.5 / 2,
        "the sum divided by n, not by 2 n": 1.5 / 4,
        "half the average over all entries; n counts examples, the columns": 1.5 / 24,
        "the average over all entries; n counts examples, the columns": 1.5 / 12,
        "n taken from the rows; examples are columns": 1.5 / 6,
    }
    Y, Y_hat = TARGETS, TARGETS + OFF
    cost, after = student(probe, Y, Y_hat)
    assert cost == approx(1.5 / 8, mistakes=mistakes)
    assert_kept({"Y": Y, "Y_hat": Y_hat}, after)
    # A hundred thousand copies of these examples cost as much on average.
    assert student(probe_many_costs, Y, Y_hat, 100_000)["cost"] == approx(np.array([1.5 / 8]))


def test_cost_gradient(student):
    """dY_hat has the shape of Y_hat: how fast the cost grows with each of its entries."""

    def probe(layers, Y, Y_hat) -> np.ndarray:
        return layers.squared_error_cost(Y, Y_hat)[1]

    Y, Y_hat = TARGETS, TARGETS + OFF
    mistakes = {
        "not averaged: the 1 / n of the cost is missing": OFF,
        "divided by the number of rows; examples are columns": OFF / 3,
        "divided by the number of entries; n counts examples": OFF / 12,
    }
    assert student(probe, Y, Y_hat) == approx(OFF / 4, rel=1e-12, mistakes=mistakes)
    # Of each of a hundred thousand copies of these examples it is as much less.
    many = student(probe_many_costs, Y, Y_hat, 100_000)
    for which in ("least", "largest"):
        assert many[which] == approx(OFF / 4, rel=1e-12)


def test_cost_shapes(student):
    """Y and Y_hat of different shapes are refused, with a ValueError that names both."""

    def probe(layers, Y, Y_hat) -> str:
        try:
            cost, dY_hat = layers.squared_error_cost(Y, Y_hat)
        except ValueError as error:
            return str(error)
        return f"the cost {cost}, and a dY_hat of shape {dY_hat.shape}"

    column, row = np.array([[0.0], [1.0], [1.0]]), np.array([[0.2, 0.4, 0.6]])
    message = student(probe, column, row)
    assert all(shape in message for shape in ("(3, 1)", "(1, 3)")), (
        f"Y (3, 1) and Y_hat (1, 3) should raise a ValueError that names both shapes; got: {message}"
    )
    # Nothing is refused where the shapes agree: (0.2^2 + 0.4^2 + 0.6^2) / 2 for one example.
    assert student(probe_many_costs, 0.0 * column, row.T, 200_000)["cost"] == approx(np.array([0.28]))


def test_sigmoid(student):
    """The sigmoid layer squeezes each entry into (0, 1): 0 becomes a half; it keeps what it returns as self.A."""

    def probe(layers, Z) -> dict[str, np.ndarray]:
        layer = layers.SigmoidLayer()
        layer.forward(Z[:, :1] + 1.0)  # an earlier pass, which is to leave nothing behind
        given = layer.forward(Z)
        return {"forward": given, "self.A": layer.A, "Z": Z}

    Z = np.array([[0.0, 2.0, -1.0], [0.5, -2.0, 0.0]])
    A = np.array([[0.5, 0.8807970779778823, 0.2689414213699951], [0.6224593312018546, 0.11920292202211755, 0.5]])
    mistakes = {"1 / (1 + exp(Z)): the sign of the exponent": 1.0 - A, "the tanh": 2.0 * A - 1.0}
    found = student(probe, Z)
    assert found["forward"] == approx(A, mistakes=mistakes)
    assert found["self.A"] == approx(A, mistakes={"Z, where backward needs the output": Z})
    assert_kept({"Z": Z}, found)


def test_sigmoid_extremes(student):
    """For entries of 1000 and -1000 the sigmoid is 1 and 0, and nothing overflows on the way."""

    def probe(layers, Z) -> tuple[list[list[float]], str]:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            try:
                return layers.SigmoidLayer().forward(Z).tolist(), ""
            except FloatingPointError as error:
                return [], str(error)

    outputs, trouble = student(probe, np.array([[1000.0, -1000.0], [0.0, -800.0]]))
    assert not trouble, f"for Z = -1000, NumPy complains: {trouble}; exp(1000) is more than a float can hold"
    assert outputs == approx([[1.0, 0.0], [0.5, 0.0]], abs=1e-12)


def test_sigmoid_backward(student):
    """The sigmoid layer hands back what reaches it times its slope, found from the A in self.A alone."""

    def probe(layers, A, dA) -> dict[str, np.ndarray]:
        layer = layers.SigmoidLayer()
        layer.A, layer.shape = A, A.shape  # as after a forward pass with this output
        return {"backward": layer.backward(dA), "dA": dA, "self.A": layer.A}

    Z, dA = np.array([[0.5, 2.0, -1.0], [0.25, -2.0, 3.0]]), np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -4.0]])
    A = 1.0 / (1.0 + np.exp(-Z))
    again = 1.0 / (1.0 + np.exp(-A))
    mistakes = {
        "the slope alone; what comes from behind is a factor": A * (1.0 - A),
        "the slope of the sigmoid at A, which has been through the sigmoid already": dA * again * (1.0 - again),
        "the output where its slope belongs": dA * A,
        "the slope of the tanh": dA * (1.0 - A**2),
    }
    found = student(probe, A, dA)
    assert found["backward"] == approx(dA * (A - A**2), rel=1e-12, mistakes=mistakes)
    assert_kept({"dA": dA, "self.A": A}, found)
    # The formula asks for nothing but self.A, and knows an answer for numbers that no sigmoid gives: -2, 2 and 3.
    others, slopes = np.array([[-2.0, 2.0, 3.0]]), np.array([[-6.0, -2.0, -6.0]])
    assert student(probe, others, np.array([[1.0, 2.0, -1.0]]))["backward"] == approx(slopes * [[1.0, 2.0, -1.0]])


def test_linear_forward(student):
    """Each neuron weighs the inputs of each example and adds its bias; the layer keeps the inputs as self.X."""

    def probe(layers, W, b, X) -> dict[str, np.ndarray]:
        layer = layers.LinearLayer.__new__(layers.LinearLayer)
        layer.W, layer.b = W, b
        layer.forward(X[:, :1] + 1.0)  # an earlier pass, which is to leave nothing behind
        given = layer.forward(X)
        return {"forward": given, "self.X": layer.X, "X": X}

    # The first example is (2, 1): 1 * 2 + 2 * 1 + 0.5 = 4.5, 0 * 2 - 1 * 1 + 0 = -1, 3 * 2 + 0.5 * 1 - 1 = 5.5
    Z = np.array([[4.5, 7.5, 0.5, -2.5], [-1.0, -4.0, 0.0, 2.0], [5.5, -2.0, -1.0, 1.0]])
    mistakes = {"the sum without the biases": Z - b, "a bias added once per input": Z + b}
    first = {description: wrong[:, :1] for description, wrong in mistakes.items()}
    assert student(probe, W, b, INPUTS[:, :1])["forward"] == approx(Z[:, :1], mistakes=first)
    found = student(probe, W, b, INPUTS)
    assert found["forward"] == approx(Z, mistakes=mistakes)
    assert found["self.X"] == approx(INPUTS, mistakes={"the output, where backward needs the inputs": Z})
    assert_kept({"X": INPUTS}, found)


def test_linear_forward_shapes(student):
    """Examples in rows, or a single example without its column, are refused; the ValueError names the shape of X."""

    def probe(layers, X) -> str:
        layer = layers.LinearLayer.__new__(layers.LinearLayer)
        layer.W, layer.b = np.ones((3, 2)), np.ones((3, 1))
        try:
            return f"an output of shape {layer.forward(X).shape}"
        except ValueError as error:
            return str(error)

    for shape in ((2,), (5, 2)):
        message = student(probe, np.ones(shape))
        assert str(shape) in message, (
            f"an X of shape {shape} for 2 inputs should raise a ValueError that names {shape}; got: {message}"
        )


def assert_backward(student, rng, name, expected, mistakes):
    """Asserts that one gradient of the layer by hand is right, also for as many inputs as pixels, and other numbers."""
    found = student(probe_backward, W, b, INPUTS, BACK, 1)
    assert found[name] == approx(expected, rel=1e-12, mistakes=mistakes)
    assert_kept({"dZ": BACK, "self.X": INPUTS}, {"dZ": found["dZ after"], "self.X": found["X after"]})
    many = student(probe_backward, W, b, INPUTS, BACK, 20_000)
    for each in (name, f"{name} largest"):
        if each in many:
            assert many[each] == approx(expected, rel=1e-12)
    given, seen, back = (rng.integers(1, 10, size=shape).astype(float) for shape in ((3, 2), (2, 4), (3, 4)))
    largest = {
        "dW": (back[:, None] * seen).max(axis=2),
        "db": back.max(axis=1, keepdims=True),
        "dX": (given[:, :, None] * back[:, None]).max(axis=0),
    }
    assert student(probe_largest_terms, given, seen, back)[name] == approx(largest[name])


def test_linear_backward_weights(student, rng):
    """dW, of the shape of W, adds up over the examples what reaches a neuron times what the neuron has read."""
    # Neuron 1, input 1: 1 * 2 + 0 * -1 + 2 * 0 - 1 * 1 = 1
    dW = np.array([[1.0, 3.0], [4.0, -7.5], [-5.0, 2.0]])
    assert_backward(student, rng, "dW", dW, {"averaged once more: dZ brings its 1 / n along": dW / 4.0})


def test_linear_backward_bias(student, rng):
    """db, of the shape of b, adds up over the examples what reaches a neuron."""
    db = np.array([[2.0], [1.5], [3.0]])
    mistakes = {
        "the sum over neurons, the wrong axis; examples are columns": np.array([[-0.5, 0.0, 6.0, 1.0]]),
        "the right sums without their second axis; b is a column": db[:, 0],
        "dZ itself: not summed over the examples": BACK,
    }
    assert_backward(student, rng, "db", db, mistakes)


def test_linear_backward_inputs(student, rng):
    """backward returns dX, of the shape of X: each input collects from all neurons that have read it."""
    # Input 1 of example 1: 1 * 1 + 0 * 0.5 + 3 * -2 = -5
    dX = np.array([[-5.0, 3.0, 14.0, -1.0], [0.5, 1.5, 6.0, -4.0]])
    mistakes = {"dW, which belongs in an attribute": np.array([[1.0, 3.0], [4.0, -7.5], [-5.0, 2.0]]), "dZ": BACK}
    assert_backward(student, rng, "dX", dX, mistakes)


def test_update(student):
    """A step moves the weights and the biases against their gradients, lr times as far, and keeps the gradients."""

    def probe(layers, W, b, dW, db, lr) -> dict[str, np.ndarray]:
        linear = layers.LinearLayer.__new__(layers.LinearLayer)
        linear.W, linear.b, linear.dW, linear.db = W, b, dW, db
        linear.update_params(lr)
        return {"W": linear.W, "b": linear.b, "dW": linear.dW, "db": linear.db}

    before = {"W": np.array([[1.0, 2.0], [-3.0, 0.5]]), "b": np.array([[0.25], [-1.0]])}
    gradients = {"dW": np.array([[10.0, -4.0], [2.0, 6.0]]), "db": np.array([[5.0], [-2.0]])}
    after = {"W": np.array([[-1.0, 2.8], [-3.4, -0.7]]), "b": np.array([[-0.75], [-0.6]])}
    uphill = {"W": 2.0 * before["W"] - after["W"], "b": 2.0 * before["b"] - after["b"]}
    whole = {"W": before["W"] - gradients["dW"], "b": before["b"] - gradients["db"]}
    mistakes = {
        "a step uphill": uphill | gradients,
        "a step of the weights alone": {"W": after["W"], "b": before["b"]} | gradients,
        "a step of the whole gradient, without lr": whole | gradients,
        "no step at all": before | gradients,
    }
    assert student(probe, *before.values(), *gradients.values(), 0.2) == approx(after | gradients, mistakes=mistakes)


def test_make_layers(student):
    """Sizes [4, 3, 2] make two layers: a linear one from 4 to 3, one from 3 to 2, and a sigmoid after each."""

    def probe(layers, sizes) -> list[str]:
        kept, ones = layers.initialize_parameters, lambda d, h, *_: (np.ones((h, d)), np.zeros((h, 1)))
        layers.initialize_parameters = ones  # for a while in place of the exercise `initialize`
        try:
            network = layers.make_layers(sizes, "xavier", np.random.default_rng(0))
        finally:
            layers.initialize_parameters = kept
        return [f"{type(layer).__name__} {getattr(layer, 'W', np.zeros(())).shape}" for layer in network]

    found = student(probe, [4, 3, 2])
    wanted = ["LinearLayer (3, 4)", "SigmoidLayer ()", "LinearLayer (2, 3)", "SigmoidLayer ()"]
    assert found == wanted, f"make_layers([4, 3, 2]) should be {wanted}, with the shapes of W; it is {found}"


def test_make_layers_weights(student):
    """All layers draw from the same rng, one after the other, with the init that was asked for."""

    def probe(layers, sizes, init, seed) -> tuple[list[str], list[np.ndarray]]:
        asked, kept = [], layers.initialize_parameters

        def drawn(n_in, n_out, init, rng):  # for a while in place of the exercise `initialize`
            asked.append(init)
            return rng.standard_normal((n_out, n_in)), np.zeros((n_out, 1))

        layers.initialize_parameters = drawn
        try:
            network = layers.make_layers(sizes, init, np.random.default_rng(seed))
        finally:
            layers.initialize_parameters = kept
        return asked, [layer.W for layer in network if isinstance(layer, layers.LinearLayer)]

    rng = np.random.default_rng(3)
    inits, weights = student(probe, [2, 4, 3], "he", 3)
    assert weights == approx([rng.standard_normal((4, 2)), rng.standard_normal((3, 4))])
    assert inits == ["he", "he"], f'both linear layers should be made with the init "he"; they were with {inits}'


def test_make_layers_own(student):
    """No layer stands in two places: each remembers its own forward pass."""

    def probe(layers, sizes) -> list[int]:
        kept, ones = layers.initialize_parameters, lambda d, h, *_: (np.ones((h, d)), np.zeros((h, 1)))
        layers.initialize_parameters = ones  # for a while in place of the exercise `initialize`
        try:
            network = layers.make_layers(sizes, "xavier", np.random.default_rng(0))
        finally:
            layers.initialize_parameters = kept
        return [len(network), len({id(layer) for layer in network})]

    length, different = student(probe, [2, 3, 3, 1])
    assert (length, different) == (6, 6), (
        f"make_layers([2, 3, 3, 1]) should be 6 different layers; it has {length}, of which {different} differ"
    )


def probe_train(layers, matrices, X, Y, lr, parts) -> dict[str, list[float]]:
    """Trains linear layers with these weights and biases of 0, a sigmoid after each; what is in the first one then."""
    network = []
    for W in matrices:
        linear = layers.LinearLayer.__new__(layers.LinearLayer)
        linear.W, linear.b = W, np.zeros((len(W), 1))
        linear.dW, linear.db = np.zeros_like(linear.W), np.zeros_like(linear.b)
        network += [linear, layers.SigmoidLayer()]
    seen = {"costs": [], "dW": [], "db": []}
    for epochs in parts:
        seen["costs"] += layers.train(network, X, Y, lr, epochs)
        seen["dW"] += network[0].dW.ravel().tolist()
        seen["db"] += network[0].db.ravel().tolist()
    seen |= {"W": network[0].W.ravel().tolist(), "b": network[0].b.ravel().tolist()}
    kept = {"X": X.ravel().tolist(), "Y": Y.ravel().tolist()}
    return seen | {"Y_hat": layers.predict(network, X).ravel().tolist()} | kept


def test_train_one_example(student):
    """For the example (0, 0) with label 0, a step moves the bias alone: 0.5 becomes 0.469, and the cost 0.125 0.110."""
    x, y, start = np.zeros((2, 1)), np.zeros((1, 1)), np.array([[0.1, 0.6]])
    seen = student(probe_train, [start], x, y, 1.0, [1])
    seen |= {"costs": student(probe_train, [start], x, y, 1.0, [1, 1])["costs"]}
    # y_hat = 0.5: dZ = 0.5 * 0.5 * 0.5 = 0.125. Then y_hat = sigmoid(-0.125) = 0.469, and 0.469^2 / 2 = 0.110.
    expected = {"dW": [0.0, 0.0], "W": [0.1, 0.6], "db": [0.125], "b": [-0.125], "Y_hat": [0.46879062662624377]}
    expected |= {"costs": [0.125, 0.1098823258063131], "X": [0.0, 0.0], "Y": [0.0]}
    uphill = {"b": [0.125], "Y_hat": [0.5312093733737563], "costs": [0.125, 0.14109169918006942]}
    mistakes = {
        "the cost after each step, not before it": expected | {"costs": [0.1098823258063131, 0.0967372410055983]},
        "a step uphill, because the gradient has the wrong sign": expected | uphill | {"db": [-0.125]},
        "a step uphill, though the gradient is right": expected | uphill,
    }
    assert seen == approx(expected, abs=1e-15, mistakes=mistakes)
    assert_backward_goes_on(student)


def test_train_or_gate(student):
    """The first two epochs on the OR gate have the published costs, and leave the published gradients."""
    seen = student(probe_train, [np.array([[0.1, 0.6]])], X, OR, 1.0, [1, 1])
    # Published, rounded: costs 0.0889 and 0.084; dW (-0.048, -0.0387), (-0.044, -0.035); db -0.037, -0.031.
    expected = {
        "costs": [0.088912947523055, 0.0840095954229077],
        "dW": [-0.0480064629155239, -0.0386588238167804, -0.0442872478585095, -0.0350043999524106],
        "db": [-0.0370235261257084, -0.0313125884448039],
    }
    late = {"costs": [0.0840095954229077, 0.0800475132247922]}
    mistakes = {"the cost after each step, not before it": expected | late}
    assert {name: seen[name] for name in expected} == approx(expected, mistakes=mistakes)
    assert_backward_goes_on(student)


def test_train_xor(student):
    """Two layers, 2 -> 3 -> 1, learn XOR, and the published costs of 4900 epochs come out to twelve digits."""
    # The published weights come from NumPy's old generator.
    old = np.random.RandomState(48)
    start = [old.randn(3, 2) / np.sqrt(2.0), old.randn(1, 3) / np.sqrt(3.0)]
    seen = student(probe_train, start, X, XOR, 1.0, [2])
    assert_kept({"X": X.ravel(), "Y": XOR.ravel()}, seen)
    mistakes = {"the cost after each step, not before it": [0.12842857033273092, 0.12775374883202578]}
    assert seen["costs"] == approx([0.12926510193084198, 0.12842857033273092], rel=0.0, abs=1e-12, mistakes=mistakes)
    assert_backward_goes_on(student)
    seen = student(probe_train, start, X, XOR, 1.0, [4901])
    published = [0.001018305488651183, 0.000983783942124411, 0.0009514180100050973, 0.0009210166430616655]
    assert seen["costs"][4600::100] == approx(published, rel=0.0, abs=1e-12)
    Y_hat = np.array(seen["Y_hat"])
    right = np.array_equal(Y_hat > 0.5, XOR[0] > 0.5)
    assert right, f"all four outputs should be on the right side of 0.5; got {Y_hat}"


def test_cross(student):
    """add_feature_cross keeps both rows and adds their product, example by example."""

    def probe(layers, X) -> dict[str, np.ndarray]:
        return {"crossed": layers.add_feature_cross(X), "X": X}

    three = np.array([[2.0, -1.0, 3.0, 0.5], [1.0, 4.0, 0.5, 3.0]])
    product = np.array([[2.0, -4.0, 1.5, 1.5]])
    mistakes = {
        "the product alone": product,
        "the smaller of the two: the same as the product for 0 and 1, but for nothing else": np.vstack(
            [three, three.min(axis=0)]
        ),
        "the sum in place of the product": np.vstack([three, three.sum(axis=0)]),
        "the product in front": np.vstack([product, three]),
    }
    found = student(probe, three)
    assert found["crossed"] == approx(np.vstack([three, product]), mistakes=mistakes)
    assert_kept({"X": three}, found)


def test_cross_shapes(student):
    """add_feature_cross refuses an X with other than two rows, with a ValueError that names its shape."""

    def probe(layers, X) -> str:
        try:
            layers.add_feature_cross(X)
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    for shape in ((4, 2), (3, 4)):
        message = student(probe, np.ones(shape))
        assert str(shape) in message, f"an X of shape {shape} should raise a ValueError that names it; got: {message}"
