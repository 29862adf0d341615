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
SLOPES = {  # in terms of the value
    "sigmoid": lambda a: a * (1.0 - a),
    "tanh": lambda a: 1.0 - a**2,
    "relu": lambda a: np.where(a > 0.0, 1.0, 0.0),
    "linear": np.ones_like,
}


# Trains a network 3 -> 4 -> 4 -> 1 of the probe's own, `calls` times for `epochs` each; returns all losses and weights.
# An example predicts what `known` says, whatever the weights; for None, what the network does, and then each neuron of
# a layer passes back its `shares` of what it should.
def probe_network(engine, neurons, run, lr, calls, epochs) -> tuple[list[list[float]], list[list[float]]]:
    weights = [engine.Value(number, requires_grad=True) for number in run["weights"]]
    rows = [list(x) for x in run["xs"]]

    class Network:
        def parameters(self):
            return list(weights)

        def __call__(self, x):
            outputs = [each.data if isinstance(each, engine.Value) else float(each) for each in x]
            row, left = rows.index(outputs), iter(weights)
            if run["known"][row] is not None:
                return engine.Value(run["known"][row])
            for width, share in zip((4, 4, 1), run["shares"][row], strict=True):
                inputs, outputs = outputs, []
                for _ in range(width):
                    z = sum((next(left) * each for each in inputs), engine.Value(0.0)) + next(left)
                    a = z.tanh()
                    passed = a * share
                    passed.data = a.data
                    outputs.append(passed)
            return outputs[0]

    losses, path = [], []
    for _ in range(calls):
        losses.append(neurons.train(Network(), run["xs"], run["ys"], lr, epochs))
        path.append([weight.data for weight in weights])
    return losses, path


def published_run(rng, known, target):
    """The published run, disguised, the learning rate that belongs to it, and where the first weight is now.

    Its inputs come in another order; one more example is predicted as `known`, whatever the weights; and each
    prediction passes back a share of its gradient, for which the learning rate makes up.
    """
    order, share = rng.permutation(3), float(rng.uniform(0.2, 5.0))
    weights, xs = np.array(RUN["weights"]), np.array(RUN["xs"])[:, order]
    weights[:16] = weights[:16].reshape(4, 4)[:, [*order, 3]].ravel()
    run = {"xs": [rng.normal(size=3).tolist(), *xs.tolist()], "ys": [target, *RUN["ys"]], "weights": weights.tolist()}
    run |= {"known": [known, *[None] * 4], "shares": [[1.0, 1.0, share]] * 5}
    return run, 0.1 / share, int(np.argmin(order))


def forward(flat, sizes, activations, x):
    """The output of a network whose parameters are `flat`, neuron by neuron; complex numbers will do."""
    for n_in, n_out, activation in zip(sizes[:-1], sizes[1:], activations, strict=True):
        W, flat = flat[: n_out * (n_in + 1)].reshape(n_out, n_in + 1), flat[n_out * (n_in + 1) :]
        x = ACTIVATIONS[activation](W[:, :-1] @ x + W[:, -1])
    return x


def test_activate_agrees(student, rng):
    """For any z, each activation has the right value, and the right gradient for what z was made of."""

    def probe(engine, neurons, activation, x, y) -> list[float]:
        leaves = [engine.Value(x, requires_grad=True), engine.Value(y, requires_grad=True)]
        activated = neurons.activate(leaves[0] * leaves[1], activation)
        (activated * activated).backward()
        return [activated.data, *(leaf.grad for leaf in leaves)]

    for activation, f in ACTIVATIONS.items():
        for sign in (1.0, -1.0):
            x, y = float(rng.uniform(0.5, 1.5)), sign * float(rng.uniform(0.5, 1.5))
            a = float(f(x * y))
            upstream = 2.0 * a * float(SLOPES[activation](a))
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
    """A neuron of any size gives what NumPy gives, whichever its activation, and so do its gradients."""

    def probe(engine, neurons, activation, w, b, x) -> tuple[float, list[float]]:
        unit = neurons.Neuron(len(w), activation)
        for parameter, number in zip(unit.parameters(), [*w, b], strict=False):
            parameter.data = float(number)
        inputs = [engine.Value(float(number), requires_grad=True) for number in x]
        output = unit(inputs)
        (output + output + output).backward()
        return output.data, [each.grad for each in (*unit.parameters(), *inputs)]

    for activation, f in ACTIVATIONS.items():
        n_inputs = int(rng.integers(3, 9))
        w, x, b = rng.normal(size=n_inputs), rng.normal(size=n_inputs), rng.normal()
        z = w @ x + b
        slope = 3.0 * float(SLOPES[activation](f(z)))
        output, gradients = student(probe, activation, w, b, x)
        assert output == approx(float(f(z)), abs=1e-12)
        assert gradients == approx([*(slope * x).tolist(), slope, *(slope * w).tolist()], rel=1e-10, abs=1e-12)


