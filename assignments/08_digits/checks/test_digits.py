"""What each part of training and of a convolution computes, in numbers small enough to work by hand."""

import numpy as np

from autograder import approx, numerical_gradient

# A 3 by 3 image, a kernel without any symmetry, and the slopes of the four entries that it finds.
IMAGE = np.array([[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]])
KERNEL = np.array([[[1.0, 0.0], [2.0, -1.0]]])
SLOPES = np.array([[[[1.0, 0.0], [2.0, -1.0]]]])
# Beside a pixel as large as this one, the difference of two losses says nothing of any other.
GLARING = np.array([[[1e12, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]])

# A network of two kernels of one weight each, on an image of four pixels: Z is 2 pixel - 1 and 1 - pixel.
PIXELS = np.array([[1.0, 0.0, 0.5, 2.0]])
TINY_NET = {
    "K": np.array([[[2.0]], [[-1.0]]]),
    "c": np.array([-1.0, 1.0]),
    "W": np.array([[1.0, 0.0], [0.0, 2.0]]),
    "b": np.zeros(2),
}


def require_kept(before, after, names):
    """Asserts that each of the arrays that a function was given is afterwards what it was."""
    for name, old, new in zip(names, before, after, strict=True):
        assert np.array_equal(old, new), f"{name} has changed from {old.tolist()} to {new.tolist()}; make a new array"


def probe_batches(digits, n, batch_size, orders) -> tuple[list[list[int]], int]:
    # A generator that permutes as it is told, and counts how often it is asked.
    class Told:
        asked = 0

        def permutation(self, x):
            self.asked += 1
            return np.array(orders[self.asked - 1])

    rng = Told()
    batches = [[int(i) for i in batch] for _ in orders for batch in digits.minibatches(n, batch_size, rng)]
    return batches, rng.asked


def test_minibatches(student):
    """minibatches cuts an order of all rows into batches; the last one holds what is left."""
    batches, _ = student(probe_batches, 5, 2, [[4, 2, 0, 3, 1]])
    named = {
        "without the last batch, which is smaller": [[4, 2], [0, 3]],
        "the rows in their own order; take that of rng.permutation": [[0, 1], [2, 3], [4]],
        "two batches; batch_size is the number of rows in each": [[4, 2, 0], [3, 1]],
    }
    for mistake, wrong in named.items():
        assert batches != wrong, f"for the order 4, 2, 0, 3, 1 and batches of 2 the result is {batches}: {mistake}"
    assert batches == [[4, 2], [0, 3], [1]], f"for the order 4, 2, 0, 3, 1 and batches of 2 the result is {batches}"
    batches, _ = student(probe_batches, 4, 2, [[3, 0, 1, 2]])
    assert batches == [[3, 0], [1, 2]], f"for the order 3, 0, 1, 2 and batches of 2 the result is {batches}"


def test_minibatches_anew(student):
    """Each call of minibatches asks the generator for one new order."""
    batches, asked = student(probe_batches, 3, 3, [[2, 0, 1], [1, 2, 0]])
    assert batches == [[2, 0, 1], [1, 2, 0]], f"two calls, for the orders 2, 0, 1 and 1, 2, 0, give {batches}"
    assert asked == 2, f"two calls should ask rng.permutation twice; they asked {asked} times"


def test_minibatches_refuses(student):
    """minibatches raises a ValueError that names a batch_size below 1."""

    def probe(digits, sizes) -> list[str]:
        messages = [str(len(digits.minibatches(3, 2, np.random.default_rng(0))))]
        for size in sizes:
            try:
                digits.minibatches(3, size, np.random.default_rng(0))
                messages.append("")
            except ValueError as error:
                messages.append(str(error))
        return messages

    done, *messages = student(probe, [0, -4])
    assert done == "2", f"3 rows in batches of 2 are 2 batches, not {done}"
    for size, message in zip(("0", "-4"), messages, strict=True):
        said = size in message
        assert said, f"a batch_size of {size} should raise a ValueError that says so; got: {message!r}"


def probe_steps(digits, name, settings, start, gradients) -> list[float]:
    optimizer, params, path = getattr(digits, name)(**settings), {"w": np.array([start])}, []
    for gradient in gradients:
        optimizer.step(params, {"w": np.array([gradient])})
        path.append(float(params["w"][0]))
    return path


def probe_kept(digits, name, settings) -> tuple[list[np.ndarray], list[np.ndarray]]:
    optimizer = getattr(digits, name)(**settings)
    w, first, second = np.array([1.0]), np.array([2.0]), np.array([-2.0])
    params = {"w": w}
    optimizer.step(params, {"w": first})
    between = params["w"]
    copy = np.array(between)
    optimizer.step(params, {"w": second})
    return [w, first, second, between], [np.array([1.0]), np.array([2.0]), np.array([-2.0]), copy]


def probe_two(digits, name, settings) -> dict[str, np.ndarray]:
    # Two parameters of different shapes, one without a gradient, and one whose gradients come later; last none has one.
    optimizer = getattr(digits, name)(**settings)
    params = {"W": np.ones((1, 2)), "b": np.zeros(2), "still": np.ones(1)}
    optimizer.step(params, {"W": np.array([[2.0, 0.5]])})
    optimizer.step(params, {"W": np.array([[-2.0, -0.5]]), "b": np.array([4.0, -4.0])})
    optimizer.step(params, {})
    return params


def test_momentum(student):
    """Three steps with momentum, worked by hand: the velocities are 1, 1.9 and -0.29."""
    path = student(probe_steps, "Momentum", {"lr": 0.5, "beta": 0.9}, 1.0, [1.0, 1.0, -2.0])
    mistakes = {
        "plain descent: each step forgets the one before": [0.5, 0.0, 1.0],
        "with (1 - beta) times the gradient; here a gradient counts wholly": [0.95, 0.855, 0.8695],
        "uphill: the step goes against the velocity": [1.5, 2.45, 2.305],
        "a step that looks ahead, as Nesterov's does": [0.05, -1.305, -0.1745],
    }
    assert path == approx([0.5, -0.45, -0.305], rel=1e-12, mistakes=mistakes)


def test_momentum_parameters(student):
    """Momentum keeps a velocity for each parameter, and leaves alone what has no gradient."""
    params = student(probe_two, "Momentum", {"lr": 0.5, "beta": 0.5})
    # The velocities of W are (2, 0.5) and (-1, -0.25); that of b is its first gradient.
    expected = {"W": np.array([[0.5, 0.875]]), "b": np.array([-2.0, 2.0]), "still": np.ones(1)}
    assert params == approx(expected, rel=1e-12)


def test_momentum_arguments(student):
    """Momentum changes neither gradients nor arrays of parameters; it puts new arrays in their place."""
    after, before = student(probe_kept, "Momentum", {"lr": 0.5, "beta": 0.5})
    require_kept(before, after, ["the parameter", "the first gradient", "the second gradient", "the moved parameter"])
    assert after[3] == approx(np.array([0.0]))


def test_adam(student):
    """Two steps of Adam, worked by hand: the first is lr long, the second a third of it, and back."""
    settings = {"lr": 0.3, "beta1": 0.5, "beta2": 0.75, "eps": 0.0}
    path = student(probe_steps, "Adam", settings, 1.0, [2.0, -2.0])
    mistakes = {
        "uphill: the step goes with the mean": [1.3, 1.2],
        "divided by the mean of the squares; its square root belongs there": [0.85, 0.9],
    }
    assert path == approx([0.7, 0.8], rel=1e-12, mistakes=mistakes)


def test_adam_size(student):
    """Whatever the size of a gradient, the first step of Adam is lr long, up to eps."""
    for gradient in (1e-4, 5.0, -3e6):
        path = student(probe_steps, "Adam", {"lr": 0.25, "eps": 1e-12}, 1.0, [gradient])
        assert path == approx([1.0 - 0.25 * np.sign(gradient)], rel=1e-7)
    # A gradient as small as eps: 1 / (1 + 1) of lr.
    inside = {"that of an eps inside of the square root": [1.0 - 0.25 * 1e-4 / np.sqrt(1e-8 + 1e-4)]}
    path = student(probe_steps, "Adam", {"lr": 0.25, "eps": 1e-4}, 1.0, [1e-4])
    assert path == approx([0.875], rel=1e-9, mistakes=inside)


def test_adam_parameters(student):
    """Adam counts a step once, however many parameters it moves, and leaves alone what has no gradient."""
    params = student(probe_two, "Adam", {"lr": 0.3, "beta1": 0.5, "beta2": 0.75, "eps": 0.0})
    # b has its first gradient in the second step: mean 2 / 0.75, square 4 / 0.4375.
    b = 0.3 * (2.0 / 0.75) / np.sqrt(4.0 / 0.4375)
    expected = {"W": np.array([[0.8, 0.8]]), "b": np.array([-b, b]), "still": np.ones(1)}
    assert params == approx(expected, rel=1e-12)


def test_adam_arguments(student):
    """Adam changes neither gradients nor arrays of parameters; it puts new arrays in their place."""
    after, before = student(probe_kept, "Adam", {"lr": 0.3, "beta1": 0.5, "beta2": 0.75, "eps": 0.0})
    require_kept(before, after, ["the parameter", "the first gradient", "the second gradient", "the moved parameter"])
    assert after[3] == approx(np.array([0.7]))


def probe_decay(digits, loss, gradients, params, decay) -> list[list[np.ndarray]]:
    total, charged = digits.with_decay(loss, gradients, params, decay)
    names = ("W", "b", "K")
    found = [np.asarray(total), *(charged[name] for name in names)]
    return [found, [gradients[name] for name in names], [params[name] for name in names]]


DECAYED = {"W": np.array([[1.0, -2.0]]), "b": np.array([3.0]), "K": np.full((1, 1, 2), 2.0)}
PULLS = {"W": np.array([[10.0, 10.0]]), "b": np.array([10.0]), "K": np.full((1, 1, 2), 10.0)}


def test_with_decay(student):
    """Weights of 1, -2, 2 and 2 at a decay of 0.5 cost 3.25, and each pulls towards 0; a bias does not."""
    found, _, _ = student(probe_decay, 1.0, PULLS, DECAYED, 0.5)
    mistakes = {
        "of the whole sum of squares, not of half of it": np.array(7.5),
        "with the bias": np.array(6.5),
        "without the weights of more than two axes": np.array(2.25),
        "the loss as it was": np.array(1.0),
    }
    assert found[0] == approx(np.array(4.25), mistakes=mistakes)
    wanted = [np.array([[10.5, 9.0]]), np.array([10.0]), np.full((1, 1, 2), 11.0)]
    doubled = {"with twice the pull; the half of the loss cancels the 2 of the square": np.array([[11.0, 8.0]])}
    assert found[1] == approx(wanted[0], mistakes=doubled)
    assert found[2:] == approx(wanted[1:])


def test_with_decay_arguments(student):
    """with_decay changes neither the gradients nor the parameters."""
    found, gradients, params = student(probe_decay, 1.0, PULLS, DECAYED, 0.5)
    names = list(PULLS)
    require_kept(list(PULLS.values()), gradients, [f"gradients[{name!r}]" for name in names])
    require_kept(list(DECAYED.values()), params, [f"params[{name!r}]" for name in names])
    assert found[0] == approx(np.array(4.25))


def probe_epoch(digits, batches, losses, pulls, n) -> tuple[float, dict[str, list[np.ndarray]]]:
    # A model, batches, a decay and an optimizer that answer what they are told, and remember what they are asked.
    told = {"X": [], "y": [], "params": [], "charged": [], "steps": [], "asked": []}

    class Model:
        params = {"w": np.array([1.0])}

        def loss_and_gradients(self, X, y):
            told["X"].append(np.array(X))
            told["y"].append(np.array(y))
            told["params"].append(np.array(self.params["w"]))
            i = len(told["X"]) - 1
            return losses[i], {"w": np.array(pulls[i])}

    class Optimizer:
        def step(self, params, gradients):
            told["steps"].append(np.array(gradients["w"]))
            params["w"] = params["w"] - gradients["w"]

    def minibatches(n, batch_size, rng):
        told["asked"].append(np.array([n, batch_size, rng.integers(1000)]))
        return [np.array(batch) for batch in batches]

    def with_decay(loss, gradients, params, decay):
        told["charged"].append(np.array([loss, gradients["w"][0], params["w"][0], decay]))
        return loss + 100.0, {"w": 10.0 * gradients["w"]}

    X, y, before = np.arange(2.0 * n).reshape(n, 2), np.arange(n), dict(vars(digits))
    digits.minibatches, digits.with_decay = minibatches, with_decay
    try:
        return digits.train_epoch(Model(), Optimizer(), X, y, 7, 0.5, np.random.default_rng(3)), told
    finally:
        vars(digits).update(before)


def test_train_epoch(student):
    """An epoch takes a step for each batch, at the parameters that the step before has left."""
    mean, told = student(probe_epoch, [[4, 2], [0, 3], [1]], [1.0, 2.0, 6.0], [[0.5], [1.0], [-0.25]], 5)
    assert [part.tolist() for part in told["y"]] == [[4, 2], [0, 3], [1]], (
        f"batches of the rows [4, 2], [0, 3], [1] should reach the model; their labels came as {told['y']}"
    )
    rows = ([[8.0, 9.0], [4.0, 5.0]], [[0.0, 1.0], [6.0, 7.0]], [[2.0, 3.0]])
    assert told["X"] == approx([np.array(batch) for batch in rows])
    steps = {"the gradients without decay": [np.array([0.5]), np.array([1.0]), np.array([-0.25])]}
    assert told["steps"] == approx([np.array([5.0]), np.array([10.0]), np.array([-2.5])], mistakes=steps)
    assert told["params"] == approx([np.array([1.0]), np.array([-4.0]), np.array([-14.0])])


def test_train_epoch_loss(student):
    """train_epoch returns the mean loss over examples: (2 * 1 + 2 * 2 + 1 * 6) / 5, without decay."""
    mean, told = student(probe_epoch, [[4, 2], [0, 3], [1]], [1.0, 2.0, 6.0], [[0.5], [1.0], [-0.25]], 5)
    mistakes = {
        "the mean over the batches; a batch of two examples counts twice": 3.0,
        "the sum over the batches": 9.0,
        "with the decay": 102.4,
        "the loss of the last batch": 6.0,
    }
    assert mean == approx(2.4, mistakes=mistakes)
    assert len(told["steps"]) == 3, f"three batches should make three steps, not {len(told['steps'])}"


def test_train_epoch_parts(student):
    """train_epoch hands batch_size and rng to minibatches, and to with_decay the decay and the parameters by then."""
    _, told = student(probe_epoch, [[1, 0], [2]], [1.0, 2.0], [[0.5], [1.0]], 3)
    drawn = int(np.random.default_rng(3).integers(1000))
    assert told["asked"] == approx([np.array([3, 7, drawn])])
    assert told["charged"] == approx([np.array([1.0, 0.5, 1.0, 0.5]), np.array([2.0, 1.0, -4.0, 0.5])])


def probe_train(digits, chances, patience, epochs) -> tuple[dict[str, list[float]], list[list[int]]]:
    # Epochs that add 1 to the parameter, by turns in its array and in a new one, and a model that becomes as sure of
    # the truth as it is told.
    asked = []

    class Model:
        def __init__(self):
            self.params = {"w": np.zeros(1)}

        def predict_proba(self, X):
            p = chances[int(self.params["w"][0]) - 1]
            asked.append([len(X)])
            return np.array([[p, 1.0 - p]] * len(X))

    def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
        asked.append([len(X), len(y), int(optimizer == "it"), batch_size, round(10 * decay), int(rng.integers(1000))])
        if model.params["w"][0] % 2.0:
            model.params["w"] = model.params["w"] + 1.0
        else:
            model.params["w"] += 1.0
        return 10.0 - model.params["w"][0]

    before, digits.train_epoch, model = digits.train_epoch, train_epoch, Model()
    known, new = (np.zeros((3, 2)), np.zeros(3, dtype=int)), (np.ones((2, 2)), np.zeros(2, dtype=int))
    try:
        history = digits.train(model, "it", known, new, np.random.default_rng(5), 7, epochs, patience, 0.5)
    finally:
        digits.train_epoch = before
    curves = {"train": [float(loss) for loss in history.train], "best": [float(history.best)]}
    curves |= {"validation": [float(loss) for loss in history.validation], "w": model.params["w"].tolist()}
    return curves, asked


# Of the true class, after each epoch.
STOPS = [0.2, 0.5, 0.4, 0.5, 0.3, 0.3, 0.9, 0.3]


def test_train(student):
    """Training ends once `patience` epochs in a row have not been better than the best before them."""
    # An epoch as good as the best is not better, so the fourth is the second in vain. Whoever goes on ends elsewhere.
    curves, _ = student(probe_train, STOPS, 2, 8)
    length = len(curves["validation"])
    assert length == 4, f"with a patience of 2 and chances of 0.2, 0.5, 0.4, 0.5 it should end after 4 epochs: {length}"
    assert curves["validation"] == approx([-np.log(p) for p in (0.2, 0.5, 0.4, 0.5)])
    assert curves["train"] == approx([9.0, 8.0, 7.0, 6.0])
    # Two epochs in vain, but not in a row.
    curves, _ = student(probe_train, [0.2, 0.1, 0.5, 0.4, 0.6, 0.3], 2, 6)
    length = len(curves["validation"])
    assert length == 6, f"after chances of 0.2, 0.1, 0.5, 0.4, 0.6 no two epochs in a row were in vain; ended: {length}"


def test_train_best(student):
    """The model gets the parameters of its best epoch back, whatever the optimizer does to the arrays."""
    curves, _ = student(probe_train, STOPS, 2, 8)
    assert curves["w"] == approx([2.0], mistakes={"the parameters before any epoch": [0.0]})
    assert curves["best"] == approx([1.0], mistakes={"counted from 1; epochs are counted from 0": [2.0]})
    curves, _ = student(probe_train, [0.5, 0.2, 0.1], 5, 3)
    assert (curves["w"], curves["best"]) == approx(([1.0], [0.0]))


def test_train_parts(student):
    """train hands everything on to train_epoch, once an epoch, and asks for predictions of the validation examples."""
    curves, asked = student(probe_train, [0.2, 0.5], 3, 2)
    draws = np.random.default_rng(5)
    wanted = []
    for _ in range(2):
        wanted += [[3, 3, 1, 7, 5, int(draws.integers(1000))], [2]]
    assert curves["w"] == approx([2.0])
    assert asked == wanted, f"train_epoch and predict_proba should be asked {wanted}; they were asked {asked}"


def test_confusion_matrix(student):
    """Row i, column j of a confusion matrix counts the examples of class i that were taken for class j."""

    def probe(digits, y, predicted, k) -> np.ndarray:
        return digits.confusion_matrix(y, predicted, k)

    y, predicted = np.array([0, 2, 1, 2, 2]), np.array([0, 1, 1, 2, 1])
    expected = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 2, 1, 0], [0, 0, 0, 0]])
    mistakes = {
        "the transpose: rows are what is true": expected.T,
        "shares of each row; counts are asked for": expected / np.array([[1.0], [1.0], [3.0], [1.0]]),
        "1 where any example is; count them": np.minimum(expected, 1),
        "that of the right ones alone": np.diag(np.diag(expected)),
    }
    counts = student(probe, y, predicted, 4)
    assert counts == approx(expected, mistakes=mistakes)
    assert counts.dtype.kind in "iu", f"counts are whole numbers; these are of dtype {counts.dtype}"


