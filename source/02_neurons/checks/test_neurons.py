"""What a neuron, a layer, a network and their training do, in numbers worked by hand or published."""

import numpy as np

from autograder import approx

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


def test_activate(student):
    """activate gives the sigmoid, the tanh or the ReLU of z, whichever it is asked for."""

    def probe(engine, neurons, z) -> list[float]:
        return [neurons.activate(engine.Value(z), name).data for name in ("sigmoid", "tanh", "relu")]

    assert student(probe, 2.0) == approx([0.8807970779778823, 0.9640275800758169, 2.0])
    assert student(probe, -0.5) == approx([0.3775406687981454, -0.46211715726000973, 0.0])


def test_activate_gradient(student):
    """The result of activate stays in the graph, so that a gradient flows back through it."""

    def probe(engine, neurons, z) -> list[float]:
        gradients = []
        for name in ("sigmoid", "tanh", "relu"):
            node = engine.Value(z, requires_grad=True)
            neurons.activate(node, name).backward()
            gradients.append(node.grad)
        return gradients

    assert student(probe, 0.5) == approx([0.2350037122015945, 0.7864477329659275, 1.0], rel=1e-12)


def test_activate_unknown(student):
    """activate refuses a name that it does not know, with a ValueError that repeats the name."""

    def probe(engine, neurons) -> str:
        try:
            neurons.activate(engine.Value(1.0), "swish")
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    message = student(probe)
    assert "swish" in message, f'activate(z, "swish") should raise a ValueError that names "swish"; got: {message}'


def test_weights(student):
    """A new neuron draws its weights one by one with rng.uniform(-1, 1); its bias is 0."""

    def probe(neurons, n_inputs, seed) -> list[float]:
        neuron = neurons.Neuron(n_inputs, "linear", np.random.default_rng(seed))
        return [p.data for p in neuron.parameters()]

    drawn = np.random.default_rng(7).uniform(-1.0, 1.0, 5)
    assert student(probe, 4, 7) == approx([*drawn[:4], 0.0], mistakes={
        "a bias that is drawn too": [*drawn],
        "weights between 0 and 1": [*(drawn[:4] + 1.0) / 2.0, 0.0]})  # fmt: skip


def test_weights_require_gradients(student):
    """The weights and the bias of a new neuron all require a gradient."""

    def probe(neurons) -> list[bool]:
        return [p.requires_grad for p in neurons.Neuron(3, "linear").parameters()]

    wanted = student(probe)
    assert wanted == [True] * 4, f"requires_grad of w_1, w_2, w_3, b should be True four times; it is {wanted}"


def test_neuron(student):
    """A neuron adds its bias to the weighted sum of its inputs and applies its activation once."""

    def probe(neurons, activation, parameters, x) -> float:
        neuron = neurons.Neuron(len(x), activation)
        for p, number in zip(neuron.parameters(), parameters, strict=False):
            p.data = number
        return neuron(x).data

    # z = 0.5 * 3 - 2 * 1 + 1 = 0.5
    mistakes = {"the weighted sum without the bias": -0.5, "a bias added once per input": 1.5}
    assert student(probe, "linear", [0.5, -2.0, 1.0], [3.0, 1.0]) == approx(0.5, mistakes=mistakes)
    mistakes = {"z itself, with no activation": 0.5}
    assert student(probe, "tanh", [0.5, -2.0, 1.0], [3.0, 1.0]) == approx(0.46211715726000973, mistakes=mistakes)


def test_neuron_gradients(student):
    """Through a tanh neuron, gradients reach its weights, its bias, and inputs that ask for one."""

    def probe(engine, neurons, parameters, x) -> dict[str, float]:
        neuron = neurons.Neuron(2, "tanh")
        for p, number in zip(neuron.parameters(), parameters, strict=False):
            p.data = number
        inputs = [engine.Value(x_i, requires_grad=True) for x_i in x]
        neuron(inputs).backward()
        w_1, w_2, b = neuron.parameters()
        return {"w_1": w_1.grad, "w_2": w_2.grad, "b": b.grad, "x_1": inputs[0].grad, "x_2": inputs[1].grad}

    # This bias makes 1 - tanh(z)^2 = 0.5.
    gradients = student(probe, [-3.0, 1.0, 6.881373587019543], [2.0, 0.0])
    assert gradients == approx({"w_1": 1.0, "w_2": 0.0, "b": 0.5, "x_1": -1.5, "x_2": 0.5}, abs=1e-12)


