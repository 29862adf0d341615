"""What public checks cannot ask: inputs that nobody knows beforehand, other oracles, and published figures."""

import numpy as np

from autograder import approx


def spiral(seed, rng):
    """Three arms of 500 points: 350 of each to train, standardized with these, and 75 to test; then both labels.

    The arms of a seed are always the same; `rng` names them, and the names of arms 0, 1 and 2 come last.
    """
    draw = np.random.default_rng(seed)
    training, testing = [], []
    for arm in range(3):
        angle = np.linspace(4.0 * arm, 4.0 * arm + 4.0, 500) + 0.2 * draw.normal(size=500)
        arms = np.linspace(0.0, 1.0, 500)[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
        arms = draw.permutation(arms)
        training.append(arms[:350])
        testing.append(arms[425:])
    known, unseen = np.concatenate(training), np.concatenate(testing)
    center, spread = known.mean(axis=0), known.std(axis=0)
    names = rng.permutation(3)
    labels = np.repeat(names, 350), np.repeat(names, 75)
    return (known - center) / spread, labels[0], (unseen - center) / spread, labels[1], names


def softmax_gradients(points, labels, importance, W, b, V, c):
    """By hand: logits, and the gradients of the weighted mean loss with respect to W, b, V and c."""
    sums = points @ W.T + b
    active = np.maximum(sums, 0.0)
    logits = active @ V.T + c
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    delta = shares / shares.sum(axis=1, keepdims=True)
    delta[np.arange(len(labels)), labels] -= 1.0
    delta *= (importance[labels] / importance[labels].sum())[:, None]
    back = (delta @ V) * (sums > 0.0)
    return logits, [back.T @ points, back.sum(axis=0), delta.T @ active, delta.sum(axis=0)]


def probe_gradients(torch_mlp, points, labels, importance, W, b, V, c) -> list[np.ndarray]:
    """Logits; then what one step of plain descent at rate 1 subtracts from each parameter of a network."""
    import torch

    net = torch.nn.Sequential(torch.nn.Linear(*W.T.shape), torch.nn.ReLU(), torch.nn.Linear(*V.T.shape)).double()
    names = ("0.weight", "0.bias", "2.weight", "2.bias")
    start = {name: torch.tensor(array) for name, array in zip(names, (W, b, V, c), strict=True)}
    net.load_state_dict(start)
    inputs = torch.tensor(points)
    logits = net(inputs).detach().numpy()
    plain = torch.optim.SGD(net.parameters(), lr=1.0)
    torch_mlp.train_step(net, plain, inputs, torch.tensor(labels), torch.tensor(importance))
    return [logits, *((start[name] - net.state_dict()[name]).numpy() for name in names)]


def probe_trained(torch_mlp, points, labels, start, lr, epochs) -> list[np.ndarray]:
    """Losses and weights of a network with a hidden layer, or without one if `start` has two entries."""
    import torch

    parts = [torch.nn.Linear(*W.T.shape) for W in start[::2]]
    net = torch.nn.Sequential(*(parts[:1] if len(parts) == 1 else (parts[0], torch.nn.ReLU(), parts[1]))).double()
    names = list(net.state_dict())
    net.load_state_dict({name: torch.tensor(array) for name, array in zip(names, start, strict=True)})
    losses = torch_mlp.train(net, points, labels, np.ones(3), lr, epochs)
    return [np.array(losses), *(net.state_dict()[name].numpy() for name in names)]


def probe_twisted(torch_mlp, points, labels, importance, lr, epochs, W, twist) -> list[np.ndarray]:
    """Losses and W of a linear model that multiplies what comes from the loss by `twist` on the way back."""
    import torch

    class Twist(torch.autograd.Function):
        @staticmethod
        def forward(ctx, logits):
            return torch.clone(logits)

        @staticmethod
        def backward(ctx, upstream):
            return upstream * torch.tensor(twist)

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.part = torch.nn.Linear(*W.T.shape, dtype=torch.float64)

        def forward(self, X):
            return Twist.apply(self.part(X))

    net = Model()
    net.load_state_dict({"part.weight": torch.tensor(W), "part.bias": torch.zeros(len(W))})
    losses = torch_mlp.train(net, points, labels, importance, lr, epochs)
    return [np.array(losses), net.part.weight.detach().numpy()]


def adam(points, labels, importance, lr, epochs, W, twist):
    """What probe_twisted should find, in NumPy."""
    theta = np.column_stack([W, np.zeros(len(W))])
    rows, share = np.column_stack([points, np.ones(len(points))]), importance[labels] / importance[labels].sum()
    momentum, size, losses = np.zeros_like(theta), np.zeros_like(theta), []
    for step in range(1, epochs + 1):
        odds = np.exp(rows @ theta.T)
        p = odds / odds.sum(axis=1, keepdims=True)
        losses.append(-(share * np.log(p[np.arange(len(rows)), labels])).sum())
        slope = (share[:, None] * (p - np.eye(len(W))[labels]) * twist).T @ rows
        momentum, size = 0.9 * momentum + 0.1 * slope, 0.999 * size + 0.001 * slope**2
        theta = theta - lr * (momentum / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.999**step)) + 1e-8)
    return [np.array(losses), theta[:, :-1]]


