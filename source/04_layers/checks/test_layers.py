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

    def probe(layers, Y, Y_hat) -> float:
        return layers.squared_error_cost(Y, Y_hat)[0]

    # One example with one output: 0.5^2 / 2.
    assert student(probe, np.array([[0.0]]), np.array([[0.5]])) == approx(0.125)
    # Two outputs of three examples: (0.25 + 0.04 + 0.01 + 0.16 + 0.09 + 0.04) / (2 * 3).
    Y, Y_hat = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]), np.array([[0.5, 0.2, 0.9], [0.4, 0.7, 0.8]])
    mistakes = {
        "half the sum, not divided by n": 0.59 / 2,
        "the sum divided by n, not by 2 n": 0.59 / 3,
        "the average over all entries; n counts examples, the columns": 0.59 / 12,
        "n taken from the rows; examples are columns": 0.59 / 4,
    }
    assert student(probe, Y, Y_hat) == approx(0.59 / 6, mistakes=mistakes)


def test_cost_gradient(student):
    """dY_hat has the shape of Y_hat: how fast the cost grows with each of its entries."""

    def probe(layers, Y, Y_hat) -> np.ndarray:
        return layers.squared_error_cost(Y, Y_hat)[1]

    Y, Y_hat = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]), np.array([[0.5, 0.2, 0.9], [0.4, 0.7, 0.8]])
    off = np.array([[-0.5, 0.2, -0.1], [0.4, -0.3, -0.2]])
    mistakes = {
        "not averaged: the 1 / n of the cost is missing": off,
        "divided by the number of rows; examples are columns": off / 2,
        "divided by the number of entries; n counts examples": off / 6,
    }
    assert student(probe, Y, Y_hat) == approx(off / 3, rel=1e-12, mistakes=mistakes)


def test_cost_shapes(student):
    """Y and Y_hat of different shapes are refused, with a ValueError that names both."""

    def probe(layers, Y, Y_hat) -> str:
        try:
            cost, dY_hat = layers.squared_error_cost(Y, Y_hat)
        except ValueError as error:
            return str(error)
        return f"the cost {cost}, and a dY_hat of shape {dY_hat.shape}"

    message = student(probe, np.array([[0.0], [1.0], [1.0]]), np.array([[0.2, 0.4, 0.6]]))
    assert all(shape in message for shape in ("(3, 1)", "(1, 3)")), (
        f"Y (3, 1) and Y_hat (1, 3) should raise a ValueError that names both shapes; got: {message}"
    )


def test_sigmoid(student):
    """The sigmoid layer squeezes each entry into (0, 1): 0 becomes a half, and what is positive becomes more."""

    def probe(layers, Z) -> np.ndarray:
        return layers.SigmoidLayer().forward(Z)

    A = np.array([[0.5, 0.8807970779778823, 0.2689414213699951], [0.6224593312018546, 0.11920292202211755, 0.5]])
    mistakes = {"1 / (1 + exp(Z)): the sign of the exponent": 1.0 - A, "the tanh": 2.0 * A - 1.0}
    assert student(probe, np.array([[0.0, 2.0, -1.0], [0.5, -2.0, 0.0]])) == approx(A, mistakes=mistakes)


def test_sigmoid_gradient(student):
    """The sigmoid layer hands back what reaches it times its slope, A * (1 - A)."""

    def probe(layers, Z, dA) -> np.ndarray:
        layer = layers.SigmoidLayer()
        layer.forward(Z)
        return layer.backward(dA)

    Z, dA = np.array([[0.5, 2.0, -1.0], [0.25, -2.0, 3.0]]), np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -4.0]])
    A = 1.0 / (1.0 + np.exp(-Z))
    again = 1.0 / (1.0 + np.exp(-A))
    mistakes = {
        "Z * (1 - Z): the slope is written in terms of the output": dA * Z * (1.0 - Z),
        "the slope alone; what comes from behind is a factor": A * (1.0 - A),
        "the slope of the sigmoid at A, which has been through the sigmoid already": dA * again * (1.0 - again),
        "the output where its slope belongs": dA * A,
        "the slope of the tanh": dA * (1.0 - A**2),
    }
    assert student(probe, Z, dA) == approx(dA * (A - A**2), rel=1e-12, mistakes=mistakes)


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