def test_neuron_wrong_length(student):
    """A neuron refuses an x of another length than its number of inputs, with a ValueError that names both."""

    def probe(neurons, n_inputs, x) -> str:
        try:
            neurons.Neuron(n_inputs, "linear")(x)
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    for n_inputs, length in ((7, 5), (5, 7)):
        message = student(probe, n_inputs, [1.0] * length)
        assert all(number in message for number in "57"), (
            f"an x of {length} entries for a neuron of {n_inputs} inputs should raise a ValueError that names {length} "
            f"and {n_inputs}; got: {message}"
        )


def test_layer(student):
    """A layer gives the output of each of its neurons for the same x, in a list."""

    def probe(neurons, parameters, x) -> list[float]:
        layer = neurons.Layer(2, 3, "relu")
        for p, number in zip(layer.parameters(), parameters, strict=False):
            p.data = number
        return [output.data for output in layer(x)]

    # z = [1 * 2 + 2 * -1 + 0.5, -1 * 2 + 1 * -1 + 0, 0.5 * 2 - 0.5 * -1 + 0.25] = [0.5, -3, 1.75]
    outputs = student(probe, [1.0, 2.0, 0.5, -1.0, 1.0, 0.0, 0.5, -0.5, 0.25], [2.0, -1.0])
    assert outputs == approx([0.5, 0.0, 1.75], mistakes={"three times the same neuron": [1.75, 1.75, 1.75]})


def test_layer_single(student):
    """A layer of one neuron gives its output itself, and no list."""

    def probe(engine, neurons, x) -> bool:
        return isinstance(neurons.Layer(2, 1, "linear")(x), engine.Value)

    assert student(probe, [1.0, 2.0]), "Layer(2, 1)(x) should be a Value; it is something else"


def test_mlp(student):
    """With the published parameters, the untrained 3 -> 4 -> 4 -> 1 network predicts the published numbers."""

    def probe(neurons, parameters, xs) -> list[float]:
        model = neurons.MLP(3, [4, 4, 1])
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        return [model(x).data for x in xs]

    published = [-0.030669685297522595, 0.618279041630556, 0.3365212611340581, 0.7533370832196005]
    assert student(probe, PARAMETERS, XS) == approx(published)


def test_mlp_parameters(student):
    """parameters() goes layer by layer and neuron by neuron, which is also the order in which weights are drawn."""

    def probe(neurons, seed) -> list[float]:
        return [p.data for p in neurons.MLP(3, [2, 2], "linear", np.random.default_rng(seed)).parameters()]

    rng = np.random.default_rng(11)
    drawn = [[*rng.uniform(-1.0, 1.0, n_inputs), 0.0] for n_inputs in (3, 3, 2, 2)]
    assert student(probe, 11) == approx(sum(drawn, []), mistakes={"the last layer alone": drawn[2] + drawn[3]})


def test_mlp_narrow(student):
    """A layer of one neuron may stand between other layers."""

    def probe(neurons, parameters, x) -> list[float]:
        model = neurons.MLP(2, [1, 2], "linear")
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        return [output.data for output in model(x)]

    # 1 * 3 - 2 * 1 + 1 = 2, then 0.5 * 2 + 1 = 2 and -1 * 2 + 0 = -2
    assert student(probe, [1.0, -2.0, 1.0, 0.5, 1.0, -1.0, 0.0], [3.0, 1.0]) == approx([2.0, -2.0])