def require_twisted(student, rng):
    """Asserts that training goes where the model's own backward pass leads, which its forward pass knows nothing of."""
    points, labels = rng.normal(size=(8, 3)), rng.permutation(np.arange(8) % 4)
    arguments = points, labels, rng.uniform(0.5, 3.0, 4), 0.05, 6, rng.normal(size=(4, 3))
    twist = rng.permutation([-2.0, -0.5, 0.7, 1.5])
    mistakes = {"what it is without the model's own way backward": adam(*arguments, np.ones(4))}
    expected = adam(*arguments, twist)
    assert student(probe_twisted, *arguments, twist) == approx(expected, rel=1e-6, abs=1e-9, mistakes=mistakes)


def accuracies(weights, start, tables, truths):
    """The share of right labels, for each of two tables, by the weights."""
    shapes, wanted = [part.shape for part in weights], [part.shape for part in start]
    assert shapes == wanted, f"the parameters should have the shapes {wanted}; they have {shapes}"
    W, b, *output = weights
    found = []
    for points, truth in zip(tables, truths, strict=True):
        logits = points @ W.T + b
        if output:
            logits = np.maximum(logits, 0.0) @ output[0].T + output[1]
        found.append(float(np.mean(logits.argmax(axis=1) == truth)))
    return found


def near(accuracy, published, where):
    """Asserts that an accuracy is within 0.01 of the published one."""
    assert abs(accuracy - published) <= 0.01, (
        f"the accuracy on {where} points is {accuracy:.3f}; it should be within 0.01 of the published {published}"
    )


def test_value_and_gradient_engine(student, solution, rng):
    """On random expressions, autograd agrees with the scalar engine of the first assignment, to 1e-12.

    In between stands a function whose backward pass multiplies by numbers that its forward pass knows nothing of: they
    are in a gradient that comes from a backward pass, and in none that is found in another way.
    """

    def probe_engine(engine, program, x) -> list[float]:
        nodes = leaves = [engine.Value(number, requires_grad=True) for number in x.tolist()]
        for name, *operands in program:
            first, *second = [nodes[i] for i in operands]
            nodes = [*nodes, getattr(first, name)(*second)]
        total = sum(nodes[1:], nodes[0])
        total.backward()
        return [total.data, *(leaf.grad for leaf in leaves)]

    def probe(torch_mlp, program, x, factors) -> list[float]:
        import torch

        class Stretch(torch.autograd.Function):
            @staticmethod
            def forward(x, factors):
                return torch.clone(x)

            @staticmethod
            def setup_context(ctx, inputs, output):
                ctx.factors = inputs[1]

            @staticmethod
            def backward(ctx, upstream):
                return ctx.factors * upstream, None

        def f(leaf):
            nodes = list(Stretch.apply(leaf, torch.tensor(factors)))
            for name, *operands in program:
                function = getattr(torch, name.strip("_"))  # which takes tensors alone: a Value would do otherwise
                nodes = [*nodes, function(*(nodes[i] for i in operands))]
            return sum(nodes[1:], nodes[0])

        value, gradient = torch_mlp.value_and_gradient(f, x)
        return [value, *gradient.tolist()]

    for _ in range(3):
        program = []
        for last in range(3, 15, 2):  # an operation of two operands, then a function of its result
            operation = str(rng.choice(["__add__", "__sub__", "__mul__"]))
            program.append([operation, *map(int, rng.integers(0, last, 2))])
            program.append([str(rng.choice(["tanh", "sigmoid", "relu"])), last])
        x = rng.uniform(-1.5, 1.5, 3)
        value, *slopes = solution(probe_engine, program, x)
        factors = rng.uniform(0.5, 2.0, 3)
        stretched = [value, *(factors * slopes).tolist()]
        mistakes = {"what comes of another way to the gradient than a backward pass through f": [value, *slopes]}
        assert student(probe, program, x, factors) == approx(stretched, rel=1e-12, abs=1e-12, mistakes=mistakes)


