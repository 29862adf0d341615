"""What a neuron, a layer, a network and their training do: in numbers worked by hand or published, then in drawn ones.

What is drawn is always the same on your machine, and new for each hand-in when it is graded. A Value `y = x * share`
whose `data` is then set to that of x passes back what is not the derivative of its value: training goes by what
`backward` finds.
"""

import numpy as np

from autograder import approx, numerical_gradient

# A published run: 3 -> 4 -> 4 -> 1, tanh, learning rate 0.1. Its 41 parameters, neuron by neuron, weights then bias:
PARAMETERS = [
    0.5858915688216553, 0.24204639586837384, 0.5540617455238359, -0.2527039348623852,
    -0.0024192363061177335, -0.32365360415300093, -0.12238259702033294, -0.0009319366871884949,
    0.853482765777527, 0.9518014994361543, 0.4694005041885234, -0.7151731529707315,
    -0.4132421662812258, 0.8742470275180891, -0.4770288161590237, -0.512392518490292,
    -0.7214804589607708, 0.15524433510895141, -0.606947212375128, 0.8057384636851816, 0.34423675024790956,
    0.8911643253773633, -0.3074846830517708, 0.674843391644385, 0.9803638159760659, -0.9379344688828088,
    0.026729242517386398, 0.5592713428822869, 0.36755329819874083, -0.7500473600441895, -0.03331756079480508,
    0.6999906180870976, 0.3953800862639454, 0.6509811930800722, 0.9173726035761776, 0.805925459887916,
    0.569870544614919, -0.6917547546903493, 0.07826376203371344, -0.21450799987280855, 0.9705860522133329,
]  # fmt: skip
XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]
FIRST_LOSSES = [5.528238732749994, 1.029708597714175, 0.36594039334941736, 0.18176975167171786]


def test_activate(student, rng):
    """activate gives the sigmoid, the tanh or the ReLU of z, whichever it is asked for, also where z is far from 0."""

    def probe(engine, neurons, z) -> list[float]:
        return [neurons.activate(engine.Value(z), name).data for name in ("sigmoid", "tanh", "relu")]

    assert student(probe, 2.0) == approx([0.8807970779778823, 0.9640275800758169, 2.0])
    assert student(probe, -0.5) == approx([0.3775406687981454, -0.46211715726000973, 0.0])
    assert student(probe, 1000.0) == approx([1.0, 1.0, 1000.0])
    assert student(probe, -1000.0) == approx([0.0, -1.0, 0.0], abs=1e-300)
    z = float(rng.uniform(0.5, 3.0))
    assert student(probe, z) == approx([0.5 + 0.5 * float(np.tanh(0.5 * z)), float(np.tanh(z)), z])


def test_activate_gradient(student, rng):
    """The result of activate stays in the graph, so that a gradient flows back through it."""

    def probe(engine, neurons, z) -> list[float]:
        gradients = []
        for name in ("sigmoid", "tanh", "relu"):
            node = engine.Value(z, requires_grad=True)
            neurons.activate(node, name).backward()
            gradients.append(node.grad)
        return gradients

    assert student(probe, 0.5) == approx([0.2350037122015945, 0.7864477329659275, 1.0], rel=1e-12)
    z = float(rng.uniform(0.2, 1.5))
    slopes = [0.25 * float(np.cosh(0.5 * z)) ** -2.0, float(np.cosh(z)) ** -2.0, 1.0]
    assert student(probe, z) == approx(slopes, rel=1e-12)


def test_activate_unknown(student, rng):
    """activate refuses a name that it does not know, with a ValueError that repeats the name."""

    def probe(engine, neurons, name) -> tuple[str, float]:
        try:
            neurons.activate(engine.Value(1.0), name)
        except ValueError as error:
            return str(error), neurons.activate(engine.Value(1.5), "relu").data
        return "nothing was raised", 1.5

    for name in ("swish", "".join(rng.permutation(list("swuzkj")))):
        message, known = student(probe, name)
        assert name in message, f'activate(z, "{name}") should raise a ValueError that names "{name}"; got: {message}'
        assert known == approx(1.5)


