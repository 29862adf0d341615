"""What autograd, the two models and their training give, in numbers small enough to work by hand."""

import math

import numpy as np

from autograder import approx

# Two examples, three classes, for a softmax regression that starts from zero: all probabilities are 1/3.
X = [[1.0, 2.0], [3.0, -1.0]]
Y = [0, 2]


def probe_weights(torch_mlp, n_in, n_out, init, seed) -> np.ndarray:
    """The weights of a layer after `initialize` with a seeded generator."""
    import torch

    layer = torch.nn.Linear(n_in, n_out, dtype=torch.float64)
    torch_mlp.initialize(layer, init, torch.Generator().manual_seed(seed))
    return layer.weight.detach().numpy()


def probe_step(torch_mlp, weights, X, y, class_weights, left_over, twist) -> list[np.ndarray]:
    """W and b of a linear model after a step of plain gradient descent at learning rate 1, the loss, and what is left.

    On the way back, the model multiplies what comes from the loss by `twist`. Left is the gradient of W, unless it is
    gone by then: it only tells mistakes apart.
    """
    import torch

    class Twist(torch.autograd.Function):
        @staticmethod
        def forward(ctx, logits):
            return torch.clone(logits)

        @staticmethod
        def backward(ctx, upstream):
            return twist * upstream

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.part = torch.nn.Linear(2, 3, dtype=torch.float64)

        def forward(self, X):
            return Twist.apply(self.part(X))

    model = Model()
    model.load_state_dict({"part.weight": torch.tensor(weights), "part.bias": torch.zeros(3)})
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, left_over)
    descent = torch.optim.SGD(model.parameters(), lr=1.0)
    weighting = None if class_weights is None else torch.tensor(class_weights, dtype=torch.float64)
    loss = torch_mlp.train_step(model, descent, torch.tensor(X, dtype=torch.float64), torch.tensor(y), weighting)
    left = np.zeros(0) if model.part.weight.grad is None else model.part.weight.grad.numpy()
    return [model.part.weight.detach().numpy(), model.part.bias.detach().numpy(), np.array(loss), left]


def probe_train(torch_mlp, X, y, class_weights, lr, epochs) -> list[np.ndarray]:
    """The losses, and W and b, of a linear model that starts from zero."""
    import torch

    model = torch.nn.Linear(2, 3, dtype=torch.float64)
    model.load_state_dict({"weight": torch.zeros(3, 2), "bias": torch.zeros(3)})
    losses = torch_mlp.train(model, np.array(X), np.array(y), class_weights, lr, epochs)
    return [np.array(losses), model.weight.detach().numpy(), model.bias.detach().numpy()]


def probe_proba(torch_mlp, W, X) -> np.ndarray:
    """The probabilities of a linear model with these weights, and no bias."""
    import torch

    model = torch.nn.Linear(2, 3, dtype=torch.float64)
    model.load_state_dict({"weight": torch.tensor(W), "bias": torch.zeros(3)})
    return torch_mlp.predict_proba(model, np.array(X))


def require_backward(student):
    """Asserts that a gradient comes from a backward pass through f: here one that multiplies by 3 on its way back."""

    def probe_backward(torch_mlp, x) -> list[float]:
        import torch

        class Thrice(torch.autograd.Function):
            @staticmethod
            def forward(ctx, given):
                return torch.clone(given)

            @staticmethod
            def backward(ctx, upstream):
                return 3.0 * upstream

        value, gradient = torch_mlp.value_and_gradient(lambda t: (Thrice.apply(t) ** 2).sum(), x)
        return [value, *gradient.tolist()]

    mistakes = {"what comes of another way than a backward pass through f, which knows its own": [5.0, 2.0, -4.0]}
    assert student(probe_backward, np.array([1.0, -2.0])) == approx([5.0, 6.0, -12.0], rel=1e-12, mistakes=mistakes)


def require_twisted(student):
    """Asserts that the step goes along what the model's own backward pass gives: here -2 times as much."""
    W = np.array([[1 / 3, -5 / 3], [4 / 3, 1 / 3], [-5 / 3, 4 / 3]])
    b = np.array([-1 / 3, 2 / 3, -1 / 3])
    found = student(probe_step, np.zeros((3, 2)), X, Y, None, 0.0, -2.0)[:2]
    mistakes = {"what it is without the model's own way backward: loss.backward() goes it": [W / -2.0, b / -2.0]}
    assert found == approx([W, b], rel=1e-9, abs=1e-12, mistakes=mistakes)