def test_initialize_agrees(agree, rng):
    """From the same generator come the same weights as in the solution, and a bias of 0."""

    def probe(torch_mlp, n_in, n_out, init, seed) -> list[np.ndarray]:
        import torch

        layer = torch.nn.Linear(n_in, n_out, dtype=torch.float64)
        torch_mlp.initialize(layer, init, torch.Generator().manual_seed(seed))
        return [layer.weight.detach().numpy(), layer.bias.detach().numpy()]

    for scheme in ("xavier", "he"):
        agree(probe, int(rng.integers(2, 6)), int(rng.integers(6, 9)), scheme, int(rng.integers(10**6)), rel=1e-7)


def test_linear_model_agrees(agree, rng):
    """Weights are drawn by `initialize`, as `init` says and from the generator; logits are the solution's."""

    def probe(torch_mlp, init, seed, points) -> list[np.ndarray]:
        import torch

        net = torch_mlp.LinearModel(points.shape[1], 4, init, torch.Generator().manual_seed(seed))
        logits = net(torch.tensor(points)).detach().numpy()
        return [net.linear.weight.detach().numpy(), net.linear.bias.detach().numpy(), logits]

    for init in ("xavier", "plain"):
        agree(probe, init, int(rng.integers(10**6)), rng.normal(size=(6, 3)), rel=1e-7, abs=1e-12)


def test_mlp_initialized(agree, rng):
    """Both layers are drawn by `initialize` from one generator, the hidden one first; init is "he" by default."""

    def probe(torch_mlp, init, seed) -> list[np.ndarray]:
        import torch

        given = {"init": init} if init else {}
        net = torch_mlp.MLP(3, 5, 4, generator=torch.Generator().manual_seed(seed), **given)
        return [part.detach().numpy() for part in (net.hidden.weight, net.output.weight, net.hidden.bias)]

    for init in ("", "plain", "xavier"):
        agree(probe, init, int(rng.integers(10**6)), rel=1e-7)


def test_mlp_agrees(student, rng):
    """A network of any shape gives the logits that matrix products in NumPy give."""
    n, d, h, k = rng.permutation([4, 5, 6, 7]).tolist()
    parameters = rng.normal(size=(h, d)), rng.normal(size=h), rng.normal(size=(k, h)), rng.normal(size=k)
    points, labels, importance = rng.normal(size=(n, d)), rng.integers(0, k, n), np.ones(k)
    logits, _ = softmax_gradients(points, labels, importance, *parameters)

    def probe(torch_mlp, points, W, b, V, c) -> np.ndarray:
        import torch

        net = torch_mlp.MLP(W.shape[1], W.shape[0], V.shape[0], dropout=0.3).eval()
        names = ("hidden.weight", "hidden.bias", "output.weight", "output.bias")
        net.load_state_dict({name: torch.tensor(array) for name, array in zip(names, (W, b, V, c), strict=True)})
        return net(torch.tensor(points)).detach().numpy()

    assert student(probe, points, *parameters) == approx(logits, abs=1e-9)