def test_linear_forward(student):
    """Each neuron weighs the inputs of each example and adds its bias: neurons in rows, examples in columns."""

    def probe(layers, W, b, X) -> np.ndarray:
        layer = layers.LinearLayer(W.shape[1], W.shape[0], "xavier", np.random.default_rng(0))
        layer.W, layer.b = W, b
        return layer.forward(X)

    # The first example is (2, 1): 1 * 2 + 2 * 1 + 0.5 = 4.5, 0 * 2 - 1 * 1 + 0 = -1, 3 * 2 + 0.5 * 1 - 1 = 5.5
    Z = np.array([[4.5, 7.5, 0.5, -2.5], [-1.0, -4.0, 0.0, 2.0], [5.5, -2.0, -1.0, 1.0]])
    mistakes = {"the sum without the biases": Z - b, "a bias added once per input": Z + b}
    first = {description: wrong[:, :1] for description, wrong in mistakes.items()}
    assert student(probe, W, b, INPUTS[:, :1]) == approx(Z[:, :1], mistakes=first)
    assert student(probe, W, b, INPUTS) == approx(Z, mistakes=mistakes)


def test_linear_forward_shapes(student):
    """Examples in rows, or a single example without its column, are refused; the ValueError names the shape of X."""

    def probe(layers, X) -> str:
        layer = layers.LinearLayer(2, 3, "xavier", np.random.default_rng(0))
        try:
            return f"an output of shape {layer.forward(X).shape}"
        except ValueError as error:
            return str(error)

    for shape in ((2,), (5, 2)):
        message = student(probe, np.ones(shape))
        assert str(shape) in message, (
            f"an X of shape {shape} for 2 inputs should raise a ValueError that names {shape}; got: {message}"
        )


def test_linear_backward_weights(student):
    """dW, of the shape of W, adds up over the examples what reaches a neuron times what the neuron has read."""

    def probe(layers, W, b, X, dZ) -> np.ndarray:
        layer = layers.LinearLayer(W.shape[1], W.shape[0], "xavier", np.random.default_rng(0))
        layer.W, layer.b = W, b
        layer.forward(X)
        layer.backward(dZ)
        return layer.dW

    # Neuron 1, input 1: 1 * 2 + 0 * -1 + 2 * 0 - 1 * 1 = 1
    dW = np.array([[1.0, 3.0], [4.0, -7.5], [-5.0, 2.0]])
    mistakes = {"averaged once more: dZ brings its 1 / n along": dW / 4.0}
    assert student(probe, W, b, INPUTS, BACK) == approx(dW, rel=1e-12, mistakes=mistakes)


def test_linear_backward_bias(student):
    """db, of the shape of b, adds up over the examples what reaches a neuron."""

    def probe(layers, W, b, X, dZ) -> np.ndarray:
        layer = layers.LinearLayer(W.shape[1], W.shape[0], "xavier", np.random.default_rng(0))
        layer.W, layer.b = W, b
        layer.forward(X)
        layer.backward(dZ)
        return layer.db

    db = np.array([[2.0], [1.5], [3.0]])
    mistakes = {
        "the sum over neurons, the wrong axis; examples are columns": np.array([[-0.5, 0.0, 6.0, 1.0]]),
        "the right sums without their second axis; b is a column": db[:, 0],
        "dZ itself: not summed over the examples": BACK,
    }
    assert student(probe, W, b, INPUTS, BACK) == approx(db, rel=1e-12, mistakes=mistakes)


def test_linear_backward_inputs(student):
    """backward returns dX, of the shape of X: each input collects from all neurons that have read it."""

    def probe(layers, W, b, X, dZ) -> np.ndarray:
        layer = layers.LinearLayer(W.shape[1], W.shape[0], "xavier", np.random.default_rng(0))
        layer.W, layer.b = W, b
        layer.forward(X)
        return layer.backward(dZ)

    # Input 1 of example 1: 1 * 1 + 0 * 0.5 + 3 * -2 = -5
    dX = np.array([[-5.0, 3.0, 14.0, -1.0], [0.5, 1.5, 6.0, -4.0]])
    mistakes = {"dW, which belongs in an attribute": np.array([[1.0, 3.0], [4.0, -7.5], [-5.0, 2.0]]), "dZ": BACK}
    assert student(probe, W, b, INPUTS, BACK) == approx(dX, rel=1e-12, mistakes=mistakes)


