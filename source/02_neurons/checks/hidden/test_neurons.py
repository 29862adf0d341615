"""What public checks cannot ask: inputs nobody knows beforehand, and the whole of a published run."""

import numpy as np

from autograder import approx

RUN = {
    "xs": [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]],
    "ys": [1.0, -1.0, -1.0, 1.0],
    "weights": [
        0.5858915688216553, 0.24204639586837384, 0.5540617455238359, -0.2527039348623852, -0.0024192363061177335,
        -0.32365360415300093, -0.12238259702033294, -0.0009319366871884949, 0.853482765777527, 0.9518014994361543,
        0.4694005041885234, -0.7151731529707315, -0.4132421662812258, 0.8742470275180891, -0.4770288161590237,
        -0.512392518490292, -0.7214804589607708, 0.15524433510895141, -0.606947212375128, 0.8057384636851816,
        0.34423675024790956, 0.8911643253773633, -0.3074846830517708, 0.674843391644385, 0.9803638159760659,
        -0.9379344688828088, 0.026729242517386398, 0.5592713428822869, 0.36755329819874083, -0.7500473600441895,
        -0.03331756079480508, 0.6999906180870976, 0.3953800862639454, 0.6509811930800722, 0.9173726035761776,
        0.805925459887916, 0.569870544614919, -0.6917547546903493, 0.07826376203371344, -0.21450799987280855,
        0.9705860522133329,
    ],
}  # fmt: skip
RUN_LOSSES = [
    5.528238732749994, 1.029708597714175, 0.36594039334941736, 0.18176975167171786, 0.11852673045381416,
    0.0880052700087189, 0.06987862296212292, 0.057878823177831724, 0.04935460171584655, 0.0429905228649674,
    0.03805999662401936, 0.03412907715440516, 0.03092268619290014, 0.02825805578160131, 0.026009033488036827,
    0.024085754486472596, 0.022422480881888758, 0.020970021409476274, 0.01969083836718791, 0.01855579283222802,
    0.01754192231835979, 0.016630888154989535, 0.01580786849680682, 0.015060754626918213,
]  # fmt: skip
ACTIVATIONS = {
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "linear": lambda z: z,
}


def require_one_pass(asked, least):
    """A backward pass needs one prediction of each example and epoch; difference quotients need one per parameter."""
    told = f"train asked the model for {asked} predictions, where one of each example and epoch, {least}, is enough"
    assert least <= asked <= 3 * least, told


def published_run(rng):
    """The published run with its inputs in another order, and where the first of them, with its weights, is now."""
    order = rng.permutation(3)
    weights, xs = np.array(RUN["weights"]), np.array(RUN["xs"])[:, order]
    weights[:16] = weights[:16].reshape(4, 4)[:, [*order, 3]].ravel()
    return {**RUN, "xs": xs.tolist(), "weights": weights.tolist()}, int(np.argmin(order))


def test_activate_agrees(student, rng):
    """For any z, each activation has the right value, and the right gradient for what z was made of."""

    def probe(engine, neurons, activation, x, y) -> list[float]:
        leaves = [engine.Value(x, requires_grad=True), engine.Value(y, requires_grad=True)]
        activated = neurons.activate(leaves[0] * leaves[1], activation)
        (activated * activated).backward()
        return [activated.data, *(leaf.grad for leaf in leaves)]

    slopes = {
        "sigmoid": lambda a: a * (1.0 - a),
        "tanh": lambda a: 1.0 - a**2,
        "relu": lambda a: float(a > 0.0),
        "linear": lambda a: 1.0,
    }
    for activation, f in ACTIVATIONS.items():
        for sign in (1.0, -1.0):
            x, y = float(rng.uniform(0.5, 1.5)), sign * float(rng.uniform(0.5, 1.5))
            a = float(f(x * y))
            upstream = 2.0 * a * slopes[activation](a)
            assert student(probe, activation, x, y) == approx([a, upstream * y, upstream * x], rel=1e-11)


def test_weights_agrees(student, rng):
    """A neuron of any size draws as many weights as it has inputs, and leaves its rng where the draws end."""

    def probe(neurons, n_inputs, seed) -> list[float]:
        generator = np.random.default_rng(seed)
        unit = neurons.Neuron(n_inputs, "linear", generator)
        return [*(parameter.data for parameter in unit.parameters()), generator.uniform(-1.0, 1.0)]

    n_inputs, seed = int(rng.integers(5, 12)), int(rng.integers(10**6))
    drawn = np.random.default_rng(seed).uniform(-1.0, 1.0, n_inputs + 1).tolist()
    assert student(probe, n_inputs, seed) == approx([*drawn[:-1], 0.0, drawn[-1]], rel=1e-12)