def test_confusion_matrix_refuses(student):
    """confusion_matrix raises a ValueError that names both shapes if there is not one prediction for each example."""

    def probe(digits, y, wrong) -> tuple[np.ndarray, list[str]]:
        messages = []
        for predicted in wrong:
            try:
                digits.confusion_matrix(y, predicted, 2)
                messages.append("")
            except ValueError as error:
                messages.append(str(error))
        return digits.confusion_matrix(y, y, 2), messages

    wrong = [np.array([0]), np.array([[0], [1]])]
    counts, messages = student(probe, np.array([0, 1]), wrong)
    assert counts == approx(np.eye(2))
    for predicted, message in zip(wrong, messages, strict=True):
        said = str(predicted.shape) in message and "(2,)" in message
        assert said, f"predictions {predicted.shape} for y (2,) should raise a ValueError that says so: {message!r}"


def probe_pictures(digits, W, height, width) -> tuple[np.ndarray, np.ndarray]:
    return digits.weight_pictures(W, height, width), W


def test_weight_pictures(student):
    """Each column of W becomes a picture, line by line, whose strongest entry is 1 or -1."""
    W = np.array([[1.0, 0.5], [2.0, 0.0], [-4.0, 0.0], [0.0, 0.25], [3.0, 0.0], [1.0, 0.0]])
    expected = np.array([[[0.25, 0.5, -1.0], [0.0, 0.75, 0.25]], [[1.0, 0.0, 0.0], [0.5, 0.0, 0.0]]])
    mistakes = {
        "rows of W cut into pictures; a neuron is a column": np.array(
            [[[0.5, 0.25, 1.0], [0.0, -1.0, 0.0]], [[0.0, 1 / 12, 1.0], [0.0, 1 / 3, 0.0]]]
        ),
        "scaled by the largest weight of all pictures; each has its own": expected * [[[1.0]], [[0.125]]],
        "not scaled": expected * [[[4.0]], [[0.5]]],
    }
    pictures, after = student(probe_pictures, W, 2, 3)
    assert pictures == approx(expected, mistakes=mistakes)
    require_kept([W], [after], ["W"])