def test_weights(student, rng):
    """A new neuron draws its weights one by one with rng.uniform(-1, 1); its bias is 0."""

    def probe(neurons, n_inputs, seed) -> list[float]:
        neuron = neurons.Neuron(n_inputs, "linear", np.random.default_rng(seed))
        return [p.data for p in neuron.parameters()]

    for n_inputs, seed in ((4, 7), (int(rng.integers(5, 12)), int(rng.integers(10**6)))):
        drawn = np.random.default_rng(seed).uniform(-1.0, 1.0, n_inputs + 1)
        assert student(probe, n_inputs, seed) == approx([*drawn[:-1], 0.0], mistakes={
            "a bias that is drawn too": [*drawn],
            "weights between 0 and 1": [*(drawn[:-1] + 1.0) / 2.0, 0.0]})  # fmt: skip


def test_weights_fresh(student):
    """Without an rng, each neuron draws weights of its own, all of them between -1 and 1."""

    def probe(neurons) -> list[list[float]]:
        return [[w.data for w in neurons.Neuron(4, "linear").w] for _ in range(2)]

    one, other = student(probe)
    assert len(one) == len(other) == 4, f"Neuron(4) should have 4 weights; there are {len(one)}, then {len(other)}"
    assert one != other, f"two neurons that were made without an rng should differ; both have the weights {one}"
    assert all(-1.0 <= w <= 1.0 for w in one + other), f"weights should lie between -1 and 1, not {one} and {other}"


def test_weights_require_gradients(student):
    """The weights and the bias of a new neuron all require a gradient."""

    def probe(neurons) -> list[bool]:
        return [p.requires_grad for p in neurons.Neuron(3, "linear").parameters()]

    wanted = student(probe)
    assert wanted == [True] * 4, f"requires_grad of w_1, w_2, w_3, b should be True four times; it is {wanted}"


def test_neuron(student, rng):
    """A neuron adds its bias to the weighted sum of its inputs and applies its activation once; x stays as it is."""

    def probe(neurons, activation, parameters, x) -> tuple[float, list[float]]:
        neuron = neurons.Neuron(len(x), activation)
        for p, number in zip(neuron.parameters(), parameters, strict=False):
            p.data = number
        return neuron(x).data, x

    # z = 0.5 * 3 - 2 * 1 + 1 = 0.5
    mistakes = {"the weighted sum without the bias": -0.5, "a bias added once per input": 1.5}
    found, x = student(probe, "linear", [0.5, -2.0, 1.0], [3.0, 1.0])
    assert found == approx(0.5, mistakes=mistakes)
    assert x == [3.0, 1.0], f"a neuron should leave x as it is; after the call of neuron([3.0, 1.0]), x was {x}"
    mistakes = {"z itself, with no activation": 0.5}
    found, _ = student(probe, "tanh", [0.5, -2.0, 1.0], [3.0, 1.0])
    assert found == approx(0.46211715726000973, mistakes=mistakes)
    parameters, x = rng.uniform(0.1, 0.9, size=4), rng.uniform(0.1, 0.9, size=3)
    found, _ = student(probe, "tanh", parameters.tolist(), x.tolist())
    assert found == approx(float(np.tanh(parameters[:3] @ x + parameters[3])), rel=1e-12)


def test_neuron_gradients(student, rng):
    """Through a tanh neuron, gradients reach its weights, its bias, and inputs that ask for one."""

    def probe(engine, neurons, parameters, x) -> dict[str, float]:
        neuron = neurons.Neuron(2, "tanh")
        for p, number in zip(neuron.parameters(), parameters, strict=False):
            p.data = number
        learn = neuron(x).parameters()
        inputs = [engine.Value(x_i, requires_grad=True) for x_i in x]
        neuron(inputs).backward()
        w_1, w_2, b = neuron.parameters()
        found = {"w_1": w_1.grad, "w_2": w_2.grad, "b": b.grad, "x_1": inputs[0].grad, "x_2": inputs[1].grad}
        return {**found, "leaves that learn, if x is numbers": len(learn)}

    # This bias makes 1 - tanh(z)^2 = 0.5.
    gradients = student(probe, [-3.0, 1.0, 6.881373587019543], [2.0, 0.0])
    learn = {"leaves that learn, if x is numbers": 3}
    expected = {"w_1": 1.0, "w_2": 0.0, "b": 0.5, "x_1": -1.5, "x_2": 0.5, **learn}
    assert gradients == approx(expected, rel=1e-12, abs=1e-12)
    (w_1, w_2, b), x = rng.uniform(0.2, 0.8, size=3), rng.uniform(0.2, 0.8, size=2)
    slope = float(np.cosh(w_1 * x[0] + w_2 * x[1] + b)) ** -2.0
    expected = {"w_1": slope * x[0], "w_2": slope * x[1], "b": slope, "x_1": slope * w_1, "x_2": slope * w_2}
    expected |= learn
    assert student(probe, [w_1, w_2, b], x.tolist()) == approx(expected, rel=1e-11)