def test_layer_agrees(student, rng):
    """A layer of any size draws its weights neuron by neuron, and gives what a matrix product in NumPy gives."""

    def probe(engine, neurons, sizes, activation, seed, biases, x) -> tuple[list[float], list[float]]:
        layer = neurons.Layer(*sizes, activation, np.random.default_rng(seed))
        for parameter, number in zip(layer.parameters()[sizes[0] :: sizes[0] + 1], biases, strict=False):
            parameter.data = float(number)
        inputs = [engine.Value(float(number), requires_grad=True) for number in x]
        outputs = layer(inputs)
        sum((output * (place + 2) for place, output in enumerate(outputs)), engine.Value(0.0)).backward()
        return [output.data for output in outputs], [each.grad for each in inputs]

    for activation in ("sigmoid", "relu"):
        sizes, seed = rng.permutation([3, 4, 5, 6])[:2].tolist(), int(rng.integers(10**6))
        W = np.random.default_rng(seed).uniform(-1.0, 1.0, sizes[::-1])
        biases, x = rng.normal(size=sizes[1]), rng.normal(size=sizes[0])
        expected = ACTIVATIONS[activation](W @ x + biases)
        upstream = SLOPES[activation](expected) * np.arange(2, sizes[1] + 2)
        outputs, gradients = student(probe, sizes, activation, seed, biases, x)
        assert outputs == approx(expected.tolist(), abs=1e-12)
        assert gradients == approx((upstream @ W).tolist(), rel=1e-10, abs=1e-12)


def test_mlp_agrees(student, rng):
    """A network of any shape gives what matrix products in NumPy give, and the gradients that belong to it."""

    def probe(
        engine, neurons, sizes, activation, output_activation, flat, x, upstream
    ) -> tuple[list[float], list[float]]:
        network = neurons.MLP(sizes[0], sizes[1:], activation, output_activation=output_activation)
        for parameter, number in zip(network.parameters(), flat, strict=False):
            parameter.data = float(number)
        inputs = [engine.Value(float(number), requires_grad=True) for number in x]
        outputs = network(inputs)
        sum((output * u for output, u in zip(outputs, upstream, strict=True)), engine.Value(0.0)).backward()
        return [output.data for output in outputs], [each.grad for each in (*network.parameters(), *inputs)]

    for hidden, output in (("sigmoid", "tanh"), ("tanh", "linear"), ("linear", "sigmoid"), ("relu", "tanh")):
        sizes, activations = rng.permutation([2, 3, 4, 5]).tolist(), [hidden, hidden, output]
        count = sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))
        flat, x = rng.normal(size=count), rng.normal(size=sizes[0])
        upstream = rng.uniform(1.5, 3.0, size=sizes[-1])
        outputs, gradients = student(probe, sizes, hidden, output, flat, x, upstream.tolist())
        assert outputs == approx(forward(flat, sizes, activations, x).tolist(), abs=1e-12)
        expected = []
        for place in range(count + len(x)):  # one step into the complex numbers for each, exact to the last digits
            moved = np.concatenate([flat, x]).astype(complex)
            moved[place] += 1e-20j
            expected.append(float(upstream @ forward(moved[:count], sizes, activations, moved[count:]).imag) / 1e-20)
        assert gradients == approx(expected, rel=1e-9, abs=1e-11)


def test_squared_error_labels(student, rng):
    """The loss depends on the predictions alone: labels get no gradient."""

    def probe(engine, neurons, predictions, targets) -> tuple[list[bool], list[float]]:
        nodes = [engine.Value(p, requires_grad=True) for p in predictions]
        labels = [engine.Value(t) for t in targets]
        losses = [neurons.squared_error(nodes, targets), neurons.squared_error(nodes, labels)]
        found = [all(leaf in nodes for leaf in loss.parameters()) for loss in losses]
        for loss in losses:
            loss.backward()
        return found, [node.grad for node in (*nodes, *labels)]

    size = int(rng.integers(3, 20))
    p, t = rng.normal(size=(2, size))
    found, gradients = student(probe, p.tolist(), t.tolist())
    assert found == [True, True], "of the leaves below the loss, predictions alone should require a gradient; others do"
    assert gradients == approx([*(4.0 * (p - t)).tolist(), *[0.0] * size], rel=1e-10, abs=1e-12)