def require_plain(name, W, b):
    """Asserts that a layer has the weights and biases that init "plain" draws: it is written in the stub."""
    assert 0.0088 < W.std() < 0.0112, (
        f'with init "plain", the standard deviation of the weights of `{name}` should be 0.01; it is {W.std():.2g}'
    )
    assert not b.any(), f"the biases of `{name}` should start from 0; they are {b}"


def test_value_and_gradient(student):
    """value_and_gradient gives f(x) as a number and the gradient as an array, with an entry for each of x."""

    def probe(torch_mlp, x) -> tuple[float, np.ndarray]:
        return torch_mlp.value_and_gradient(lambda t: t[0] * t[1] + t[1] ** 2, np.array(x))

    # 3 * -2 + (-2)^2 = -2; df/dx_0 = x_1 = -2, df/dx_1 = x_0 + 2 x_1 = -1
    value, gradient = student(probe, [3.0, -2.0])
    assert value == approx(-2.0)
    assert gradient == approx(np.array([-2.0, -1.0]), mistakes={"x itself": np.array([3.0, -2.0])})
    require_backward(student)


def test_value_and_gradient_shape(student):
    """The gradient has the shape of x: here, a matrix of 2 rows and 3 columns."""

    def probe(torch_mlp, x) -> np.ndarray:
        return torch_mlp.value_and_gradient(lambda t: (t**3).sum() / 3, x)[1]

    x = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])
    assert student(probe, x) == approx(x**2, abs=1e-12)
    require_backward(student)


def test_value_and_gradient_precision(student):
    """Everything is computed in float64, with 16 digits and not with 7, also for an x that has only 7."""

    def probe(torch_mlp, x, kind) -> list[float]:
        value, gradient = torch_mlp.value_and_gradient(lambda t: t.exp().sum(), np.array([x], dtype=kind))
        return [value, gradient.item()]

    # e^(1/3) is its own derivative.
    single = float(np.exp(np.float32(1 / 3)))
    mistakes = {"a result of float32": [single, single]}
    assert student(probe, 1 / 3, "float64") == approx([math.exp(1 / 3)] * 2, rel=1e-12, mistakes=mistakes)
    assert student(probe, 0.75, "float32") == approx([math.exp(0.75)] * 2, rel=1e-12)
    require_backward(student)


def test_value_and_gradient_arguments(student):
    """value_and_gradient leaves x as it was."""

    def probe(torch_mlp, x) -> list[np.ndarray]:
        gradient = torch_mlp.value_and_gradient(lambda t: (t**2).sum(), x)[1]
        return [np.array(gradient), x]

    gradient, after = student(probe, np.array([1.0, -2.0]))
    assert gradient == approx(np.array([2.0, -4.0]))
    assert after.tolist() == [1.0, -2.0], f"x was [1, -2], and is {after.tolist()} after the call"
    require_backward(student)


def test_initialize_he(student):
    """For "he", the weights' standard deviation is the square root of 2 / n_in."""
    n_in, n_out = 200, 50
    weights = student(probe_weights, n_in, n_out, "he", 1)
    mistakes = {
        "sqrt(1 / n_in)": math.sqrt(1 / n_in),
        "sqrt(2 / n_out): the outputs counted, not the inputs": math.sqrt(2 / n_out),
        "2 / n_in, the variance in place of its root": 2 / n_in,
        "sqrt(2 / (n_in + n_out)), that of Xavier": math.sqrt(2 / (n_in + n_out)),
    }
    assert float(weights.std()) == approx(math.sqrt(2 / n_in), rel=0.03, mistakes=mistakes)


def test_initialize_xavier(student):
    """For "xavier", the weights' standard deviation is the square root of 2 / (n_in + n_out)."""
    n_in, n_out = 200, 50
    weights = student(probe_weights, n_in, n_out, "xavier", 2)
    mistakes = {
        "sqrt(2 / n_in), that of He": math.sqrt(2 / n_in),
        "sqrt(1 / (n_in + n_out))": math.sqrt(1 / (n_in + n_out)),
        "2 / (n_in + n_out), the variance in place of its root": 2 / (n_in + n_out),
    }
    assert float(weights.std()) == approx(math.sqrt(2 / (n_in + n_out)), rel=0.03, mistakes=mistakes)