def test_neuron_wrong_length(student, rng):
    """A neuron refuses an x of another length than its number of inputs, with a ValueError that names both."""

    def probe(neurons, n_inputs, x) -> str:
        try:
            return f"it gave {neurons.Neuron(n_inputs, 'linear')(x).data:.6g}"
        except ValueError as error:
            return str(error)

    few, many = int(rng.integers(12, 40)), int(rng.integers(41, 80))
    for n_inputs, length in ((7, 5), (5, 7), (few, many), (many, few)):
        message = student(probe, n_inputs, [1.0] * length)
        assert all(str(number) in message for number in (n_inputs, length)), (
            f"an x of {length} entries for a neuron of {n_inputs} inputs should raise a ValueError that names {length} "
            f"and {n_inputs}; got: {message}"
        )
    message = student(probe, few, [1.0] * few)
    assert message.startswith("it gave"), f"a neuron of {few} inputs should read an x of {few} entries; got: {message}"


def test_layer(student, rng):
    """A layer gives the output of each of its neurons for the same x, in a list, and passes gradients back to x.

    Its neurons draw their weights from the rng that it is given.
    """

    def probe(engine, neurons, parameters, x) -> tuple[list[float], list[float]]:
        layer = neurons.Layer(2, 3, "relu")
        for p, number in zip(layer.parameters(), parameters, strict=False):
            p.data = number
        inputs = [engine.Value(x_i, requires_grad=True) for x_i in x]
        outputs = layer(inputs)
        (outputs[0] * 3 + outputs[1] + outputs[2]).backward()
        return [output.data for output in outputs], [each.grad for each in inputs]

    def probe_drawn(neurons, seed) -> list[float]:
        return [p.data for p in neurons.Layer(2, 3, "relu", np.random.default_rng(seed)).parameters()]

    # z = [1 * 2 + 2 * -1 + 0.5, -1 * 2 + 1 * -1 + 0, 0.5 * 2 - 0.5 * -1 + 0.25] = [0.5, -3, 1.75]
    outputs, gradients = student(probe, [1.0, 2.0, 0.5, -1.0, 1.0, 0.0, 0.5, -0.5, 0.25], [2.0, -1.0])
    assert outputs == approx([0.5, 0.0, 1.75], mistakes={"three times the same neuron": [1.75, 1.75, 1.75]})
    assert gradients == approx([3.5, 5.5])  # 3 * [1, 2] + 0 * [-1, 1] + [0.5, -0.5]
    W, b, x = rng.uniform(0.1, 0.9, size=(3, 2)), rng.uniform(0.1, 0.9, size=3), rng.uniform(0.1, 0.9, size=2)
    outputs, gradients = student(probe, np.column_stack([W, b]).ravel().tolist(), x.tolist())
    assert outputs == approx((W @ x + b).tolist(), rel=1e-12)
    assert gradients == approx((3.0 * W[0] + W[1] + W[2]).tolist(), rel=1e-12)
    first, again, other = (student(probe_drawn, seed) for seed in (5, 5, 6))
    assert first == again != other, (
        "two layers whose rng starts from the same seed should have the same weights, and others with another seed; "
        f"with the seeds 5, 5 and 6 they are {first}, {again} and {other}"
    )


def test_layer_single(student, rng):
    """A layer of one neuron gives its output itself, and no list."""

    def probe(engine, neurons, parameters, x) -> tuple[bool, float]:
        layer = neurons.Layer(2, 1, "linear")
        for p, number in zip(layer.parameters(), parameters, strict=False):
            p.data = number
        output = layer(x)
        alone = isinstance(output, engine.Value)
        return alone, output.data if alone else 0.0

    w, x = rng.uniform(0.1, 0.9, size=3), rng.uniform(0.1, 0.9, size=2)
    alone, output = student(probe, w.tolist(), x.tolist())
    assert alone, "Layer(2, 1)(x) should be a Value; it is something else"
    assert output == approx(float(w[:2] @ x + w[2]), rel=1e-12)