def test_update(student):
    """A step moves the weights and the biases against their gradients, lr times as far."""

    def probe(layers, W, b, dW, db, lr) -> dict[str, np.ndarray]:
        linear = layers.LinearLayer(2, 2, "xavier", np.random.default_rng(0))
        linear.W, linear.b, linear.dW, linear.db = W, b, dW, db
        linear.update_params(lr)
        return {"W": linear.W, "b": linear.b}

    before = {"W": np.array([[1.0, 2.0], [-3.0, 0.5]]), "b": np.array([[0.25], [-1.0]])}
    dW, db = np.array([[10.0, -4.0], [2.0, 6.0]]), np.array([[5.0], [-2.0]])
    after = {"W": np.array([[-1.0, 2.8], [-3.4, -0.7]]), "b": np.array([[-0.75], [-0.6]])}
    mistakes = {
        "a step uphill": {"W": 2.0 * before["W"] - after["W"], "b": 2.0 * before["b"] - after["b"]},
        "a step of the weights alone": {"W": after["W"], "b": before["b"]},
        "a step of the whole gradient, without lr": {"W": before["W"] - dW, "b": before["b"] - db},
        "no step at all": before,
    }
    assert student(probe, *before.values(), dW, db, 0.2) == approx(after, mistakes=mistakes)


def test_make_layers(student):
    """Sizes [4, 3, 2] make two layers: a linear one from 4 to 3, one from 3 to 2, and a sigmoid after each."""

    def probe(layers, sizes) -> list[str]:
        network = layers.make_layers(sizes, "xavier", np.random.default_rng(0))
        return [f"{type(layer).__name__} {getattr(layer, 'W', np.zeros(())).shape}" for layer in network]

    found = student(probe, [4, 3, 2])
    wanted = ["LinearLayer (3, 4)", "SigmoidLayer ()", "LinearLayer (2, 3)", "SigmoidLayer ()"]
    assert found == wanted, f"make_layers([4, 3, 2]) should be {wanted}, with the shapes of W; it is {found}"


def test_make_layers_weights(student):
    """All layers draw from the same rng, one after the other, with the init that was asked for."""

    def probe(layers, sizes, init, seed) -> list[np.ndarray]:
        network = layers.make_layers(sizes, init, np.random.default_rng(seed))
        return [layer.W for layer in network if isinstance(layer, layers.LinearLayer)]

    rng = np.random.default_rng(3)
    drawn = [np.sqrt(2.0 / n_in) * rng.standard_normal((n_out, n_in)) for n_in, n_out in ((2, 4), (4, 3))]
    assert student(probe, [2, 4, 3], "he", 3) == approx(drawn)


def test_make_layers_own(student):
    """No layer stands in two places: each remembers its own forward pass."""

    def probe(layers, sizes) -> list[int]:
        network = layers.make_layers(sizes, "xavier", np.random.default_rng(0))
        return [len(network), len({id(layer) for layer in network})]

    length, different = student(probe, [2, 3, 3, 1])
    assert (length, different) == (6, 6), (
        f"make_layers([2, 3, 3, 1]) should be 6 different layers; it has {length}, of which {different} differ"
    )