def test_weight_pictures_empty(student):
    """A picture of nothing but 0 stays one."""
    pictures, _ = student(probe_pictures, np.array([[0.0, 2.0], [0.0, -1.0]]), 1, 2)
    assert pictures == approx(np.array([[[0.0, 0.0]], [[1.0, -0.5]]]))


def probe_convolve(digits, images, kernels, bias) -> np.ndarray:
    return digits.convolve(images, kernels, bias)


def test_convolve(student):
    """A kernel of 2 by 2 on an image of 3 by 3: four sums of four products, worked by hand, and the bias."""
    found = student(probe_convolve, IMAGE, KERNEL, np.array([0.5]))
    mistakes = {
        "what a kernel turned upside down finds; it lies on the image as it stands": [[[[4.5, 1.5], [2.5, 6.5]]]],
        "what the transposed kernel finds": [[[[4.5, -0.5], [2.5, 6.5]]]],
        "what comes without the bias": [[[[0.0, 1.0], [4.0, 0.0]]]],
    }
    mistakes = {said: np.array(values) for said, values in mistakes.items()}
    assert found == approx(np.array([[[[0.5, 1.5], [4.5, 0.5]]]]), mistakes=mistakes)


def test_convolve_shape(student):
    """Two images of 3 by 4 and three kernels of 2 by 3 give (2, 3, 2, 2): the images first, then the kernels."""
    images = np.arange(24.0).reshape(2, 3, 4)
    kernels = np.zeros((3, 2, 3))
    kernels[0, 0, 0] = kernels[1, 1, 2] = kernels[2, 0, 1] = 1.0
    # Each kernel has a single 1, so that it shows the image, moved.
    corner = np.array([[[0.0, 1.0], [4.0, 5.0]], [[12.0, 13.0], [16.0, 17.0]]])
    expected = np.stack([corner, corner + 6.0 + 10.0, corner + 1.0 - 20.0], axis=1)
    assert student(probe_convolve, images, kernels, np.array([0.0, 10.0, -20.0])) == approx(expected, abs=1e-12)