def test_initialize_normal(student):
    """Weights are from a normal distribution: one in 22 is farther than two standard deviations from 0."""
    for init in ("xavier", "he"):
        weights = student(probe_weights, 200, 50, init, 3)
        share = float(np.mean(np.abs(weights) > 2 * weights.std()))
        assert 0.036 < share < 0.055, (
            f'with init "{init}", a share of {share:.3f} of the weights is beyond two standard deviations; '
            "for a normal distribution it is 0.046, for a uniform one 0"
        )


def test_initialize_generator(student):
    """The generator alone decides on the weights: with the same seed they are the same, with another they are not."""
    for init in ("xavier", "he"):
        first, again, other = (student(probe_weights, 3, 4, init, seed) for seed in (5, 5, 6))
        assert first == approx(again)
        assert not np.array_equal(first, other), f'with init "{init}", seeds 5 and 6 gave the same weights'


def test_initialize_unknown(student):
    """initialize refuses an init that it does not know, with a ValueError that repeats it."""

    def probe(torch_mlp) -> str:
        import torch

        layer = torch.nn.Linear(2, 3, dtype=torch.float64)
        torch_mlp.initialize(layer, "he")
        try:
            torch_mlp.initialize(layer, "lecun")
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    message = student(probe)
    assert "lecun" in message, f'init "lecun" should raise a ValueError that names it; got: {message}'


def test_linear_model(student):
    """A linear model gives the logits X W^T + b, and no probabilities."""

    def probe(torch_mlp, W, b, X) -> np.ndarray:
        import torch

        model = torch_mlp.LinearModel(2, 3)
        model.load_state_dict({"linear.weight": torch.tensor(W), "linear.bias": torch.tensor(b)})
        return model(torch.tensor(X)).detach().numpy()

    W, b = np.array([[1.0, 2.0], [0.0, -1.0], [0.5, 0.5]]), np.array([0.0, 1.0, -1.0])
    # (1, 2): 1 + 4, -2 + 1, 1.5 - 1; (3, -1): 3 - 2, 1 + 1, 1 - 1
    logits = np.array([[5.0, -1.0, 0.5], [1.0, 2.0, 0.0]])
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    mistakes = {"their softmax, which belongs in the loss": probabilities, "without the bias": logits - b}
    assert student(probe, W, b, np.array(X)) == approx(logits, abs=1e-12, mistakes=mistakes)


def test_linear_model_parameters(student):
    """Its parameters are the linear layer's W (k, d) and b (k,), of float64, drawn as init and the generator say."""

    def probe(torch_mlp, d, k) -> dict[str, str]:
        return {name: f"{tuple(p.shape)} {p.dtype}" for name, p in torch_mlp.LinearModel(d, k).named_parameters()}

    parameters = student(probe, 2, 5)
    wanted = {"linear.weight": "(5, 2) torch.float64", "linear.bias": "(5,) torch.float64"}
    assert parameters == wanted, f"LinearModel(2, 5) should have {wanted}; it has {parameters}"

    def probe_drawn(torch_mlp, d, k, seeds) -> list[np.ndarray]:
        import torch

        made = [torch_mlp.LinearModel(d, k, "plain", torch.Generator().manual_seed(seed)) for seed in seeds]
        return [made[0].linear.bias.detach().numpy(), *(model.linear.weight.detach().numpy() for model in made)]

    b, W, again, other = student(probe_drawn, 50, 20, [1, 1, 2])
    require_plain("linear", W, b)
    assert np.array_equal(W, again), "two generators of the same seed gave different weights: hand the generator on"
    assert not np.array_equal(W, other), "the seeds 1 and 2 gave the same weights: hand the generator on"


def test_linear_model_gradients(student):
    """A backward pass from its logits reaches W and b, and X stays as it was."""

    def probe(torch_mlp, X, upstream) -> list[np.ndarray]:
        import torch

        model, table = torch_mlp.LinearModel(2, 3), torch.tensor(X)
        (model(table) * torch.tensor(upstream)).sum().backward()
        parts = [parameter.grad for parameter in (model.linear.weight, model.linear.bias)]
        return [*(np.zeros(0) if part is None else part.numpy() for part in parts), table.numpy()]

    # The examples add up to (4, 1), and each counts once for the first class, twice for the second.
    slopes, b, after = student(probe, np.array(X), np.array([1.0, 2.0, 0.0]))
    assert slopes == approx(np.array([[4.0, 1.0], [8.0, 2.0], [0.0, 0.0]]), abs=1e-12)
    assert b == approx(np.array([2.0, 4.0, 0.0]))
    assert after.tolist() == X, "the model has changed X; it should leave it as it is"