def test_train_one_example(student):
    """For the example (0, 0) with label 0, a step moves the bias alone: 0.5 becomes 0.469, and the cost 0.125 0.110."""

    def probe(layers, x, y, W, b) -> dict[str, list[float]]:
        network = layers.make_layers([2, 1], "xavier", np.random.default_rng(0))
        network[0].W, network[0].b = W, b
        costs = layers.train(network, x, y, 1.0, 1)
        seen = {"dW": network[0].dW.ravel().tolist(), "W": network[0].W.ravel().tolist()}
        seen |= {"db": network[0].db.ravel().tolist(), "b": network[0].b.ravel().tolist()}
        seen |= {"Y_hat": layers.predict(network, x).ravel().tolist()}
        return seen | {"costs": costs + layers.train(network, x, y, 1.0, 1)}

    # y_hat = 0.5: dZ = 0.5 * 0.5 * 0.5 = 0.125. Then y_hat = sigmoid(-0.125) = 0.469, and 0.469^2 / 2 = 0.110.
    seen = student(probe, np.zeros((2, 1)), np.zeros((1, 1)), np.array([[0.1, 0.6]]), np.zeros((1, 1)))
    expected = {"dW": [0.0, 0.0], "W": [0.1, 0.6], "db": [0.125], "b": [-0.125], "Y_hat": [0.46879062662624377]}
    expected |= {"costs": [0.125, 0.1098823258063131]}
    uphill = {"b": [0.125], "Y_hat": [0.5312093733737563], "costs": [0.125, 0.14109169918006942]}
    mistakes = {
        "the cost after each step, not before it": expected | {"costs": [0.1098823258063131, 0.0967372410055983]},
        "a step uphill, because the gradient has the wrong sign": expected | uphill | {"db": [-0.125]},
        "a step uphill, though the gradient is right": expected | uphill,
    }
    assert seen == approx(expected, abs=1e-15, mistakes=mistakes)


def test_train_or_gate(student):
    """The first two epochs on the OR gate have the published costs, and leave the published gradients."""

    def probe(layers, X, Y, W, b) -> dict[str, list[float]]:
        network = layers.make_layers([2, 1], "xavier", np.random.default_rng(0))
        network[0].W, network[0].b = W, b
        seen = {"costs": [], "dW": [], "db": []}
        for _ in range(2):
            seen["costs"] += layers.train(network, X, Y, 1.0, 1)
            seen["dW"] += network[0].dW.ravel().tolist()
            seen["db"] += network[0].db.ravel().tolist()
        return seen

    # Published, rounded: costs 0.0889 and 0.084; dW (-0.048, -0.0387), (-0.044, -0.035); db -0.037, -0.031.
    expected = {
        "costs": [0.088912947523055, 0.0840095954229077],
        "dW": [-0.0480064629155239, -0.0386588238167804, -0.0442872478585095, -0.0350043999524106],
        "db": [-0.0370235261257084, -0.0313125884448039],
    }
    late = {"costs": [0.0840095954229077, 0.0800475132247922]}
    mistakes = {"the cost after each step, not before it": expected | late}
    assert student(probe, X, OR, np.array([[0.1, 0.6]]), np.zeros((1, 1))) == approx(expected, mistakes=mistakes)


def test_train_xor(student):
    """Two layers, 2 -> 3 -> 1, learn XOR, and the published costs of 4900 epochs come out to twelve digits."""

    def probe(layers, X, Y, W1, W2, epochs) -> tuple[list[float], np.ndarray]:
        network = layers.make_layers([2, 3, 1], "xavier", np.random.default_rng(0))
        network[0].W, network[2].W = W1, W2
        network[0].b, network[2].b = np.zeros((3, 1)), np.zeros((1, 1))
        costs = layers.train(network, X, Y, 1.0, epochs)
        return costs, layers.predict(network, X)

    # The published weights come from NumPy's old generator.
    old = np.random.RandomState(48)
    W1, W2 = old.randn(3, 2) / np.sqrt(2.0), old.randn(1, 3) / np.sqrt(3.0)
    costs, _ = student(probe, X, XOR, W1, W2, 2)
    mistakes = {"the cost after each step, not before it": [0.12842857033273092, 0.12775374883202578]}
    assert costs == approx([0.12926510193084198, 0.12842857033273092], rel=0.0, abs=1e-12, mistakes=mistakes)
    costs, Y_hat = student(probe, X, XOR, W1, W2, 4901)
    published = [0.001018305488651183, 0.000983783942124411, 0.0009514180100050973, 0.0009210166430616655]
    assert costs[4600::100] == approx(published, rel=0.0, abs=1e-12)
    assert np.array_equal(Y_hat > 0.5, XOR > 0.5), f"all four outputs should be on the right side of 0.5; got {Y_hat}"


def test_cross(student):
    """add_feature_cross keeps both rows and adds their product, example by example."""

    def probe(layers, X) -> np.ndarray:
        return layers.add_feature_cross(X)

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
    assert student(probe, three) == approx(np.vstack([three, product]), mistakes=mistakes)


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
