"""What public checks cannot ask: inputs that nobody knows beforehand, and training on digits that are held back."""

import numpy as np
from sklearn.datasets import load_digits

from autograder import approx

# Training is repeated on one split, from one set of weights and in one order of batches, in disguise: `rng` renames the
# classes and turns or mirrors all images. None of this changes an accuracy, so that no secret is luckier than another.
# Over ten seeds the dense network is right for 0.975 of the digits held back, with a standard deviation of 0.004 over
# splits and weights, the convolution for 0.983.
SEED = 1
DENSE = {"lr": 0.003, "batch_size": 32, "epochs": 40, "patience": 10, "decay": 0.001}
CONV = {"lr": 0.01, "batch_size": 32, "epochs": 20, "patience": 10, "decay": 0.001}


class Digits:
    """1197 digits to learn from, 240 to decide when to stop, 360 held back, in disguise; and fitting weights."""

    def __init__(self, rng):
        draw, (X, y) = np.random.default_rng(SEED), load_digits(return_X_y=True)
        order, self.names = draw.permutation(len(X)), rng.permutation(10)
        self.turn, self.mirror = int(rng.integers(4)), bool(rng.integers(2))
        X, y = self.disguise(X.reshape(-1, 8, 8) / 16.0).reshape(-1, 64)[order], self.names[y[order]]
        (self.X, self.X_val, self.new), (self.y, self.y_val, self.truth) = (
            np.split(each, [1197, 1437]) for each in (X, y)
        )
        W1, W2 = draw.normal(size=(8, 8, 64)) / np.sqrt(32.0), draw.normal(size=(64, 10)) / np.sqrt(32.0)
        W1 = self.disguise(W1.transpose(2, 0, 1)).reshape(64, 64).T
        self.dense = {"W1": W1, "b1": np.zeros(64), "W2": W2[:, np.argsort(self.names)], "b2": np.zeros(10)}
        K, W = draw.normal(size=(16, 3, 3)) * np.sqrt(2.0 / 9.0), draw.normal(size=(16, 4, 4, 10)) / np.sqrt(128.0)
        W = self.disguise(W.transpose(3, 0, 1, 2).reshape(160, 4, 4)).reshape(10, 256).T
        self.conv = {"K": self.disguise(K), "c": np.zeros(16), "W": W[:, np.argsort(self.names)], "b": np.zeros(10)}

    def disguise(self, images):
        images = images[:, :, ::-1] if self.mirror else images
        return np.ascontiguousarray(np.rot90(images, self.turn, axes=(1, 2)))


def right_of(logits, truth):
    """The share of examples whose largest logit is that of the right class."""
    return float(np.mean(logits.argmax(axis=1) == truth))


def dense_logits(params, X):
    return np.maximum(X @ params["W1"] + params["b1"], 0.0) @ params["W2"] + params["b2"]