def test_linear_model_refuses(student):
    """A linear model refuses an X that is not (n, d), with a ValueError that names its shape."""

    def probe(torch_mlp, wrong) -> tuple[list[int], list[str]]:
        import torch

        model, messages = torch_mlp.LinearModel(2, 3), []
        right = list(model(torch.zeros((4, 2), dtype=torch.float64)).shape)
        for X in wrong:
            try:
                model(torch.tensor(X))
                messages.append("")
            except ValueError as error:
                messages.append(str(error))
        return right, messages

    wrong = [np.zeros(2), np.zeros((4, 3))]
    right, messages = student(probe, wrong)
    assert right == [4, 3], f"for X (4, 2) and 3 classes, the logits should be (4, 3); their shape is {right}"
    for X, message in zip(wrong, messages, strict=True):
        assert str(X.shape) in message, f"an X {X.shape} should raise a ValueError that says so; got: {message!r}"


def test_mlp(student):
    """In evaluation mode, logits are the second layer of the ReLU of the first, and nothing is dropped."""

    def probe(torch_mlp, W, V, X, p) -> np.ndarray:
        import torch

        torch.manual_seed(0)
        model = torch_mlp.MLP(2, 2, 3, dropout=p).eval()
        first = {"hidden.weight": torch.tensor(W), "hidden.bias": torch.tensor([0.0, 1.0])}
        second = {"output.weight": torch.tensor(V), "output.bias": torch.tensor([0.0, 0.0, 0.5])}
        model.load_state_dict(first | second)
        return model(torch.tensor(X)).detach().numpy()

    W, V = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([[1.0, 0.0], [-1.0, 1.0], [0.0, -2.0]])
    # (1, 2): relu(3, 0) = (3, 0), so 3, -3, 0.5; (-3, 1): relu(-2, -3) = (0, 0), so 0, 0, 0.5
    # (1, -2): relu(-1, 4) = (0, 4), so 0, 4, -7.5
    logits = np.array([[3.0, -3.0, 0.5], [0.0, 0.0, 0.5], [0.0, 4.0, -7.5]])
    mistakes = {
        "without the ReLU": np.array([[3.0, -3.0, 0.5], [-2.0, -1.0, 6.5], [-1.0, 5.0, -7.5]]),
        "with a ReLU at the end as well": np.maximum(logits, 0.0),
        "their softmax, which belongs in the loss": np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True),
    }
    X = np.array([[1.0, 2.0], [-3.0, 1.0], [1.0, -2.0]])
    assert student(probe, W, V, X, 0.0) == approx(logits, abs=1e-12, mistakes=mistakes)
    dropping = student(probe, W, V, X, 0.5)
    assert dropping.tolist() == logits.tolist(), (
        "with dropout 0.5, a model in evaluation mode should give the logits that it gives with dropout 0; "
        f"something is dropped all the same: {dropping.tolist()} for {logits.tolist()}"
    )


def test_mlp_parameters(student):
    """Its parameters are W (h, d), b (h,), V (k, h) and c (k,), of float64, drawn by init, W first."""

    def probe(torch_mlp, d, h, k) -> dict[str, str]:
        return {name: f"{tuple(p.shape)} {p.dtype}" for name, p in torch_mlp.MLP(d, h, k).named_parameters()}

    parameters = student(probe, 2, 7, 3)
    shapes = {"hidden.weight": "(7, 2)", "hidden.bias": "(7,)", "output.weight": "(3, 7)", "output.bias": "(3,)"}
    wanted = {name: f"{shape} torch.float64" for name, shape in shapes.items()}
    assert parameters == wanted, f"MLP(2, 7, 3) should have {wanted}; it has {parameters}"

    def probe_drawn(torch_mlp, d, h, classes, seed) -> list[list[np.ndarray]]:
        import torch

        made = [torch_mlp.MLP(d, h, k, "plain", generator=torch.Generator().manual_seed(seed)) for k in classes]
        layers = [layer for model in made for layer in (model.hidden, model.output)]
        return [[layer.weight.detach().numpy(), layer.bias.detach().numpy()] for layer in layers]

    hidden, output, same, _ = student(probe_drawn, 50, 20, [40, 3], 1)
    require_plain("hidden", *hidden)
    require_plain("output", *output)
    assert same == approx(hidden), (
        "from the same seed, networks with 40 and with 3 classes should get the same hidden weights, which are drawn "
        "before those of the output; they differ"
    )