def probe_convolve_back(digits, dZ, images, kernels) -> list[list[np.ndarray]]:
    def elsewhere(images, kernels, bias):
        return 0.0 * dZ - 7.0

    before, digits.convolve = digits.convolve, elsewhere
    try:
        return [list(digits.convolve_backward(dZ, images, kernels)), [dZ, images, kernels]]
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


def require_quick_way_back(student):
    """Asserts that one pass goes back to all pixels of a large image: a pass forward for each of them never ends."""
    wanted = np.array([[[1.0, 0.0, 0.0], [4.0, -2.0, 0.0], [4.0, -4.0, 1.0]]])
    least, most, dkernels, dbias = student(probe_convolve_back_of_many, SLOPES, IMAGE, KERNEL, 60)
    assert [least, most] == approx([wanted, wanted]), "for the image 60 times 60 times over, each apart from the others"
    assert dkernels == approx(np.array([[[0.0, 1.0], [4.0, 0.0]]]))
    assert dbias == approx(np.array([2.0]))


def test_convolve_backward(student):
    """The way back through the kernel of 2 by 2, worked by hand: to the image, to the kernel, to the bias."""
    (dimages, dkernels, dbias), _ = student(probe_convolve_back, SLOPES, IMAGE, KERNEL)
    wrong_way = {"the kernel turned upside down": np.array([[[-1.0, 2.0, 0.0], [-2.0, 6.0, -2.0], [0.0, 2.0, -1.0]]])}
    assert dkernels == approx(np.array([[[0.0, 1.0], [4.0, 0.0]]]))
    wanted = np.array([[[1.0, 0.0, 0.0], [4.0, -2.0, 0.0], [4.0, -4.0, 1.0]]])
    assert dimages == approx(wanted, mistakes=wrong_way)
    assert dbias == approx(np.array([2.0]), mistakes={"a mean; each place adds its own slope": np.array([0.5])})
    (dimages, dkernels, _), _ = student(probe_convolve_back, SLOPES, GLARING, KERNEL)
    assert dkernels == approx(np.array([[[1e12 - 1.0, 1.0], [4.0, 0.0]]]), rel=1e-12, abs=1e-9)
    assert dimages == approx(wanted)
    require_quick_way_back(student)