def test_neuron_agrees(student, rng):
    """A neuron of any size gives what NumPy gives, whichever its activation."""

    def probe(neurons, activation, w, b, x) -> float:
        unit = neurons.Neuron(len(w), activation)
        for parameter, number in zip(unit.parameters(), [*w, b], strict=False):
            parameter.data = float(number)
        return unit(x.tolist()).data

    for activation, f in ACTIVATIONS.items():
        n_inputs = int(rng.integers(3, 9))
        w, x, b = rng.normal(size=n_inputs), rng.normal(size=n_inputs), rng.normal()
        assert student(probe, activation, w, b, x) == approx(float(f(w @ x + b)), abs=1e-12)


def test_layer_agrees(student, rng):
    """A layer of any size draws its weights neuron by neuron, and gives what a matrix product in NumPy gives."""

    def probe(neurons, sizes, activation, seed, biases, x) -> list[float]:
        layer = neurons.Layer(*sizes, activation, np.random.default_rng(seed))
        for parameter, number in zip(layer.parameters()[sizes[0] :: sizes[0] + 1], biases, strict=False):
            parameter.data = float(number)
        return [output.data for output in layer(x.tolist())]

    for activation in ("sigmoid", "relu"):
        sizes, seed = rng.permutation([3, 4, 5, 6])[:2].tolist(), int(rng.integers(10**6))
        W = np.random.default_rng(seed).uniform(-1.0, 1.0, sizes[::-1])
        biases, x = rng.normal(size=sizes[1]), rng.normal(size=sizes[0])
        expected = ACTIVATIONS[activation](W @ x + biases).tolist()
        assert student(probe, sizes, activation, seed, biases, x) == approx(expected, abs=1e-12)