def test_mlp_gradients(student):
    """A backward pass from its logits reaches the parameters of both layers, and X stays as it was."""

    def probe(torch_mlp, W, V, X, upstream) -> list[np.ndarray]:
        import torch

        model, table = torch_mlp.MLP(2, 2, 3), torch.tensor(X)
        first = {"hidden.weight": torch.tensor(W), "hidden.bias": torch.tensor([0.0, 1.0])}
        second = {"output.weight": torch.tensor(V), "output.bias": torch.tensor([0.0, 0.0, 0.5])}
        model.load_state_dict(first | second)
        (model(table) * torch.tensor(upstream)).sum().backward()
        parts = [part for layer in (model.hidden, model.output) for part in (layer.weight.grad, layer.bias.grad)]
        return [*(np.zeros(0) if part is None else part.numpy() for part in parts), table.numpy()]

    W, V = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([[1.0, 0.0], [-1.0, 1.0], [0.0, -2.0]])
    table = np.array([[1.0, 2.0], [-3.0, 1.0], [1.0, -2.0]])
    # H is (3, 0), (0, 0), (0, 4), as in the check of the logits. The neurons get 1 (1, 0) + 2 (-1, 1) = (-1, 2) back
    # from each example, the first neuron by the first example alone, the second by the third.
    *found, after = student(probe, W, V, table, np.array([1.0, 2.0, 0.0]))
    expected = [np.array([[-1.0, -2.0], [2.0, -4.0]]), np.array([-1.0, 2.0])]
    expected += [np.array([[3.0, 4.0], [6.0, 8.0], [0.0, 0.0]]), np.array([3.0, 6.0, 0.0])]
    for name, gradient, right in zip(("W", "b", "V", "c"), found, expected, strict=True):
        nothing = {f"nothing: {name} is not in the graph of the logits": np.zeros(0)}
        assert gradient == approx(right, abs=1e-12, mistakes=nothing)
    assert after.tolist() == table.tolist(), "the model has changed X; it should leave it as it is"


def test_mlp_refuses(student):
    """An MLP refuses an X that is not (n, d), with a ValueError that names its shape."""

    def probe(torch_mlp, wrong) -> tuple[list[int], list[str]]:
        import torch

        model, messages = torch_mlp.MLP(2, 5, 3), []
        right = list(model(torch.zeros((4, 2), dtype=torch.float64)).shape)
        for X in wrong:
            try:
                model(torch.tensor(X))
                messages.append("")
            except ValueError as error:
                messages.append(str(error))
        return right, messages

    wrong = [np.zeros(2), np.zeros((4, 3))]
    right, messages = student(probe, wrong)
    assert right == [4, 3], f"for X (4, 2) and 3 classes, the logits should be (4, 3); their shape is {right}"
    for X, message in zip(wrong, messages, strict=True):
        assert str(X.shape) in message, f"an X {X.shape} should raise a ValueError that says so; got: {message!r}"


def test_mlp_dropout(student):
    """In training mode, a share p of the hidden activations is 0, and the others are divided by 1 - p."""

    def probe(torch_mlp, h, p) -> np.ndarray:
        import torch

        torch.manual_seed(0)
        model = torch_mlp.MLP(1, h, h, dropout=p).train()
        first = {"hidden.weight": torch.ones(h, 1), "hidden.bias": torch.zeros(h)}  # all activations are 1
        second = {"output.weight": torch.eye(h), "output.bias": torch.ones(h)}  # logits are activations plus 1
        model.load_state_dict(first | second)
        return model(torch.ones(100, 1, dtype=torch.float64)).detach().numpy()

    p = 0.2
    activations = student(probe, 20, p) - 1.0
    kept = activations[activations != 0.0]
    assert kept.size, "everything was dropped"
    mistakes = {
        "what comes of p as the probability to keep": [1 / p] * 2,
        "what comes of dropping logits, not hidden activations": [-1.0, 2 / (1 - p) - 1],
    }
    assert [float(kept.min()), float(kept.max())] == approx([1 / (1 - p)] * 2, mistakes=mistakes)
    dropped = 1 - kept.size / activations.size
    assert 0.15 < dropped < 0.25, f"with p = {p}, a share of {dropped:.2f} of the activations was dropped"
    whole = float((activations == activations[:, :1]).all(axis=1).mean())
    assert whole < 0.5, f"in {whole:.0%} of the rows all or none is dropped: drop hidden activations, not inputs"