def test_convolve_backward_sums(student):
    """Kernels are charged for every image and place, an image for every kernel; shapes are those of what is charged."""
    rng = np.random.default_rng(8)
    images, kernels, dZ = rng.normal(size=(3, 4, 5)), rng.normal(size=(2, 2, 3)), rng.normal(size=(3, 2, 3, 3))
    images[:, 0, 0] = 1e12  # of a kernel, only the first weight ever lies there
    (dimages, dkernels, dbias), _ = student(probe_convolve_back, dZ, images, kernels)
    expected = [np.zeros((3, 4, 5)), np.zeros((2, 2, 3)), np.zeros(2)]
    for i, f, y, x in np.ndindex(dZ.shape):
        expected[0][i, y : y + 2, x : x + 3] += dZ[i, f, y, x] * kernels[f]
        expected[1][f] += dZ[i, f, y, x] * images[i, y : y + 2, x : x + 3]
        expected[2][f] += dZ[i, f, y, x]
    assert [dimages, dbias] == approx([expected[0], expected[2]], rel=1e-10, abs=1e-12)
    assert dkernels.shape == (2, 2, 3), f"the kernels are (2, 2, 3); their gradient is {dkernels.shape}"
    assert dkernels[:, 0, 0] == approx(expected[1][:, 0, 0], rel=1e-10)
    expected[1][:, 0, 0] = dkernels[:, 0, 0]
    assert dkernels == approx(expected[1], rel=1e-10, abs=1e-10)
    require_quick_way_back(student)