def test_train_trace(student, solution, rng):
    """All 24 losses of the published run come out, to nine digits, and the weights are those that have such losses.

    One more example gets the same prediction whatever the weights: it adds to the losses alone.
    """
    error = float(rng.uniform(0.5, 1.5))
    run, lr, _ = published_run(rng, 0.5, 0.5 - error)
    (losses,), (weights,) = student(probe_network, run, lr, 1, 24)
    assert [loss - error**2 for loss in losses] == approx(RUN_LOSSES)
    assert weights == approx(solution(probe_network, run, lr, 1, 24)[1][0], rel=1e-7, abs=1e-9)


def test_train_predictions(student, rng):
    """After 23 steps, the network predicts what the published one does, also beside an example beyond all learning.

    Whatever the weights, that example's prediction is off by a million: a loss of 10 ** 12 that passes nothing back.
    """
    run, lr, _ = published_run(rng, 0.0, 1e6)
    _, (weights,) = student(probe_network, run, lr, 1, 23)
    # The published predictions are those of the last loss: one step fewer than there are losses.
    published = [0.9327166974173132, -0.9544386424494977, -0.9190363251214165, 0.9563793871111931]
    flat, sizes = np.array(weights), [3, 4, 4, 1]
    learned = [float(forward(flat, sizes, ["tanh"] * 3, np.array(x))[0]) for x in run["xs"][1:]]
    assert learned == approx(published)


def test_train_gradients(student, rng):
    """Iterations 0 to 3 move the first neuron's first weight and bias by lr times their published gradients."""
    weight0 = [-0.1083991069576411, 0.6484408638284616, 0.32085792042408956, 0.2485779321581236]
    bias = [-0.6425469767350062, 0.21947873936893247, 0.0655575161815562, 0.0831686239850558]
    run, lr, first = published_run(rng, 0.0, 1e6)
    _, path = student(probe_network, run, lr, 4, 1)
    moves = -np.diff([run["weights"], *path], axis=0)[:, [first, 3]] / 0.1
    assert moves.T.tolist() == approx([weight0, bias], rel=1e-8)


def test_train_shares(student, solution, rng):
    """train goes by what backward finds, also where each layer passes back another share of it for each example."""
    run, _, _ = published_run(rng, 0.0, 0.0)
    run |= {"shares": rng.uniform(0.5, 2.0, size=(5, 3)).tolist(), "weights": rng.uniform(-1, 1, size=41).tolist()}
    losses, path = student(probe_network, run, 0.02, 2, 4)
    expected = solution(probe_network, run, 0.02, 2, 4)
    assert losses == approx(expected[0], rel=1e-8, abs=1e-10)
    assert path == approx(expected[1], rel=1e-8, abs=1e-10)


def test_train_invariant(student, solution, rng):
    """For the input [2, 3], every one of 1000 steps moves w_1 twice and w_2 three times as far as b, and up.

    An example beyond all learning stands beside it, whose loss passes nothing back.
    """

    def probe(engine, neurons, start, share, lost, steps) -> np.ndarray:
        w_1, w_2, b = weights = [engine.Value(number, requires_grad=True) for number in start]

        class Model:
            def parameters(self):
                return list(weights)

            def __call__(self, x):
                x = [each.data if isinstance(each, engine.Value) else float(each) for each in x]
                if x == lost:
                    return engine.Value(0.0)
                a = (w_1 * x[0] + w_2 * x[1] + b).sigmoid()
                passed = a * share
                passed.data = a.data
                return passed

        path = [start]
        for _ in range(steps):
            neurons.train(Model(), [[2.0, 3.0], lost], [1.0, 1e6], 0.01, 1)
            path.append([weight.data for weight in weights])
        return np.array(path)

    arguments = [*rng.uniform(-0.5, 0.1, 2).tolist(), 0.0], float(rng.uniform(0.5, 2.0)), rng.normal(size=2).tolist()
    path = student(probe, *arguments, 1000)
    assert path.shape == (1001, 3), f"1000 steps of 3 parameters make a path (1001, 3); it is {path.shape}"
    moves = np.diff(path, axis=0)
    assert moves[:, :2] == approx(moves[:, 2:] * [2.0, 3.0], rel=1e-6)
    assert moves.min() > 0.0, "the label is 1: each step should raise the weights and the bias; some step lowers them"
    assert path == approx(solution(probe, *arguments, 1000), rel=1e-7, abs=1e-9)