def test_train_step(student):
    """With plain gradient descent at learning rate 1, the step subtracts the gradient of the mean loss."""
    # All p = 1/3. Gradient of the logits: (p - onehot) / 2, that is (-1/3, 1/6, 1/6) and (1/6, 1/6, -1/3).
    # Its products with the examples, minus: W = [[1/3 - 1/2, 2/3 + 1/6], [-1/6 - 1/2, -1/3 + 1/6], [...]]
    W = np.array([[-1 / 6, 5 / 6], [-4 / 6, -1 / 6], [5 / 6, -4 / 6]])
    b = np.array([1 / 6, -1 / 3, 1 / 6])
    assert student(probe_step, np.zeros((3, 2)), X, Y, None, 0.0, 1.0)[:2] == approx([W, b], abs=1e-12)
    require_twisted(student)


def test_train_step_forgets(student):
    """train_step is not misled by gradients that an earlier backward pass has left behind."""
    W = np.array([[-1 / 6, 5 / 6], [-4 / 6, -1 / 6], [5 / 6, -4 / 6]])
    assert student(probe_step, np.zeros((3, 2)), X, Y, None, 0.7, 1.0)[0] == approx(W, abs=1e-12)
    require_twisted(student)


def test_train_step_loss(student):
    """train_step returns the mean cross entropy before the step, as a number."""
    # Logits (ln 2, 0, 0) and (3 ln 2, 0, 0): probabilities (2, 1, 1) / 4 and (8, 1, 1) / 10, so l = ln 2 and ln 10.
    weights = np.array([[math.log(2), 0.0], [0.0, 0.0], [0.0, 0.0]])
    mistakes = {
        "the sum": math.log(20),
        "the cross entropy of probabilities: its softmax was taken twice": 1.1643982860410678,
        "the loss after the step": 0.16907553077107146,
    }
    assert float(student(probe_step, weights, X, Y, None, 0.0, 1.0)[2]) == approx(math.log(20) / 2, mistakes=mistakes)
    require_twisted(student)


def test_train_step_weights(student):
    """With class weights, an example counts as much as its class weighs, and the weights' sum divides."""
    # As before l = ln 2 and ln 10; their classes weigh 3 and 1.
    weights = np.array([[math.log(2), 0.0], [0.0, 0.0], [0.0, 0.0]])
    loss = float(student(probe_step, weights, X, Y, [3.0, 5.0, 1.0], 0.0, 1.0)[2])
    mistakes = {
        "the mean without weights": math.log(20) / 2,
        "the weighted sum, divided by the number of examples": (3 * math.log(2) + math.log(10)) / 2,
        "the weighted sum": 3 * math.log(2) + math.log(10),
        "the weighted sum, divided by the sum over classes": (3 * math.log(2) + math.log(10)) / 9,
    }
    assert loss == approx((3 * math.log(2) + math.log(10)) / 4, mistakes=mistakes)
    require_twisted(student)


def test_train_step_arguments(student):
    """train_step leaves X, y and the class weights as they were."""

    def probe(torch_mlp, X, y, class_weights) -> tuple[float, list[np.ndarray]]:
        import torch

        model = torch.nn.Linear(2, 3, dtype=torch.float64)
        model.load_state_dict({"weight": torch.zeros(3, 2), "bias": torch.zeros(3)})
        given = [torch.tensor(X), torch.tensor(y), torch.tensor(class_weights)]
        loss = torch_mlp.train_step(model, torch.optim.SGD(model.parameters(), lr=1.0), *given)
        return loss, [tensor.numpy() for tensor in given]

    given = [np.array(X), np.array(Y), np.array([3.0, 5.0, 1.0])]
    loss, after = student(probe, *given)
    assert loss == approx(math.log(3))
    assert after == approx(given)
    require_twisted(student)