def test_mlp(student):
    """With the published parameters, the untrained 3 -> 4 -> 4 -> 1 network predicts the published numbers."""

    def probe(neurons, sizes, parameters, xs) -> tuple[list[float], list[list[float]], list[int]]:
        model = neurons.MLP(3, sizes)
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        return [model(x).data for x in xs], xs, sizes

    published = [-0.030669685297522595, 0.618279041630556, 0.3365212611340581, 0.7533370832196005]
    predictions, xs, sizes = student(probe, [4, 4, 1], PARAMETERS, XS)
    assert predictions == approx(published)
    assert sizes == [4, 4, 1], f"a network should leave layer_sizes as it is; afterwards [4, 4, 1] was {sizes}"
    assert xs == XS, f"a network should leave what it reads as it is; afterwards the inputs were {xs}"


def test_mlp_parameters(student):
    """parameters() goes layer by layer and neuron by neuron, which is also the order in which weights are drawn."""

    def probe(neurons, seed) -> list[float]:
        return [p.data for p in neurons.MLP(3, [2, 2], "linear", np.random.default_rng(seed)).parameters()]

    rng = np.random.default_rng(11)
    drawn = [[*rng.uniform(-1.0, 1.0, n_inputs), 0.0] for n_inputs in (3, 3, 2, 2)]
    assert student(probe, 11) == approx(sum(drawn, []), mistakes={"the last layer alone": drawn[2] + drawn[3]})


def test_mlp_gradients(student, rng):
    """Gradients reach every parameter of every layer, through all layers above it.

    Each neuron passes back a share, one for each layer: a gradient is what it would be, times every share above it.
    """

    def probe(engine, neurons, parameters, x, shares) -> list[float]:
        model = neurons.MLP(2, [3, 2, 1])
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number

        class Shared:
            def __init__(self, neuron, share):
                self.w, self.b, self.activation, self.parameters = (
                    neuron.w,
                    neuron.b,
                    neuron.activation,
                    neuron.parameters,
                )
                self.neuron, self.share = neuron, share

            def __call__(self, x):
                a = self.neuron(x)
                passed = a * self.share
                passed.data = a.data
                return passed

        for layer, share in zip(model.layers, shares, strict=True):
            layer.neurons = [Shared(neuron, share) for neuron in layer.neurons]
        model(x).backward()
        return [p.grad for p in model.parameters()]

    def outputs_of(points):
        found = []
        for flat in points:
            h = x
            for W in (flat[:9].reshape(3, 3), flat[9:17].reshape(2, 4), flat[17:].reshape(1, 3)):
                h = np.tanh(W[:, :-1] @ h + W[:, -1])
            found.append(h[0])
        return found

    parameters, x, shares = rng.uniform(-1, 1, size=20), rng.uniform(-1, 1, size=2), rng.uniform(1.5, 3.0, size=3)
    above = np.repeat(np.cumprod(shares[::-1])[::-1], [9, 8, 3])
    gradients = student(probe, parameters.tolist(), x.tolist(), shares.tolist())
    assert gradients == approx((above * numerical_gradient(outputs_of, parameters)).tolist(), rel=1e-6, abs=1e-8)


def test_mlp_narrow(student):
    """A layer of one neuron may stand between other layers, and layer_sizes may be a tuple."""

    def probe(neurons, parameters, x) -> list[float]:
        model = neurons.MLP(2, (1, 2), "linear")
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        return [output.data for output in model(x)]

    # 1 * 3 - 2 * 1 + 1 = 2, then 0.5 * 2 + 1 = 2 and -1 * 2 + 0.5 = -1.5
    assert student(probe, [1.0, -2.0, 1.0, 0.5, 1.0, -1.0, 0.5], [3.0, 1.0]) == approx([2.0, -1.5])


def test_mlp_output_activation(student):
    """output_activation is the activation of the last layer, and of no other."""

    def probe(neurons, parameters, xs) -> list[float]:
        model = neurons.MLP(2, [2, 1], "relu", output_activation="linear")
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        return [model(x).data for x in xs]

    # relu(1 * 2 + 0 * 3 + 0) = 2, relu(0 * 2 - 1 * 3 + 1) = 0, then -1 * 2 + 2 * 0 + 0.5 = -1.5; likewise for [1, 0.25]
    parameters = [1.0, 0.0, 0.0, 0.0, -1.0, 1.0, -1.0, 2.0, 0.5]
    mistakes = {"linear everywhere": [-5.5, 1.0]}
    assert student(probe, parameters, [[2.0, 3.0], [1.0, 0.25]]) == approx([-1.5, 1.0], mistakes=mistakes)