def test_train_step_gradients(student, rng):
    """Through a hidden layer and with class weights, gradients are those found by hand, and by a pass backward.

    In the second model stands a function whose backward pass reverses what comes from above: a gradient that is found
    in another way knows nothing of it.
    """

    def probe_reversed(torch_mlp, points, labels, W) -> np.ndarray:
        import torch

        class Reverse(torch.autograd.Function):
            @staticmethod
            def forward(ctx, logits):
                return torch.clone(logits)

            @staticmethod
            def backward(ctx, upstream):
                return -upstream

        class Model(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.W = torch.nn.Parameter(torch.tensor(W))

            def forward(self, X):
                return Reverse.apply(X @ self.W.T)

        net = Model()
        plain = torch.optim.SGD(net.parameters(), lr=1.0)
        torch_mlp.train_step(net, plain, torch.tensor(points), torch.tensor(labels))
        return torch.tensor(W).sub(net.W.detach()).numpy()

    n, d, h, k = 9, 3, 6, 4
    parameters = rng.normal(size=(h, d)), rng.normal(size=h), rng.normal(size=(k, h)), rng.normal(size=k)
    points, labels = rng.normal(size=(n, d)), rng.permutation(np.arange(n) % k)
    importance = rng.uniform(0.5, 3.0, k)
    logits, gradients = softmax_gradients(points, labels, importance, *parameters)
    observed = student(probe_gradients, points, labels, importance, *parameters)
    assert observed == approx([logits, *gradients], rel=1e-6, abs=1e-9)
    W = rng.normal(size=(k, d))
    odds = np.exp(points @ W.T)
    slopes = (odds / odds.sum(axis=1, keepdims=True) - np.eye(k)[labels]).T @ points / n
    mistakes = {"what it is without the model's own way backward: loss.backward() goes it": slopes}
    assert student(probe_reversed, points, labels, W) == approx(-slopes, rel=1e-6, abs=1e-9, mistakes=mistakes)


def test_train_adam(student, rng):
    """With class weights, losses and weights over six epochs are those of Adam written out in NumPy."""
    points, labels = rng.normal(size=(8, 3)), rng.permutation(np.arange(8) % 4)
    arguments = points, labels, rng.uniform(0.5, 3.0, 4), 0.05, 6, rng.normal(size=(4, 3)), np.ones(4)
    assert student(probe_twisted, *arguments) == approx(adam(*arguments), rel=1e-6, abs=1e-9)
    require_twisted(student, rng)


def test_train_linear(student, rng):
    """On the spiral, the linear model is right on about 0.55 of the training points and 0.493 of new ones."""
    known, labels, unseen, truth, _ = spiral(204, rng)
    start = [np.zeros((3, 2)), np.zeros(3)]
    first, *_ = student(probe_trained, known, labels, start, 0.1, 2)
    assert first == approx(np.array([np.log(3), 1.00899]), rel=1e-3)
    _, *weights = student(probe_trained, known, labels, start, 0.1, 100)
    on_known, on_unseen = accuracies(weights, start, [known, unseen], [labels, truth])
    near(on_known, 0.55, "training")
    near(on_unseen, 0.493, "new")
    require_twisted(student, rng)


def test_train_spiral(student, rng):
    """After 100 epochs of Adam at 0.01, the network is right on 0.978 of the training points and 0.969 of new ones."""
    known, labels, unseen, truth, names = spiral(204, rng)
    draw = np.random.default_rng(24)
    start = [0.14 * draw.normal(size=(100, 2)), np.zeros(100)]
    start += [0.14 * draw.normal(size=(3, 100))[np.argsort(names)], np.zeros(3)]
    first, *_ = student(probe_trained, known, labels, start, 0.01, 3)
    assert first == approx(np.array([1.11852, 1.02826, 0.95336]), rel=1e-3)
    _, *weights = student(probe_trained, known, labels, start, 0.01, 100)
    on_known, on_unseen = accuracies(weights, start, [known, unseen], [labels, truth])
    near(on_known, 0.978, "training")
    near(on_unseen, 0.969, "new")
    require_twisted(student, rng)


def test_predict_agrees(student, rng):
    """For a random model and any number of classes, probabilities and labels are those that NumPy finds."""

    def probe(torch_mlp, W, points) -> tuple[np.ndarray, np.ndarray]:
        import torch

        net = torch.nn.Linear(*W.T.shape, dtype=torch.float64)
        net.load_state_dict({"weight": torch.tensor(W), "bias": torch.zeros(len(W))})
        return torch_mlp.predict_proba(net, points), torch_mlp.predict(net, points)

    W, points = rng.normal(size=(6, 3)), rng.normal(size=(20, 3))
    odds = np.exp(points @ W.T)
    probabilities, classes = student(probe, W, points)
    assert probabilities == approx(odds / odds.sum(axis=1, keepdims=True))
    assert classes == approx(odds.argmax(axis=1))