def test_train(student):
    """Adam's first step moves every parameter by the learning rate, against the sign of its gradient.

    The second goes by averages of both gradients, by the same Adam; class weights count in all of them.
    """
    _, W, b = student(probe_train, X, Y, None, 0.01, 1)
    # The gradients are those of train_step, with the opposite sign: 1/6, -5/6, ...
    signs = np.array([[-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]])
    descent = np.array([[-1 / 6, 5 / 6], [-4 / 6, -1 / 6], [5 / 6, -4 / 6]])
    mistakes = {
        "a step of plain gradient descent": [0.01 * descent, 0.01 * np.array([1 / 6, -1 / 3, 1 / 6])],
        "two steps": [0.02 * signs, 0.02 * np.array([1.0, -1.0, 1.0])],
    }
    expected = [0.01 * signs, 0.01 * np.array([1.0, -1.0, 1.0])]
    assert [W, b] == approx(expected, rel=1e-6, mistakes=mistakes)

    def slopes(theta, weighing):  # rows of theta are W's, and behind them b's
        odds = np.exp(table @ theta.T)
        return (weighing * (odds / odds.sum(axis=1, keepdims=True) - np.eye(3)[Y])).T @ table

    def two_steps(weighing):
        one = slopes(np.zeros((3, 3)), weighing)
        after = -0.1 * np.sign(one)
        two = slopes(after, weighing)
        mean, square = (0.09 * one + 0.1 * two) / 0.19, (0.000999 * one**2 + 0.001 * two**2) / 0.001999
        return np.split(after - 0.1 * mean / np.sqrt(square), [2], axis=1)

    table = np.column_stack([X, [1.0, 1.0]])
    _, W, b = student(probe_train, X, Y, np.array([3.0, 5.0, 1.0]), 0.1, 2)
    mistakes = {"what comes of training without the class weights": two_steps(0.5)}
    assert [W, b[:, None]] == approx(two_steps(np.array([[0.75], [0.25]])), rel=1e-6, mistakes=mistakes)


def test_train_losses(student):
    """train returns one loss per epoch, each before its step: the first one is log 3, and they fall."""
    losses, W, b = student(probe_train, X, Y, None, 0.1, 12)
    assert losses.shape == (12,), f"12 epochs should give 12 losses, an array (12,); their shape is {losses.shape}"
    assert float(losses[0]) == approx(math.log(3))
    assert (np.diff(losses) < 0).all(), f"for a linear model and small steps, losses fall; they are {losses}"
    logits = np.array(X) @ W.T + b
    left = float((np.log(np.exp(logits).sum(axis=1)) - logits[[0, 1], Y]).mean())
    assert left < losses[-1], f"the last loss is {losses[-1]}; after one more step it should be lower, and is {left}"


def test_train_mode(student):
    """train puts the model in training mode: dropout is at work, even if the model was in evaluation mode before."""

    def probe(torch_mlp, X, y, p) -> list[float]:
        import torch

        torch.manual_seed(1)
        layers = torch.nn.Linear(2, 20), torch.nn.Dropout(p), torch.nn.Linear(20, 3)
        net = torch.nn.Sequential(*layers).double()
        X, y, modes = np.array(X), np.array(y), (False, False, True)
        return [loss for mode in modes for loss in torch_mlp.train(net.train(mode), X, y, None, 1e-9, 1)]

    # The third comes in training mode: it only tells mistakes apart.
    first, second, _ = student(probe, X, Y, 0.5)
    assert abs(first - second) > 1e-3, (
        "with dropout 0.5 and a learning rate of nearly 0, two epochs drop different neurons, so their losses differ; "
        f"they are {first} and {second}"
    )


def test_train_arguments(student):
    """train leaves X, y and the class weights as they were."""

    def probe(torch_mlp, X, y, class_weights) -> tuple[list[float], list[np.ndarray]]:
        import torch

        model = torch.nn.Linear(2, 3, dtype=torch.float64)
        model.load_state_dict({"weight": torch.zeros(3, 2), "bias": torch.zeros(3)})
        losses = torch_mlp.train(model, X, y, class_weights, 0.1, 2)
        return [float(loss) for loss in losses], [X, y, class_weights, model.bias.detach().numpy()]

    given = [np.array(X), np.array(Y), np.array([3.0, 5.0, 1.0])]
    losses, (*after, bias) = student(probe, *given)
    assert losses[0] == approx(math.log(3))
    assert bias.any(), "after two epochs, the bias is still 0: nothing was trained"
    assert after == approx(given)