def test_squared_error(student, rng):
    """squared_error is the sum of the squared differences between predictions and targets: a Value, also of numbers."""

    def probe(engine, neurons, predictions, targets) -> tuple[list[float], list[bool], list[list[float]]]:
        values = [engine.Value(p) for p in predictions]
        losses = [neurons.squared_error(values, targets), neurons.squared_error(predictions, targets)]
        losses.append(neurons.squared_error([], []))
        kinds = [isinstance(loss, engine.Value) for loss in losses]
        return [loss.data for loss, kind in zip(losses, kinds, strict=True) if kind], kinds, [predictions, targets]

    # 0.25 + 0 + 2.25
    given = [[0.5, -1.0, 2.0], [1.0, -1.0, 0.5]]
    losses, kinds, after = student(probe, *given)
    assert kinds == [True, True, True], (
        "squared_error should give a Value for predictions that are Values, for plain numbers, and for none at all; "
        f"is it one? {kinds}"
    )
    assert losses == approx([2.5, 2.5, 0.0], mistakes={
        "the mean": [2.5 / 3.0, 2.5 / 3.0, 0.0], "the absolute error": [2.0, 2.0, 0.0],
    })  # fmt: skip
    assert after == given, f"squared_error should leave its arguments as they are; afterwards they were {after}"
    given = rng.uniform(0.1, 0.9, size=(2, 5))
    losses, _, _ = student(probe, *given.tolist())
    assert losses[:2] == approx([float(((given[0] - given[1]) ** 2).sum())] * 2, rel=1e-12)


def test_squared_error_gradient(student, rng):
    """The gradient of squared_error is 2 * (p - t) at each prediction p; targets that are numbers get none."""

    def probe(engine, neurons, predictions, targets) -> tuple[list[float], int]:
        nodes = [engine.Value(p, requires_grad=True) for p in predictions]
        loss = neurons.squared_error(nodes, targets)
        loss.backward()
        return [node.grad for node in nodes], len(loss.parameters())

    gradients, leaves = student(probe, [0.5, -1.0, 2.0], [1.0, -1.0, 0.5])
    assert gradients == approx([-1.0, 0.0, 3.0])
    assert leaves == 3, f"below the loss of 3 predictions, these alone should require a gradient; {leaves} leaves do"
    p, t = rng.uniform(0.1, 0.9, size=(2, 5))
    gradients, _ = student(probe, p.tolist(), t.tolist())
    assert gradients == approx((2.0 * (p - t)).tolist(), rel=1e-11, abs=1e-12)


def test_squared_error_wrong_length(student, rng):
    """squared_error refuses predictions and targets of different lengths, with a ValueError that names both."""

    def probe(engine, neurons, n_predictions, n_targets) -> str:
        predictions = [engine.Value(0.5) for _ in range(n_predictions)]
        try:
            return f"it gave {neurons.squared_error(predictions, [1.0] * n_targets).data:.6g}"
        except ValueError as error:
            return str(error)

    few, many = int(rng.integers(12, 40)), int(rng.integers(41, 80))
    for n_predictions, n_targets in ((6, 4), (4, 6), (few, many), (many, few)):
        message = student(probe, n_predictions, n_targets)
        assert all(str(number) in message for number in (n_predictions, n_targets)), (
            f"{n_predictions} predictions for {n_targets} targets should raise a ValueError that names {n_predictions} "
            f"and {n_targets}; got: {message}"
        )
    message = student(probe, few, few)
    assert message.startswith("it gave"), f"{few} predictions for {few} targets should be accepted; got: {message}"


# Trains a model of the check's own: w_1 x_1 + w_2 x_2 + b, which passes back what `slopes` says for each example and
# parameter. Gradients that are there before are `old`. Returns losses, parameters, and how xs and ys are afterwards.
def probe_train(engine, neurons, start, xs, ys, slopes, old, lr, epochs) -> tuple[list[float], list[float], list[list]]:
    parameters = [engine.Value(number, requires_grad=True) for number in start]
    for p, gradient in zip(parameters, old, strict=True):
        p.grad = gradient
    rows = [list(x) for x in xs]

    class Model:
        def parameters(self):
            return list(parameters)

        def __call__(self, x):
            x = [each.data if isinstance(each, engine.Value) else float(each) for each in x]
            value, passed = parameters[-1].data, engine.Value(0.0)
            for p, x_i in zip(parameters, x, strict=False):
                value += p.data * x_i
            for p, slope in zip(parameters, slopes[rows.index(x)], strict=True):
                passed = passed + p * slope
            passed.data = value
            return passed

    losses = neurons.train(Model(), xs, ys, lr, epochs)
    return losses, [p.data for p in parameters], [xs, ys]