def test_mlp_output_activation(student):
    """output_activation is the activation of the last layer, and of no other."""

    def probe(neurons, parameters, x) -> float:
        model = neurons.MLP(2, [2, 1], "relu", output_activation="linear")
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        return model(x).data

    # relu(1 * 2 + 0 * 3 + 0) = 2, relu(0 * 2 - 1 * 3 + 1) = 0, then -1 * 2 + 2 * 0 + 0.5 = -1.5
    parameters = [1.0, 0.0, 0.0, 0.0, -1.0, 1.0, -1.0, 2.0, 0.5]
    mistakes = {"linear everywhere": -5.5}
    assert student(probe, parameters, [2.0, 3.0]) == approx(-1.5, mistakes=mistakes)


def test_squared_error(student):
    """squared_error is the sum of the squared differences between predictions and targets."""

    def probe(engine, neurons, predictions, targets) -> float:
        return neurons.squared_error([engine.Value(p) for p in predictions], targets).data

    # 0.25 + 0 + 2.25
    loss = student(probe, [0.5, -1.0, 2.0], [1.0, -1.0, 0.5])
    assert loss == approx(2.5, mistakes={"the mean": 2.5 / 3.0, "the absolute error": 2.0})


def test_squared_error_gradient(student):
    """The gradient of squared_error is 2 * (p - t) at each prediction p."""

    def probe(engine, neurons, predictions, targets) -> list[float]:
        nodes = [engine.Value(p, requires_grad=True) for p in predictions]
        neurons.squared_error(nodes, targets).backward()
        return [node.grad for node in nodes]

    assert student(probe, [0.5, -1.0, 2.0], [1.0, -1.0, 0.5]) == approx([-1.0, 0.0, 3.0])


def test_squared_error_wrong_length(student):
    """squared_error refuses predictions and targets of different lengths, with a ValueError that names both."""

    def probe(neurons, n_predictions, n_targets) -> str:
        try:
            neurons.squared_error([0.5] * n_predictions, [1.0] * n_targets)
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    for n_predictions, n_targets in ((6, 4), (4, 6)):
        message = student(probe, n_predictions, n_targets)
        assert all(number in message for number in "46"), (
            f"{n_predictions} predictions for {n_targets} targets should raise a ValueError that names {n_predictions} "
            f"and {n_targets}; got: {message}"
        )


def test_train(student):
    """train returns the loss of each epoch before its step: the first four published ones, from all four examples."""

    def probe(neurons, parameters, xs, ys, epochs) -> list[float]:
        model = neurons.MLP(3, [4, 4, 1])
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        return neurons.train(model, xs, ys, 0.1, epochs)

    assert student(probe, PARAMETERS, XS, YS, 4) == approx(FIRST_LOSSES)


def test_train_forgets(student):
    """train is not misled by gradients that an earlier backward pass has left behind."""

    def probe(neurons, parameters, xs, ys, epochs) -> list[float]:
        model = neurons.MLP(3, [4, 4, 1])
        for p, number in zip(model.parameters(), parameters, strict=False):
            p.data = number
        neurons.squared_error([model(x) for x in xs], ys).backward()
        return neurons.train(model, xs, ys, 0.1, epochs)

    assert student(probe, PARAMETERS, XS, YS, 2) == approx(FIRST_LOSSES[:2])


def test_train_one_example(student):
    """One sigmoid neuron learns the label 1 of the input [2, 3]: within 1000 epochs the loss falls to about 0.0042."""

    def probe(neurons, parameters, x, y) -> list[float]:
        neuron = neurons.Neuron(2, "sigmoid")
        for p, number in zip(neuron.parameters(), parameters, strict=False):
            p.data = number
        return neurons.train(neuron, [x], [y], lr=0.01, epochs=1000)

    # The published weights are not known. From these, the last loss is 0.00423, which rounds to the published one.
    losses = student(probe, [-0.93, -0.95, 0.0], [2.0, 3.0], 1.0)
    assert len(losses) == 1000, f"train(..., epochs=1000) should return 1000 losses; it returned {len(losses)}"
    assert losses[-1] < 0.01, f"the loss went from {losses[0]:.3g} to {losses[-1]:.3g}, which is not below 0.01"
    assert losses[-1] == approx(0.0042, rel=0, abs=0.00005)