def test_train_refuses(student):
    """train raises a ValueError for labels or class weights that do not fit, and a TypeError for labels of floats."""

    def probe(torch_mlp, X, wrong) -> tuple[np.ndarray, list[str]]:
        import torch

        model, raised = torch.nn.Linear(2, 3, dtype=torch.float64), []
        model.load_state_dict({"weight": torch.zeros(3, 2), "bias": torch.zeros(3)})
        torch_mlp.train(model, X, np.array([0, 2]), None, 0.01, 1)
        bias = model.bias.detach().clone().numpy()
        for y, class_weights in wrong:
            try:
                torch_mlp.train(model, X, y, class_weights, 0.01, 1)
                raised.append("nothing")
            except (ValueError, TypeError) as error:
                raised.append("ValueError" if isinstance(error, ValueError) else "TypeError")
        return bias, raised

    y = np.array([0, 2])
    wrong = {"y of the shape (2, 1)": [y[:, None], None], "three labels for two examples": [np.array([0, 1, 2]), None]}
    wrong |= {"y = [0, 3] for three classes": [np.array([0, 3]), None], "y = [-1, 0]": [np.array([-1, 0]), None]}
    wrong |= {"two class weights for three classes": [y, np.ones(2)], "labels of floats": [np.array([0.0, 2.0]), None]}
    bias, raised = student(probe, np.array(X), list(wrong.values()))
    assert bias == approx(np.array([0.01, -0.01, 0.01]), rel=1e-6)
    for what, error in zip(wrong, raised, strict=True):
        right = "TypeError" if what == "labels of floats" else "ValueError"
        assert error == right, f"{what} should raise a {right}; it raised {error}"


def test_predict_proba(student):
    """predict_proba gives an array with the softmax of each row of logits."""

    W = np.array([[math.log(2), 0.0], [0.0, 0.0], [0.0, 0.0]])
    logits = np.array(X) @ W.T
    mistakes = {
        "the logits, without a softmax": logits,
        "a softmax over the examples, down each column": np.exp(logits) / np.exp(logits).sum(axis=0),
        "the sigmoid of each logit": 1 / (1 + np.exp(-logits)),
    }
    expected = np.array([[0.5, 0.25, 0.25], [0.8, 0.1, 0.1]])
    assert student(probe_proba, W, X) == approx(expected, mistakes=mistakes)


def test_predict_large(student):
    """Logits of 1000 are no trouble: probabilities stay finite."""

    W = np.array([[1000.0, 0.0], [999.0, 0.0], [-1000.0, 0.0]])
    e = np.exp(-1.0)
    assert student(probe_proba, W, [[1.0, 0.0]]) == approx(np.array([[1 / (1 + e), e / (1 + e), 0.0]]), abs=1e-12)


def test_predict(student):
    """predict gives the number of the most probable class of each example."""

    def probe(torch_mlp, W, X) -> list[int]:
        import torch

        model = torch.nn.Linear(2, 3, dtype=torch.float64)
        model.load_state_dict({"weight": torch.tensor(W), "bias": torch.zeros(3)})
        return torch_mlp.predict(model, np.array(X)).tolist()

    W = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]])
    classes = student(probe, W, [[2.0, 1.0], [-1.0, -2.0], [0.0, 3.0], [1.0, -3.0], [-4.0, 1.0]])
    assert classes == [0, 2, 1, 2, 2], f"the largest logits are those of the classes 0, 2, 1, 2, 2; got {classes}"


def test_predict_mode(student):
    """Predictions drop nothing, also of a model in training mode; it is in evaluation mode afterwards."""

    def probe(torch_mlp, W, X, p) -> tuple[list[np.ndarray], bool]:
        import torch

        torch.manual_seed(2)
        model = torch.nn.Sequential(torch.nn.Dropout(p), torch.nn.Linear(2, 3, dtype=torch.float64)).train()
        model.load_state_dict({"1.weight": torch.tensor(W), "1.bias": torch.zeros(3)})
        return [torch_mlp.predict_proba(model, np.array(X)) for _ in range(2)], model.training

    W = np.array([[math.log(2), 0.0], [0.0, 0.0], [0.0, 0.0]])
    found, training = student(probe, W, X, 0.5)
    expected = np.array([[0.5, 0.25, 0.25], [0.8, 0.1, 0.1]])
    assert found == approx([expected, expected])
    assert not training, "after predict_proba, the model should be in evaluation mode; it is in training mode"


def test_predict_arguments(student):
    """predict_proba and predict leave X and the weights as they were."""

    def probe(torch_mlp, W, X) -> list[np.ndarray]:
        import torch

        model = torch.nn.Linear(2, 3, dtype=torch.float64)
        model.load_state_dict({"weight": torch.tensor(W), "bias": torch.zeros(3)})
        proba = torch_mlp.predict_proba(model, X)
        torch_mlp.predict(model, X)
        return [proba, X, model.weight.detach().numpy()]

    W = np.array([[math.log(2), 0.0], [0.0, 0.0], [0.0, 0.0]])
    proba, *after = student(probe, W, np.array(X))
    assert proba == approx(np.array([[0.5, 0.25, 0.25], [0.8, 0.1, 0.1]]))
    assert after == approx([np.array(X), W])