def drawn_run(rng, old):
    """Arguments for probe_train, and the losses and parameters that come of them."""
    start, X, y, slopes = rng.normal(size=3), rng.normal(size=(4, 2)), rng.normal(size=4), rng.normal(size=(4, 3))
    lr, epochs = float(rng.uniform(0.01, 0.03)), 3
    losses, p = [], start.copy()
    for _ in range(epochs):
        off = X @ p[:2] + p[2] - y
        losses.append(float(off @ off))
        p -= lr * 2.0 * off @ slopes
    return [*(each.tolist() for each in (start, X, y, slopes)), old, lr, epochs], losses, p.tolist()


def test_train(student, rng):
    """train returns the loss of each epoch before its step: the first four published ones, from all four examples.

    And it goes by what backward finds, whatever the model: one that is drawn passes back what is not its derivative.
    """

    def probe(neurons, parameters, xs, ys, epochs) -> list[float]:
        model = neurons.MLP(3, [4, 4, 1])
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        return neurons.train(model, xs, ys, 0.1, epochs)

    assert student(probe, PARAMETERS, XS, YS, 4) == approx(FIRST_LOSSES)
    arguments, losses, parameters = drawn_run(rng, [0.0] * 3)
    found, moved, (xs, ys) = student(probe_train, *arguments)
    assert found == approx(losses, rel=1e-9, abs=1e-9)
    assert moved == approx(parameters, rel=1e-9, abs=1e-9)
    assert (xs, ys) == (arguments[1], arguments[2]), "train should leave xs and ys as they are; it changed them"


def test_train_forgets(student, rng):
    """train is not misled by gradients that an earlier backward pass has left behind."""
    arguments, losses, parameters = drawn_run(rng, [5.0, -7.0, 3.0])
    found, moved, _ = student(probe_train, *arguments)
    assert found == approx(losses, rel=1e-9, abs=1e-9)
    assert moved == approx(parameters, rel=1e-9, abs=1e-9)


# Two published runs of a sigmoid neuron on one example with the label 1, over 1000 epochs at a learning rate of 0.01:
# the input, the loss of every hundredth epoch, and at the end the weights and the bias, which began at 0.
ONE_EXAMPLE = [
    (
        [2.0, 3.0],
        [0.9761, 0.9648, 0.9352, 0.7494, 0.0621, 0.0185, 0.0102, 0.0069, 0.0052, 0.0042],
        [0.07754978581518703, 0.6650625956942215, 0.526204300126792],
    ),
    (
        [5.0, 0.4, -1.0, -2.0],
        [0.0087, 0.0045, 0.0030, 0.0023, 0.0018, 0.0015, 0.0013, 0.0011, 0.0010, 0.0009],
        [0.5976493875597305, -0.8659527976184913, -0.9094188137928199, 0.06623841805723128, 0.07054619736664514],
    ),
]


def test_train_one_example(student, rng):
    """One sigmoid neuron learns the label 1 of one input, and follows two published runs to their last weights.

    What it passes back is a drawn share of its gradient, and the learning rate is the larger for it: the same steps.
    """

    def probe(engine, neurons, start, x, share) -> tuple[list[float], list[float]]:
        parameters = [engine.Value(number, requires_grad=True) for number in start]

        class Model:
            def parameters(self):
                return list(parameters)

            def __call__(self, x):
                products = (p * number for p, number in zip(parameters, x, strict=False))
                a = sum(products, parameters[-1]).sigmoid()
                passed = a * share
                passed.data = a.data
                return passed

        losses = neurons.train(Model(), [x], [1.0], lr=0.01 / share, epochs=1000)
        return losses, [p.data for p in parameters]

    for x, published, end in ONE_EXAMPLE:
        # A step moves each weight by its input times what it moves the bias. So the end tells the start.
        start = [w - x_i * end[-1] for w, x_i in zip(end, x, strict=False)] + [0.0]
        losses, weights = student(probe, start, x, float(rng.uniform(0.1, 0.5)))
        assert len(losses) == 1000, f"train(..., epochs=1000) should return 1000 losses; it returned {len(losses)}"
        assert losses[99::100] == approx(published, rel=0, abs=0.00005)
        assert weights == approx(end, rel=1e-9)