def conv_logits(params, X):
    framed = np.pad(X.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    cut = np.lib.stride_tricks.sliding_window_view(framed, (3, 3), axis=(1, 2))
    Z = np.einsum("nyxab,fab->nfyx", cut, params["K"]) + params["c"][:, None, None]
    A = np.maximum(Z, 0.0).reshape(len(X), 16, 4, 2, 4, 2).max(axis=(3, 5)).reshape(len(X), -1)
    return A @ params["W"] + params["b"]


def require_shapes(params, start):
    """Asserts that parameters came back in the shapes that they had."""
    shapes, wanted = ({name: np.shape(p) for name, p in each.items()} for each in (params, start))
    assert shapes == wanted, f"the parameters should have the shapes {wanted}; they have {shapes}"


def draw_gradients(rng, steps):
    """Gradients of two parameters, for a number of steps; the second one is missing now and then."""
    told = []
    for place in range(steps):
        size = 10.0 ** rng.uniform(-4.0, 3.0)
        told.append({"W": size * rng.normal(size=(3, 2))})
        if place % 3 != 1:
            told[-1]["b"] = rng.normal(size=2)
    return told


def probe_optimizer(digits, name, settings, params, told) -> dict[str, np.ndarray]:
    optimizer, params = getattr(digits, name)(**settings), dict(params)
    for gradients in told:
        optimizer.step(params, gradients)
    return params


def probe_epoch(digits, X, y, batches, losses, pulls, params, decay) -> tuple[float, list[np.ndarray]]:
    # Parts that answer what they are told, whatever they are asked, and note it.
    asked = []

    class Model:
        def __init__(self):
            self.params = dict(params)

        def loss_and_gradients(self, X, y):
            asked.extend([X, y, self.params["W"]])
            return losses[len(steps)], {"W": pulls[len(steps)]}

    class Optimizer:
        def step(self, params, gradients):
            steps.append(gradients["W"])
            params["W"] = params["W"] * 0.5 - gradients["W"]

    steps, model, before = [], Model(), dict(vars(digits))
    digits.minibatches = lambda n, batch_size, rng: [np.array(batch) for batch in batches]
    digits.with_decay = lambda loss, gradients, params, decay: (
        loss + decay,
        {"W": gradients["W"] * decay + params["W"]},
    )
    try:
        mean = digits.train_epoch(model, Optimizer(), X, y, 3, decay, np.random.default_rng(0))
    finally:
        vars(digits).update(before)
    return mean, [*asked, *steps, model.params["W"]]


def require_epoch(student, rng):
    """Asserts that an epoch goes by what model, decay and optimizer answer, which no network and no rule has made."""
    n, d = int(rng.integers(7, 12)), int(rng.integers(2, 5))
    X, y, order = rng.normal(size=(n, d)), rng.integers(0, 9, n), rng.permutation(n)
    batches = [rows.tolist() for rows in np.split(order, [3, 6])]
    losses, pulls = rng.uniform(0.1, 3.0, 3).tolist(), [rng.normal(size=(2, 2)) for _ in range(3)]
    W, decay = rng.normal(size=(2, 2)), float(rng.uniform(0.1, 0.9))
    found, asked = student(probe_epoch, X, y, batches, losses, pulls, {"W": W}, decay)
    wanted, steps = [], []
    for rows, pull in zip(batches, pulls, strict=True):
        wanted += [X[rows], y[rows], W]
        steps.append(pull * decay + W)
        W = 0.5 * W - steps[-1]
    assert found == approx(sum(len(rows) * loss for rows, loss in zip(batches, losses, strict=True)) / n)
    assert asked == approx([*wanted, *steps, W], rel=1e-12)


def probe_stopping(digits, chances, kept, patience, epochs) -> tuple[list[list[float]], dict[str, np.ndarray]]:
    class Model:
        def __init__(self):
            self.params, self.done = {"W": np.zeros(kept[0].shape)}, 0

        def predict_proba(self, X):
            p = chances[self.done - 1]
            return np.array([[p, 1.0 - p], [1.0 - p, p]])

    def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
        model.params["W"][...] = kept[model.done]
        model.done += 1
        return 0.25 * model.done

    before, digits.train_epoch, model = digits.train_epoch, train_epoch, Model()
    known, new = (np.zeros((3, 2)), np.zeros(3, dtype=int)), (np.ones((2, 2)), np.array([0, 1]))
    try:
        history = digits.train(model, None, known, new, np.random.default_rng(5), 7, epochs, patience, 0.5)
    finally:
        digits.train_epoch = before
    told = [[float(each) for each in losses] for losses in (history.train, history.validation, [history.best])]
    return told, model.params


def require_stopping(student, rng):
    """Asserts that training ends where drawn validation losses say, and takes back the drawn best parameters."""
    patience = int(rng.integers(2, 5))
    low, good, better = (float(rng.uniform(*span)) for span in ((0.1, 0.2), (0.3, 0.4), (0.6, 0.7)))
    # Some epochs in vain, but not too many; then the best one, and one as good, which is in vain; the last one is late.
    chances = [
        low,
        good,
        *rng.uniform(0.2, 0.3, patience - 1),
        better,
        better,
        *rng.uniform(0.2, 0.6, patience - 1),
        0.9,
    ]
    best, kept = patience + 1, [rng.normal(size=(2, 3)) for _ in chances]
    for epochs, done in ((len(chances), best + patience + 1), (best + 2, best + 2)):
        (losses, validation, number), params = student(probe_stopping, np.array(chances), kept, patience, epochs)
        assert losses == approx([0.25 * (i + 1) for i in range(done)])
        assert validation == approx([-np.log(chance) for chance in chances[:done]])
        assert number == approx([float(best)])
        assert params["W"] == approx(kept[best])


def probe_dense(
    digits, softmax_mlp, X, y, X_val, y_val, params, lr, batch_size, epochs, patience, decay, seed
) -> tuple[list[list[float]], dict[str, np.ndarray]]:
    model = softmax_mlp.SoftmaxMLP(64, 64, 10, "he")
    model.params = dict(params)
    rng = np.random.default_rng(seed)
    done = digits.train(model, digits.Adam(lr), (X, y), (X_val, y_val), rng, batch_size, epochs, patience, decay)
    return [[float(each) for each in losses] for losses in (done.train, done.validation)], model.params


def probe_conv(
    digits, X, y, X_val, y_val, params, lr, batch_size, epochs, patience, decay, seed
) -> tuple[list[list[float]], dict[str, np.ndarray]]:
    model = digits.ConvNet(8, 16, 3, 10, np.random.default_rng(0))
    model.params = dict(params)
    rng = np.random.default_rng(seed)
    done = digits.train(model, digits.Adam(lr), (X, y), (X_val, y_val), rng, batch_size, epochs, patience, decay)
    return [[float(each) for each in losses] for losses in (done.train, done.validation)], model.params


def test_minibatches_agrees(student, rng):
    """minibatches is right for any number of rows and any batch size, larger ones than there are rows included."""

    def probe(digits, n, batch_size, seed) -> list[list[int]]:
        generator = np.random.default_rng(seed)
        return [[int(i) for i in batch] for _ in range(2) for batch in digits.minibatches(n, batch_size, generator)]

    n, seed = int(rng.integers(20, 40)), int(rng.integers(2**31))
    for batch_size in (1, int(rng.integers(3, 9)), n, 2 * n):
        generator, wanted = np.random.default_rng(seed), []
        for order in (generator.permutation(n), generator.permutation(n)):
            wanted += [order[start : start + batch_size].tolist() for start in range(0, n, batch_size)]
        batches = student(probe, n, batch_size, seed)
        assert batches == wanted, f"{n} rows in batches of {batch_size} should be {wanted}; they are {batches}"


def test_momentum_agrees(student, rng):
    """Momentum is right for any rate and any beta, for gradients of any size, and where one is missing in a step."""
    told, params = draw_gradients(rng, 6), {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
    for beta in (0.0, float(rng.uniform(0.3, 0.95))):
        lr = float(rng.uniform(0.01, 0.5))
        expected, velocity = {name: param.copy() for name, param in params.items()}, {"W": 0.0, "b": 0.0}
        for gradients in told:
            for name, gradient in gradients.items():
                velocity[name] = beta * velocity[name] + gradient
                expected[name] = expected[name] - lr * velocity[name]
        found = student(probe_optimizer, "Momentum", {"lr": lr, "beta": beta}, params, told)
        assert found == approx(expected, rel=1e-9, abs=1e-12)


def test_adam_agrees(student, rng):
    """Adam is right for any rate and any betas, for gradients of any size, and where one is missing in a step."""
    told, params = draw_gradients(rng, 6), {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
    for eps in (1e-8, float(rng.uniform(0.01, 0.1))):
        lr, beta1, beta2 = float(rng.uniform(0.01, 0.5)), float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.9, 0.99))
        expected = {name: param.copy() for name, param in params.items()}
        mean, square = {"W": 0.0, "b": 0.0}, {"W": 0.0, "b": 0.0}
        for t, gradients in enumerate(told, start=1):
            for name, gradient in gradients.items():
                mean[name] = beta1 * mean[name] + (1.0 - beta1) * gradient
                square[name] = beta2 * square[name] + (1.0 - beta2) * gradient * gradient
                scale = np.sqrt(square[name] / (1.0 - beta2**t)) + eps
                expected[name] = expected[name] - lr * mean[name] / (1.0 - beta1**t) / scale
        settings = {"lr": lr, "beta1": beta1, "beta2": beta2, "eps": eps}
        found = student(probe_optimizer, "Adam", settings, params, told)
        assert found == approx(expected, rel=1e-9, abs=1e-12)


def test_with_decay_agrees(agree, rng):
    """Loss and gradients with decay are right for parameters of any names and shapes, at a decay of 0 too."""

    def probe(digits, loss, gradients, params, decay) -> tuple[float, dict[str, np.ndarray]]:
        return digits.with_decay(loss, gradients, params, decay)

    shapes = {"V": (3, 2), "bias": (4,), "K": (2, 3, 3), "out": (2, 1)}
    params, gradients = ({name: rng.normal(size=shape) for name, shape in shapes.items()} for _ in range(2))
    for decay in (0.0, float(rng.uniform(0.1, 2.0))):
        agree(probe, float(rng.uniform(0.5, 2.0)), gradients, params, decay)


def test_train_epoch_agrees(student, rng):
    """An epoch is right for whatever model, batches, decay and optimizer it is given."""
    require_epoch(student, rng)


def test_train_agrees(student, rng):
    """Training ends where it should, and takes the best parameters back, for any course of the validation loss."""
    require_stopping(student, rng)


def test_train_dense(student, agree, rng):
    """The dense network reads at least 0.97 of the digits that were held back."""
    digits = Digits(rng)
    given = (digits.X, digits.y, digits.X_val, digits.y_val, digits.dense)
    settings = (DENSE["lr"], DENSE["batch_size"])
    agree(probe_dense, *given, *settings, 2, DENSE["patience"], DENSE["decay"], SEED, rel=1e-5, abs=1e-8)
    _, params = student(probe_dense, *given, *settings, DENSE["epochs"], DENSE["patience"], DENSE["decay"], SEED)
    require_shapes(params, digits.dense)
    right = right_of(dense_logits(params, digits.new), digits.truth)
    assert right >= 0.97, f"of the digits held back {right:.3f} are read rightly; it should be at least 0.97"
    require_epoch(student, rng)
    require_stopping(student, rng)


def test_confusion_matrix_agrees(student, rng):
    """A confusion matrix is right for any number of classes, also if some of them never come up."""

    def probe(digits, y, predicted, k) -> np.ndarray:
        return digits.confusion_matrix(y, predicted, k)

    k = int(rng.integers(5, 9))
    y, predicted = rng.integers(0, k - 1, 40), rng.integers(1, k, 40)
    expected = np.array([[np.sum((y == i) & (predicted == j)) for j in range(k)] for i in range(k)])
    assert student(probe, y, predicted, k) == approx(expected)


def test_weight_pictures_agrees(agree, rng):
    """Pictures are right for any size and any number of neurons."""

    def probe(digits, W, height, width) -> np.ndarray:
        return digits.weight_pictures(W, height, width)

    height, width, h = rng.permutation([2, 3, 4, 5])[:3].tolist()
    W = 10.0 ** rng.uniform(-3.0, 3.0, h) * rng.normal(size=(height * width, h))
    W[:, 0] = -np.abs(W[:, 0])
    agree(probe, W, height, width)


def test_convolve_agrees(agree, rng):
    """convolve is right for images and kernels of any size, also for a kernel as large as the image."""

    def probe(digits, images, kernels, bias) -> np.ndarray:
        return digits.convolve(images, kernels, bias)

    n, f, H, W = rng.permutation([3, 4, 5, 6]).tolist()
    for a, b in ((2, 3), (3, 1), (H, W)):
        images, kernels = rng.normal(size=(n, H, W)), rng.normal(size=(f, a, b))
        agree(probe, images, kernels, rng.normal(size=f), rel=1e-9, abs=1e-11)


def probe_convolve_back(digits, dZ, images, kernels, drawn) -> list[np.ndarray]:
    before, digits.convolve = digits.convolve, lambda images, kernels, bias: np.resize(drawn, dZ.shape)
    try:
        return list(digits.convolve_backward(dZ, images, kernels))
    finally:
        digits.convolve = before


def probe_convolve_back_of_many(digits, dZ, images, kernels, times) -> list[np.ndarray]:
    # The same image many times over in a large one, side by side and one below the other, and slopes within each alone.
    (n, H, W), (_, a, b) = images.shape, kernels.shape
    framed = np.pad(dZ, ((0, 0), (0, 0), (0, a - 1), (0, b - 1)))
    slopes = np.tile(framed, (1, 1, times, times))[:, :, : times * H - a + 1, : times * W - b + 1]
    dimages, dkernels, dbias = digits.convolve_backward(slopes, np.tile(images, (1, times, times)), kernels)
    each = np.reshape(dimages, (n, times, H, times, W))
    return [each.min(axis=(1, 3)), each.max(axis=(1, 3)), dkernels / times**2, dbias / times**2]


def way_back(dZ, images, kernels):
    """What a convolution hands back to images, kernels and biases, window by window."""
    a, b = kernels.shape[1:]
    dimages, dkernels = np.zeros_like(images), np.zeros_like(kernels)
    for y, x in np.ndindex(dZ.shape[2:]):
        dimages[:, y : y + a, x : x + b] += np.einsum("nf,fab->nab", dZ[:, :, y, x], kernels)
        dkernels += np.einsum("nf,nab->fab", dZ[:, :, y, x], images[:, y : y + a, x : x + b])
    return dimages, dkernels, dZ.sum(axis=(0, 2, 3))


def require_way_back(student, rng):
    """Asserts that a convolution's way back is right where losses are of no use: without one, and with huge corners.

    Nor are they where an image is large: a pass forward for each of 25,000 pixels takes too long, and one way back for
    all of them hardly any time.
    """
    n, f, H, W = rng.permutation([3, 4, 5, 6]).tolist()
    a, b = (int(side) for side in rng.integers(2, 4, 2))
    images, kernels = rng.normal(size=(n, H, W)), rng.normal(size=(f, a, b))
    images[:, 0, 0] *= 1e12  # only the first weight of a kernel ever lies there
    dZ = rng.normal(size=(n, f, H - a + 1, W - b + 1))
    expected = way_back(dZ, images, kernels)
    dimages, dkernels, dbias = student(probe_convolve_back, dZ, images, kernels, rng.normal(size=7))
    assert dimages == approx(expected[0], rel=1e-9, abs=1e-11)
    assert dbias == approx(expected[2], rel=1e-9, abs=1e-11)
    assert dkernels.shape == (f, a, b), f"the kernels are {(f, a, b)}; their gradient is {dkernels.shape}"
    assert dkernels[:, 0, 0] == approx(expected[1][:, 0, 0], rel=1e-9)
    others = [each.reshape(f, -1)[:, 1:] for each in (dkernels, expected[1])]
    assert others[0] == approx(others[1], rel=1e-9, abs=1e-10)
    dZ, images = dZ[:1], rng.normal(size=(1, H, W))
    dimages, *others = way_back(dZ, images, kernels)
    found = student(probe_convolve_back_of_many, dZ, images, kernels, 320 // (H + W))
    assert found == approx([dimages, dimages, *others], rel=1e-9, abs=1e-10)


def test_convolve_backward_agrees(student, rng):
    """convolve_backward is right for any sizes, without a forward pass, and beside entries a billion times as large."""
    require_way_back(student, rng)


def draw_conv(rng, side, f, size, k):
    """Random parameters of a ConvNet; biases too, which zeros would hide."""
    shapes = {"K": (f, size, size), "c": (f,), "W": (f * (side // 2) ** 2, k), "b": (k,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def probe_net(digits, X, params, size, side) -> list[np.ndarray]:
    model = digits.ConvNet(side, len(params["K"]), size, len(params["b"]), np.random.default_rng(0))
    model.params = params
    done = model.forward(X)
    return [done.images, done.Z, done.winners, done.A, done.P, model.predict_proba(X), model.predict(X)]


def test_conv_forward_agrees(agree, rng):
    """forward and the predictions are right for networks of any size, also for a single example."""
    f, k = rng.permutation([3, 4, 5])[:2].tolist()
    for n, side, size in ((1, 4, 3), (6, 6, 5), (4, 2, 1)):
        agree(probe_net, rng.normal(size=(n, side * side)), draw_conv(rng, side, f, size, k), size, side)


def probe_parts(digits, X, y, params, parts, dH, dZ, dK, dc) -> tuple[float, dict[str, np.ndarray], list[np.ndarray]]:
    # A pass that is told, and ways back through its parts that answer what they are told, and note what they are asked.
    asked = []

    def max_pool_backward(dA, winners):
        asked.extend([dA, winners])
        return dH

    def relu_backward(dH, Z):
        asked.extend([dH, Z])
        return dZ

    def convolve_backward(dZ, images, kernels):
        asked.extend([dZ, images, kernels])
        return images, dK, dc

    class Told(digits.ConvNet):
        def forward(self, X):
            return digits.Forward(**parts)

    model, before = Told(4, len(params["K"]), 3, len(params["b"]), np.random.default_rng(0)), dict(vars(digits))
    model.params = params
    digits.max_pool_backward, digits.relu_backward = max_pool_backward, relu_backward
    digits.convolve_backward = convolve_backward
    try:
        loss, gradients = model.loss_and_gradients(X, y)
    finally:
        vars(digits).update(before)
    return loss, gradients, asked


def require_parts(student, rng):
    """Asserts that a ConvNet's gradients are what its parts answer on the way back over a pass that no network made."""
    n, f, k = rng.permutation([3, 4, 5]).tolist()
    X, y, params = rng.normal(size=(n, 16)), rng.integers(0, k, n), draw_conv(rng, 4, f, 3, k)
    Z, winners, A, P = (rng.normal(size=(n, f, 4, 4)) for _ in range(4))
    A, P, images = rng.normal(size=(n, 4 * f)), rng.dirichlet(np.ones(k), n), rng.normal(size=(n, 6, 6))
    dH, dZ, dK, dc = (rng.normal(size=shape) for shape in (Z.shape, Z.shape, params["K"].shape, (f,)))
    parts = {"images": images, "Z": Z, "winners": winners, "A": A, "P": P}
    loss, gradients, asked = student(probe_parts, X, y, params, parts, dH, dZ, dK, dc)
    slopes = (P - np.eye(k)[y]) / n
    assert loss == approx(float(-np.log(P[np.arange(n), y]).mean()))
    assert gradients == approx({"K": dK, "c": dc, "W": A.T @ slopes, "b": slopes.sum(axis=0)}, rel=1e-9, abs=1e-12)
    dA = (slopes @ params["W"].T).reshape(n, f, 2, 2)
    assert asked == approx([dA, winners, dH, Z, dZ, images, params["K"]], rel=1e-9, abs=1e-12)


def test_conv_gradients_agrees(student, agree, rng):
    """Loss and gradients are right for networks of any size, and made by the parts of the way back."""

    def probe(digits, X, y, params, size, side) -> tuple[float, dict[str, np.ndarray]]:
        model = digits.ConvNet(side, len(params["K"]), size, len(params["b"]), np.random.default_rng(0))
        model.params = params
        return model.loss_and_gradients(X, y)

    f, k = rng.permutation([3, 4, 5])[:2].tolist()
    for n, side, size in ((6, 4, 3), (3, 2, 1)):
        X, y = rng.normal(size=(n, side * side)), rng.integers(0, k, n)
        agree(probe, X, y, draw_conv(rng, side, f, size, k), size, side, rel=1e-9, abs=1e-11)
    require_parts(student, rng)


def test_conv_gradients_digits(student, agree, rng):
    """A convolution with 2,730 parameters reads at least 0.975 of the digits that were held back."""
    digits = Digits(rng)
    given = (digits.X, digits.y, digits.X_val, digits.y_val, digits.conv)
    settings = (CONV["lr"], CONV["batch_size"])
    few = (digits.X[:200], digits.y[:200], *given[2:])
    agree(probe_conv, *few, *settings, 1, CONV["patience"], CONV["decay"], SEED, rel=1e-5, abs=1e-8)
    _, params = student(probe_conv, *given, *settings, CONV["epochs"], CONV["patience"], CONV["decay"], SEED)
    require_shapes(params, digits.conv)
    right = right_of(conv_logits(params, digits.new), digits.truth)
    assert right >= 0.975, f"of the digits held back {right:.3f} are read rightly; it should be at least 0.975"
    require_parts(student, rng)
    require_way_back(student, rng)


def test_shrink_agrees(student, rng):
    """shrink is right for bitmaps of any size, and into any number of blocks."""

    def probe(digits, bitmap, height, width) -> np.ndarray:
        return digits.shrink(bitmap, height, width)

    height, width, rows, columns = rng.permutation([2, 3, 4, 5]).tolist()
    bitmap = rng.integers(0, 2, (height * rows, width * columns))
    expected = np.zeros((height, width))
    for y, x in np.ndindex(bitmap.shape):
        expected[y // rows, x // columns] += bitmap[y, x] / (rows * columns)
    assert student(probe, bitmap, height, width) == approx(expected)