def test_convolve_backward_arguments(student):
    """convolve_backward leaves dZ, images and kernels as they were, pixels of any size included."""
    (_, dkernels, _), after = student(probe_convolve_back, SLOPES, GLARING, KERNEL)
    require_kept([SLOPES, GLARING, KERNEL], after, ["dZ", "images", "kernels"])
    assert dkernels == approx(np.array([[[1e12 - 1.0, 1.0], [4.0, 0.0]]]), rel=1e-12, abs=1e-9)
    require_quick_way_back(student)


def probe_forward(digits, X, params, size, side) -> list[np.ndarray]:
    n_kernels, n_classes = len(params["K"]), len(params["b"])
    model = digits.ConvNet(side, n_kernels, size, n_classes, np.random.default_rng(0))
    model.params = params
    done = model.forward(X)
    return [done.Z, done.winners, done.A, done.P]


def test_conv_forward(student):
    """Two kernels of one weight on four pixels, worked by hand: what they find, what wins, and the probabilities."""
    found, winners, pooled, proba = student(probe_forward, PIXELS, TINY_NET, 1, 2)
    assert found == approx(np.array([[[[1.0, -1.0], [0.0, 3.0]], [[0.0, 1.0], [0.5, -1.0]]]]))
    assert winners == approx(np.array([[[[0.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [0.0, 0.0]]]]))
    assert pooled == approx(np.array([[3.0, 1.0]]))
    # The logits are (3, 2), so P has sigmoid(1) on the left.
    mistakes = {"the logits": np.array([[3.0, 2.0]])}
    assert proba == approx(np.array([[0.7310585786300049, 0.2689414213699951]]), mistakes=mistakes)
    # Below 0 everywhere, the ReLU passes nothing on: all equal, all share.
    off = {**TINY_NET, "c": np.full(2, -9.0), "b": np.array([0.0, 1.0])}
    _, _, pooled, proba = student(probe_forward, PIXELS, off, 1, 2)
    assert pooled == approx(np.zeros((1, 2)), mistakes={"what comes without the ReLU": np.array([[-5.0, -9.0]])})
    assert proba == approx(np.array([[0.2689414213699951, 0.7310585786300049]]))


def probe_gradients(digits, X, y, params, size, side) -> tuple[float, dict[str, np.ndarray]]:
    n_kernels, n_classes = len(params["K"]), len(params["b"])
    model = digits.ConvNet(side, n_kernels, size, n_classes, np.random.default_rng(0))
    model.params = params
    return model.loss_and_gradients(X, y)


def probe_pass(digits, X, y, params, parts) -> tuple[float, dict[str, np.ndarray]]:
    class Told(digits.ConvNet):
        def forward(self, X):
            return digits.Forward(**parts)

    model = Told(2, 2, 1, 2, np.random.default_rng(0))
    model.params = params
    return model.loss_and_gradients(X, y)


def test_conv_gradients(student):
    """Loss and gradients of the network worked by hand: each kernel is charged at the pixel that won."""
    q = 0.2689414213699951
    loss, gradients = student(probe_gradients, PIXELS, np.array([0]), TINY_NET, 1, 2)
    assert loss == approx(0.31326168751822286)
    expected = {"K": np.array([[[-2.0 * q]], [[0.0]]]), "c": np.array([-q, 2.0 * q])}
    expected |= {"W": np.array([[-3.0 * q, 3.0 * q], [-q, q]]), "b": np.array([-q, q])}
    assert sorted(gradients) == ["K", "W", "b", "c"], f"the gradients are named {sorted(gradients)}, unlike params"
    for name in ("W", "b", "c", "K"):
        assert gradients[name] == approx(expected[name], rel=1e-12, abs=1e-14), f"the gradient of {name}"
    _, gradients = student(probe_pass, PIXELS, np.array([0]), TINY_NET, PASS)
    assert gradients["W"] == approx(PASS_GRADIENTS["W"], rel=1e-12, abs=1e-14)


# A pass that no network makes, and its gradients for class 0: the logits' slopes are (-0.75, 0.75), dA is (-0.75, 1.5).
PASS = {
    "images": np.array([[[4.0, 3.0], [2.0, 1.0]]]),
    "Z": np.array([[[[1.0, -1.0], [1.0, 1.0]], [[1.0, 1.0], [-1.0, 1.0]]]]),
    "winners": np.array([[[[0.5, 0.5], [0.0, 0.0]], [[0.0, 0.0], [1.0, 2.0]]]]),
    "A": np.array([[5.0, 7.0]]),
    "P": np.array([[0.25, 0.75]]),
}
PASS_GRADIENTS = {"K": np.array([[[-1.5]], [[3.0]]]), "c": np.array([-0.375, 3.0])}
PASS_GRADIENTS |= {"W": np.array([[-3.75, 3.75], [-5.25, 5.25]]), "b": np.array([-0.75, 0.75])}


def test_conv_gradients_pass(student):
    """loss_and_gradients goes back over the pass that `forward` returns, also over one that no network makes."""
    loss, gradients = student(probe_pass, PIXELS, np.array([0]), TINY_NET, PASS)
    assert loss == approx(1.3862943611198906), "the loss is that of the P which forward returns"
    assert gradients == approx(PASS_GRADIENTS, rel=1e-12, abs=1e-14)


def test_conv_gradients_numerical(student):
    """Every gradient is the slope of the loss, measured by central differences, and of a pass that is told."""
    rng = np.random.default_rng(21)
    X, y = rng.normal(size=(3, 16)), np.array([2, 0, 1])
    shapes = {"K": (2, 3, 3), "c": (2,), "W": (8, 3), "b": (3,)}
    sizes = np.cumsum([int(np.prod(shape)) for shape in shapes.values()])
    point = rng.normal(size=int(sizes[-1]))

    def unfold(flat):
        parts = np.split(flat, sizes[:-1])
        return {name: part.reshape(shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}

    def probe(digits, X, y, many) -> np.ndarray:
        losses = []
        for params in many:
            model = digits.ConvNet(4, 2, 3, 3, np.random.default_rng(0))
            model.params = params
            losses.append(model.loss_and_gradients(X, y)[0])
        return np.array(losses)

    slopes = numerical_gradient(lambda flats: student(probe, X, y, [unfold(flat) for flat in flats]), point)
    _, gradients = student(probe_gradients, X, y, unfold(point), 3, 4)
    assert gradients == approx(unfold(slopes), rel=1e-5, abs=1e-8)
    _, gradients = student(probe_pass, PIXELS, np.array([0]), TINY_NET, PASS)
    assert gradients == approx(PASS_GRADIENTS, rel=1e-12, abs=1e-14)


def probe_shrink(digits, bitmap, height, width) -> np.ndarray:
    return digits.shrink(bitmap, height, width)


def test_shrink(student):
    """A bitmap of 4 by 6 as 2 by 2: each block of 2 by 3 becomes its share of ink."""
    bitmap = np.array([[1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 1, 1], [0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0]])
    expected = np.array([[1.0, 1 / 3], [0.0, 1 / 6]])
    mistakes = {
        "counts of ink; shares are asked for": 6.0 * expected,
        "the largest entry of each block": np.array([[1.0, 1.0], [0.0, 1.0]]),
        "the first entry of each block": np.array([[1.0, 0.0], [0.0, 1.0]]),
    }
    assert student(probe_shrink, bitmap, 2, 2) == approx(expected, mistakes=mistakes)


def test_shrink_refuses(student):
    """shrink raises a ValueError that names the shape of a bitmap that cannot be cut into equal blocks."""

    def probe(digits, wrong) -> tuple[np.ndarray, list[str]]:
        messages = []
        for bitmap in wrong:
            try:
                digits.shrink(bitmap, 2, 2)
                messages.append("")
            except ValueError as error:
                messages.append(str(error))
        return digits.shrink(np.ones((2, 4)), 2, 2), messages

    wrong = [np.ones((5, 4)), np.ones((4, 7))]
    whole, messages = student(probe, wrong)
    assert whole == approx(np.ones((2, 2)))
    for bitmap, message in zip(wrong, messages, strict=True):
        said = str(bitmap.shape) in message
        assert said, f"a bitmap {bitmap.shape} should raise a ValueError that names its shape; got: {message!r}"