def test_mlp_agrees(student, rng):
    """A network of any shape gives what matrix products in NumPy give."""

    def probe(neurons, sizes, activation, output_activation, flat, xs) -> np.ndarray:
        network = neurons.MLP(sizes[0], sizes[1:], activation, output_activation=output_activation)
        for parameter, number in zip(network.parameters(), flat, strict=False):
            parameter.data = float(number)
        return np.array([[output.data for output in network(row)] for row in xs.tolist()])

    for hidden, output in (("sigmoid", "tanh"), ("tanh", "linear"), ("relu", "sigmoid"), ("linear", "relu")):
        sizes = rng.permutation([2, 3, 4, 5]).tolist()
        layers = [
            (rng.normal(size=(n_out, n_in)), rng.normal(size=n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]
        flat = np.concatenate([np.column_stack([W, b]).ravel() for W, b in layers])
        xs = rng.normal(size=(5, sizes[0]))
        expected = xs
        for (W, b), activation in zip(layers, [hidden, hidden, output], strict=False):
            expected = ACTIVATIONS[activation](expected @ W.T + b)
        assert student(probe, sizes, hidden, output, flat, xs) == approx(expected, abs=1e-12)


def test_squared_error_labels(student, rng):
    """The loss depends on the weights and biases alone: inputs and labels get no gradient."""

    def probe(neurons, xs, ys) -> int:
        unit = neurons.Neuron(len(xs[0]), "sigmoid")
        return len(neurons.squared_error([unit(x) for x in xs], ys).parameters())

    d = int(rng.integers(3, 20))
    found = student(probe, rng.normal(size=(2, d)).tolist(), [1.0, 0.0])
    told = f"{d} weights and a bias require a gradient below the loss; {found} leaves of the graph do"
    assert found == d + 1, told


def test_train_trace(student, solution, rng):
    """All 24 losses of the published run come out, to nine digits, and the weights are those that have such losses.

    One more example gets the same prediction whatever the weights: it adds to the losses alone.
    """

    def probe(engine, neurons, run, known, error, epochs) -> tuple[list[float], list[float], int]:
        asked = []

        class Asked(neurons.MLP):
            def __call__(self, x):
                asked.append(x[0].data if isinstance(x[0], engine.Value) else x[0])
                return engine.Value(0.5) if asked[-1] == known[0] else neurons.MLP.__call__(self, x)

        network = Asked(3, [4, 4, 1])
        for parameter, number in zip(network.parameters(), run["weights"], strict=False):
            parameter.data = number
        losses = neurons.train(network, [*run["xs"], known], [*run["ys"], 0.5 - error], lr=0.1, epochs=epochs)
        return losses, [parameter.data for parameter in network.parameters()], len(asked)

    run, _ = published_run(rng)
    known, error = rng.normal(size=3).tolist(), float(rng.uniform(0.5, 1.5))
    losses, weights, asked = student(probe, run, known, error, 24)
    assert [loss - error**2 for loss in losses] == approx(RUN_LOSSES)
    assert weights == approx(solution(probe, run, known, error, 24)[1], rel=1e-7, abs=1e-9)
    require_one_pass(asked, 5 * 24)


def test_train_predictions(student, rng):
    """After 23 steps, the network predicts what the published one does, also beside an example beyond all learning.

    Whatever the weights, that example's prediction is off by a million: a loss of 10 ** 12 that passes nothing back.
    """

    def probe(engine, neurons, run, lost, epochs) -> tuple[list[float], int]:
        asked = []

        class Asked(neurons.MLP):
            def __call__(self, x):
                asked.append(x[0].data if isinstance(x[0], engine.Value) else x[0])
                return engine.Value(0.0) if asked[-1] == lost[0] else neurons.MLP.__call__(self, x)

        network = Asked(3, [4, 4, 1])
        for parameter, number in zip(network.parameters(), run["weights"], strict=False):
            parameter.data = number
        neurons.train(network, [*run["xs"], lost], [*run["ys"], 1e6], lr=0.1, epochs=epochs)
        return [neurons.MLP.__call__(network, row).data for row in run["xs"]], len(asked)

    # The published predictions are those of the last loss: one step fewer than there are losses.
    published = [0.9327166974173132, -0.9544386424494977, -0.9190363251214165, 0.9563793871111931]
    predictions, asked = student(probe, published_run(rng)[0], rng.normal(size=3).tolist(), 23)
    assert predictions == approx(published)
    require_one_pass(asked, 5 * 23)


def test_train_gradients(student, rng):
    """The gradients of the first neuron's first weight and bias are the published ones, in iterations 0 to 3."""

    def probe(engine, neurons, run, first, lost, iterations) -> tuple[dict[str, list[float]], int]:
        asked = []

        class Asked(neurons.MLP):
            def __call__(self, x):
                asked.append(x[0].data if isinstance(x[0], engine.Value) else x[0])
                return engine.Value(0.0) if asked[-1] == lost[0] else neurons.MLP.__call__(self, x)

        network = Asked(3, [4, 4, 1])
        for parameter, number in zip(network.parameters(), run["weights"], strict=False):
            parameter.data = number
        gradients = {"weight0": [], "bias": []}
        for _ in range(iterations):
            outputs = [neurons.MLP.__call__(network, row) for row in run["xs"]]
            loss = neurons.squared_error(outputs, run["ys"])
            loss.zero_grad()
            loss.backward()
            gradients["weight0"].append(network.parameters()[first].grad)
            gradients["bias"].append(network.parameters()[3].grad)
            neurons.train(network, [lost, *run["xs"]], [1e6, *run["ys"]], lr=0.1, epochs=1)
        return gradients, len(asked)

    weight0 = [-0.1083991069576411, 0.6484408638284616, 0.32085792042408956, 0.2485779321581236]
    bias = [-0.6425469767350062, 0.21947873936893247, 0.0655575161815562, 0.0831686239850558]
    run, first = published_run(rng)
    gradients, asked = student(probe, run, first, rng.normal(size=3).tolist(), 4)
    assert gradients == approx({"weight0": weight0, "bias": bias})
    require_one_pass(asked, 5 * 4)


def test_train_invariant(student, solution, rng):
    """For the input [2, 3], every one of 1000 steps moves w_1 twice and w_2 three times as far as b, and up.

    An example beyond all learning stands beside it, whose loss passes nothing back.
    """

    def probe(engine, neurons, start, lost, steps) -> tuple[np.ndarray, int]:
        asked = []

        class Asked(neurons.Neuron):
            def __call__(self, x):
                asked.append(x[0].data if isinstance(x[0], engine.Value) else x[0])
                return engine.Value(0.0) if asked[-1] == lost[0] else neurons.Neuron.__call__(self, x)

        unit = Asked(2, "sigmoid")
        for parameter, number in zip(unit.parameters(), start, strict=False):
            parameter.data = float(number)
        path = [[parameter.data for parameter in unit.parameters()]]
        for _ in range(steps):
            neurons.train(unit, [[2.0, 3.0], lost], [1.0, 1e6], 0.01, 1)
            path.append([parameter.data for parameter in unit.parameters()])
        return np.array(path), len(asked)

    start = [*rng.uniform(-0.5, 0.1, 2).tolist(), 0.0]
    lost = rng.normal(size=2).tolist()
    path, asked = student(probe, start, lost, 1000)
    assert path.shape == (1001, 3), f"1000 steps of 3 parameters make a path (1001, 3); it is {path.shape}"
    moves = np.diff(path, axis=0)
    assert moves[:, :2] == approx(moves[:, 2:] * [2.0, 3.0], rel=1e-6)
    assert moves.min() > 0.0, "the label is 1: each step should raise the weights and the bias; some step lowers them"
    assert path == approx(solution(probe, start, lost, 1000)[0], rel=1e-7, abs=1e-9)
    require_one_pass(asked, 2 * 1000)
