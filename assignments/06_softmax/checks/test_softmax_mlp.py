"""What each part of a softmax classifier computes, in numbers small enough to work by hand."""

import numpy as np

from autograder import approx, numerical_gradient

# Two features, three hidden neurons, two classes; two examples. The third neuron is off for the first example, and the
# first neuron for the second.
X = [[1.0, 2.0], [-1.0, 1.0]]
PARAMS = {
    "W1": [[1.0, -1.0, 0.0], [0.5, 1.0, -1.0]],
    "b1": [0.0, 0.5, 1.5],
    "W2": [[1.0, 0.0], [0.0, 1.0], [2.0, -2.0]],
    "b2": [0.0, 0.0],
}


# A pass forward of one example that no network makes, and its gradients for class 0: dZ2 is (-0.75, 0.75),
# dA is (1.5, -5.25), and the second neuron is off.
PASS_PARAMS = {"W1": np.ones((2, 2)), "b1": np.zeros(2), "W2": np.array([[1.0, 3.0], [5.0, -2.0]]), "b2": np.zeros(2)}
PASS = {"Z": np.array([[1.0, -3.0]]), "A": np.array([[4.0, 0.0]]), "P": np.array([[0.25, 0.75]])}
PASS_GRADIENTS = {"W1": np.array([[1.5, 0.0], [3.0, 0.0]]), "b1": np.array([1.5, 0.0])}
PASS_GRADIENTS |= {"W2": np.array([[-3.0, 3.0], [0.0, 0.0]]), "b2": np.array([-0.75, 0.75])}


def probe_arguments(softmax_mlp, name, arguments) -> list[np.ndarray]:
    given = [np.array(argument) for argument in arguments]
    result = getattr(softmax_mlp, name)(*given)
    return [np.asarray(result), *given]


def require_kept(student, name, arguments, expected):
    """Asserts that a function gives what is expected, and leaves each of the arrays that it was given as it was."""
    result, *after = student(probe_arguments, name, arguments)
    assert result == approx(np.asarray(expected), rel=1e-9, abs=1e-12)
    for i, (before, now) in enumerate(zip(arguments, after, strict=True)):
        assert now.tolist() == before.tolist(), f"{name} has changed its argument number {i + 1}; work on a copy of it"


def probe_pass(softmax_mlp, X, y, params, p, parts) -> tuple[float, dict[str, np.ndarray]]:
    class Told(softmax_mlp.SoftmaxMLP):
        def forward(self, X, training=False):
            return softmax_mlp.Forward(**parts)

    model = Told(2, 2, 2, "plain", p)
    model.params = params
    return model.loss_and_gradients(X, y)


def require_pass(student, *names, p=0.0):
    """Asserts that gradients, of these names alone, go back over the pass that `forward` returns, whatever it is."""
    parts, scale = {**PASS, "mask": np.full((1, 2), 1.0 / (1.0 - p))}, {"W1": 1.0 - p, "b1": 1.0 - p}
    loss, found = student(probe_pass, np.array([[1.0, 2.0]]), np.array([0]), PASS_PARAMS, p, parts)
    assert loss == approx(1.3862943611198906), "the loss is that of the P which forward returns"
    names = names or ("W2", "b2", "W1", "b1")
    expected = {name: PASS_GRADIENTS[name] / scale.get(name, 1.0) for name in names}
    assert {name: found.get(name) for name in names} == approx(expected, rel=1e-12, abs=1e-14)


def require_formula(student):
    """Asserts that the gradient of the logits is made of the P that is handed in, whatever it is.

    No step is small beside one number and large enough beside another that is 50 powers of ten away.
    """

    def probe_given(softmax_mlp, P, y) -> np.ndarray:
        return softmax_mlp.cross_entropy_backward(P, y)

    found = student(probe_given, np.array([[0.5, 0.25]]), np.array([0]))
    assert found == approx(np.array([[-0.5, 0.25]]), rel=1e-12)
    found = student(probe_given, np.array([[1e25, 1e-25, 0.25]]), np.array([2]))
    assert found == approx(np.array([[1e25, 1e-25, -0.75]]), rel=1e-12)


def probe_gradients(softmax_mlp, X, y, params, weights) -> dict[str, np.ndarray]:
    (d, h), k = np.shape(params["W1"]), len(params["b2"])
    model = softmax_mlp.SoftmaxMLP(d, h, k, "plain")
    model.params = {name: np.array(param) for name, param in params.items()}
    return model.loss_and_gradients(np.array(X), np.array(y), None if weights is None else np.array(weights))[1]


def probe_losses(softmax_mlp, points, sizes, X, y, p, seed) -> np.ndarray:
    # A point has W1, b1, W2 and b2 one after the other. The same seed drops the same neurons at every point.
    d, h, k = sizes
    losses = []
    for point in points:
        W1, b1, W2, b2 = np.split(point, np.cumsum([d * h, h, h * k]))
        model = softmax_mlp.SoftmaxMLP(d, h, k, "plain", p)
        model.params = {"W1": W1.reshape(d, h), "b1": b1, "W2": W2.reshape(h, k), "b2": b2}
        model.rng = np.random.default_rng(seed)
        losses.append(model.loss_and_gradients(X, y)[0])
    return np.array(losses)


def probe_flat_gradient(softmax_mlp, point, sizes, X, y, p, seed) -> np.ndarray:
    d, h, k = sizes
    W1, b1, W2, b2 = np.split(point, np.cumsum([d * h, h, h * k]))
    model = softmax_mlp.SoftmaxMLP(d, h, k, "plain", p)
    model.params = {"W1": W1.reshape(d, h), "b1": b1, "W2": W2.reshape(h, k), "b2": b2}
    model.rng = np.random.default_rng(seed)
    gradients = model.loss_and_gradients(X, y)[1]
    return np.concatenate([np.ravel(gradients[name]) for name in ("W1", "b1", "W2", "b2")])


def test_standardize(student):
    """The columns of the training examples get the mean 0 and the standard deviation 1, each column by itself."""

    def probe(softmax_mlp, X, X_train) -> np.ndarray:
        return softmax_mlp.standardize(np.array(X), np.array(X_train))

    # The columns have means 3 and 10, and standard deviations 2 and 10.
    table = np.array([[1.0, 0.0], [5.0, 0.0], [1.0, 20.0], [5.0, 20.0]])
    signs = np.array([[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]])
    mistakes = {
        "what went in: nothing is standardized": table,
        "only centred; divide by the standard deviation": signs * [2.0, 10.0],
        "divided by the variance, whose square root it should be": signs / [2.0, 10.0],
        "of the mean and standard deviation of the whole table; each column has its own": (table - 6.5) / table.std(),
        "of a standard deviation with n - 1 in place of n": signs * np.sqrt(0.75),
    }
    assert student(probe, table.tolist(), table.tolist()) == approx(signs, abs=1e-12, mistakes=mistakes)


def test_standardize_new(student):
    """New examples are measured by the mean and standard deviation of the training examples, not by their own."""

    def probe(softmax_mlp, X, X_train) -> np.ndarray:
        return softmax_mlp.standardize(np.array(X), np.array(X_train))

    # Again means 3 and 10, standard deviations 2 and 10: (3 - 3) / 2, (40 - 10) / 10, (7 - 3) / 2, (10 - 10) / 10.
    table, new = [[1.0, 0.0], [5.0, 0.0], [1.0, 20.0], [5.0, 20.0]], [[3.0, 40.0], [7.0, 10.0]]
    mistakes = {"measured by their own mean and standard deviation": np.array([[-1.0, 1.0], [1.0, -1.0]])}
    assert student(probe, new, table) == approx(np.array([[0.0, 3.0], [2.0, 0.0]]), abs=1e-12, mistakes=mistakes)


def test_standardize_arguments(student):
    """standardize leaves X and X_train as they were."""
    table, new = np.array([[1.0, 0.0], [5.0, 0.0], [1.0, 20.0], [5.0, 20.0]]), np.array([[3.0, 40.0], [7.0, 10.0]])
    require_kept(student, "standardize", [new, table], [[0.0, 3.0], [2.0, 0.0]])


def test_relu_backward(student):
    """relu_backward lets the gradient through where Z is above 0, and stops it where Z is below."""

    def probe(softmax_mlp, dH, Z) -> np.ndarray:
        return softmax_mlp.relu_backward(np.array(dH), np.array(Z))

    dH, Z = [[5.0, -6.0, 7.0], [-8.0, 9.0, -10.0]], [[2.0, 0.5, -1.0], [-3.0, -0.1, 4.0]]
    mistakes = {
        "cut off where the gradient is below 0; what matters is Z": np.array([[5.0, 0.0, 7.0], [0.0, 9.0, 0.0]]),
        "the slope alone, without the gradient from above": np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        "dH times relu(Z), the value where its slope belongs": np.array([[10.0, -3.0, 0.0], [0.0, 0.0, -40.0]]),
        "the gradient as it came, as if the ReLU were not there": np.array(dH),
    }
    assert student(probe, dH, Z) == approx(np.array([[5.0, -6.0, 0.0], [0.0, 0.0, -10.0]]), mistakes=mistakes)


def test_relu_backward_zero(student):
    """Where Z is exactly 0, relu_backward passes nothing back."""

    def probe(softmax_mlp, dH, Z) -> np.ndarray:
        return softmax_mlp.relu_backward(np.array(dH), np.array(Z))

    assert student(probe, [[3.0, 3.0]], [[0.0, 1.0]]) == approx(np.array([[0.0, 3.0]]))


def test_relu_backward_arguments(student):
    """relu_backward leaves dH and Z as they were."""
    require_kept(student, "relu_backward", [np.array([[5.0, -6.0]]), np.array([[2.0, -1.0]])], [[5.0, 0.0]])


def test_softmax(student):
    """softmax turns each row of logits into probabilities, in proportion to their exponentials."""

    def probe(softmax_mlp, Z) -> np.ndarray:
        return softmax_mlp.softmax(np.array(Z))

    # exp(1), exp(2), exp(3) = 2.718, 7.389, 20.086, and their sum is 30.193.
    a, b, c = 0.09003057317038046, 0.24472847105479764, 0.6652409557748218
    mistakes = {
        "normalized over the whole table, not over each row": np.array([[a, b, c], [c, a, b]]) / 2,
        "one that adds up to 1 down each column, not along each row": np.array(
            [
                [0.11920292202211755, 0.7310585786300049, 0.7310585786300049],
                [0.8807970779778823, 0.2689414213699951, 0.2689414213699951],
            ]
        ),
        "the logits divided by their sum, without exponentials": np.array([[1, 2, 3], [3, 1, 2]]) / 6,
    }
    expected = np.array([[a, b, c], [c, a, b]])
    assert student(probe, [[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]]) == approx(expected, mistakes=mistakes)


def test_softmax_extremes(student):
    """softmax is finite for logits of 1000 and -1000, also if they stand in the same table."""

    def probe(softmax_mlp, Z) -> np.ndarray:
        return softmax_mlp.softmax(np.array(Z))

    logits = [[1000.0, 0.0, -1000.0], [1000.0, 1000.0, 1000.0], [-1000.0, -1000.0, -1001.0]]
    e = 0.36787944117144233  # exp(-1)
    third = [1 / (2 + e), 1 / (2 + e), e / (2 + e)]
    assert student(probe, logits) == approx(np.array([[1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3], third]))


def test_softmax_arguments(student):
    """softmax leaves Z as it was."""
    require_kept(student, "softmax", [np.array([[3.0, 3.0], [1.0, 1.0]])], [[0.5, 0.5], [0.5, 0.5]])


def test_cross_entropy(student):
    """cross_entropy is the mean of -log of the probability that each example gave to its right class."""

    def probe(softmax_mlp, P, y) -> float:
        return softmax_mlp.cross_entropy(np.array(P), np.array(y))

    # -(ln 0.7 + ln 0.4) / 2 = (0.3567 + 0.9163) / 2
    mistakes = {
        "the sum over the examples, where the mean belongs": 1.2729656758128876,
        "the mean over all entries of P, not over the examples": 1.2729656758128876 / 6,
        "the probability itself, without a logarithm": -0.55,
        "-log of the mean probability; take the logarithms first": 0.5978370007556204,
        "-log of the largest probability, whatever the right class": 0.5249110622493124,
    }
    assert student(probe, [[0.7, 0.2, 0.1], [0.1, 0.5, 0.4]], [0, 2]) == approx(0.6364828379064438, mistakes=mistakes)


def test_cross_entropy_weights(student):
    """With weights, cross_entropy is a weighted mean: each example counts as much as its class weighs."""

    def probe(softmax_mlp, P, y, weights) -> float:
        return softmax_mlp.cross_entropy(np.array(P), np.array(y), np.array(weights))

    # -(1 ln 0.7 + 3 ln 0.4) / (1 + 3)
    mistakes = {
        "the mean without the weights": 0.6364828379064438,
        "a weighted sum, divided by the number of examples": 1.5527735697805985,
        "a weighted sum, divided by nothing": 3.105547139561197,
    }
    P, y = [[0.7, 0.2, 0.1], [0.1, 0.5, 0.4]], [0, 2]
    assert student(probe, P, y, [1.0, 5.0, 3.0]) == approx(0.7763867848902993, mistakes=mistakes)


def test_cross_entropy_certain(student):
    """cross_entropy is 0 for a probability of 1, and -log(TINY), which is finite, for one of 0."""

    def probe(softmax_mlp, P, y) -> float:
        return softmax_mlp.cross_entropy(np.array(P), np.array(y))

    assert student(probe, [[0.0, 1.0]], [1]) == approx(0.0, abs=1e-12)
    assert student(probe, [[0.0, 1.0]], [0]) == approx(690.7755278982137)


def test_cross_entropy_arguments(student):
    """cross_entropy leaves P and y as they were, also where a probability is 0."""
    P, y = np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([1, 0])
    require_kept(student, "cross_entropy", [P, y], 0.34657359027997264)


def test_cross_entropy_refuses(student):
    """cross_entropy raises a ValueError or TypeError for a y that holds no class of P for each of its rows."""

    def probe(softmax_mlp, P, y, wrong) -> tuple[float, list[bool]]:
        loss, refused = float(softmax_mlp.cross_entropy(P, y)), []
        for other in wrong:
            try:
                softmax_mlp.cross_entropy(P, other)
                refused.append(False)
            except (ValueError, TypeError):
                refused.append(True)
        return loss, refused

    wrong = [np.array([0]), np.array([[0], [1]]), np.array([0, 2]), np.array([-1, 0]), np.array([0.0, 1.0])]
    loss, refused = student(probe, np.array([[0.5, 0.5], [0.5, 0.5]]), np.array([0, 1]), wrong)
    assert loss == approx(0.6931471805599453)
    for y, raised in zip(wrong, refused, strict=True):
        assert raised, f"for P (2, 2), y = {y.tolist()} should raise a ValueError or a TypeError; it raised nothing"


def test_cross_entropy_backward(student):
    """cross_entropy_backward gives (P - 1) / n at the right class, and P / n at the others."""

    def probe(softmax_mlp, P, y) -> np.ndarray:
        return softmax_mlp.cross_entropy_backward(np.array(P), np.array(y))

    P = np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4]])
    expected = np.array([[-0.15, 0.1, 0.05], [0.05, 0.25, -0.3]])
    mistakes = {
        "not divided by the number of examples": 2 * expected,
        "the gradient with respect to P, -1 / P at the right class; dZ is asked for": np.array(
            [[-0.5 / 0.7, 0.0, 0.0], [0.0, 0.0, -0.5 / 0.4]]
        ),
        "p - 1 at the right class, and nothing at the others": np.array([[-0.15, 0.0, 0.0], [0.0, 0.0, -0.3]]),
        "divided by the number of entries, not of examples": expected / 3,
    }
    assert student(probe, P.tolist(), [0, 2]) == approx(expected, rel=1e-12, abs=1e-15, mistakes=mistakes)
    require_formula(student)


def test_cross_entropy_backward_weights(student):
    """With weights, each row of the gradient counts as much as its class weighs."""

    def probe(softmax_mlp, P, y, weights) -> np.ndarray:
        return softmax_mlp.cross_entropy_backward(np.array(P), np.array(y), np.array(weights))

    P, y = [[0.7, 0.2, 0.1], [0.1, 0.5, 0.4]], [0, 2]
    expected = np.array([[-0.075, 0.05, 0.025], [0.075, 0.375, -0.45]])
    mistakes = {"the rows without their weights": np.array([[-0.15, 0.1, 0.05], [0.05, 0.25, -0.3]])}
    assert student(probe, P, y, [1.0, 5.0, 3.0]) == approx(expected, rel=1e-12, abs=1e-15, mistakes=mistakes)
    require_formula(student)


def test_cross_entropy_backward_arguments(student):
    """cross_entropy_backward leaves P, y and the weights as they were."""
    given = [np.array([[0.5, 0.25], [0.75, 0.25]]), np.array([0, 1]), np.array([1.0, 3.0])]
    require_kept(student, "cross_entropy_backward", given, [[-0.125, 0.0625], [0.5625, -0.5625]])
    require_formula(student)


def test_cross_entropy_backward_numerical(student):
    """The gradient is the slope of the loss: that of cross_entropy(softmax(Z)), measured by central differences."""

    def probe_backward(softmax_mlp, P, y) -> np.ndarray:
        return softmax_mlp.cross_entropy_backward(P, y)

    Z, y = np.array([0.3, -1.2, 0.7, 2.0, 0.1, -0.4, -0.9, 0.6]), np.array([2, 0])

    def losses(points):
        tables = points.reshape(-1, 2, 4)
        return (np.log(np.exp(tables).sum(axis=2)) - tables[:, [0, 1], y]).mean(axis=1)

    slopes = numerical_gradient(losses, Z).reshape(2, 4)
    E = np.exp(Z.reshape(2, 4))
    assert student(probe_backward, E / E.sum(axis=1, keepdims=True), y) == approx(slopes, rel=1e-6, abs=1e-9)
    require_formula(student)


def test_class_weights(student):
    """class_weights gives n / (k n_c): the rarer a class, the heavier its examples, and their mean is 1."""

    def probe(softmax_mlp, y) -> np.ndarray:
        return softmax_mlp.class_weights(np.array(y))

    # Six examples, three classes: 6 / (3 * 3), 6 / (3 * 2), 6 / (3 * 1)
    mistakes = {
        "1 / n_c: not yet scaled to a mean of 1": np.array([1 / 3, 1 / 2, 1.0]),
        "n / n_c: not yet divided by the number of classes": np.array([2.0, 3.0, 6.0]),
        "the shares of the classes; a frequent class should weigh less": np.array([1 / 2, 1 / 3, 1 / 6]),
        "1 / n_c scaled to a sum of 1 over the classes": np.array([2.0, 3.0, 6.0]) / 11,
    }
    assert student(probe, [0, 1, 0, 2, 0, 1]) == approx(np.array([2 / 3, 1.0, 2.0]), mistakes=mistakes)


def test_class_weights_missing(student):
    """class_weights refuses a class without examples, with a ValueError that names it."""

    def probe(softmax_mlp, y) -> str:
        try:
            weights = softmax_mlp.class_weights(np.array(y))
        except ValueError as error:
            return str(error)
        return f"the weights {weights.tolist()}"

    message = student(probe, [0, 2, 2, 0, 3])
    assert "class 1" in message, f"y = [0, 2, 2, 0, 3] should raise a ValueError that names class 1; got: {message}"


def test_class_weights_arguments(student):
    """class_weights leaves y as it was."""
    require_kept(student, "class_weights", [np.array([2, 0, 1, 0, 0, 1])], [2 / 3, 1.0, 2.0])


def require_normal(W, again, other):
    """Asserts that one weight in 22 is beyond two standard deviations, and that rng alone decides on all of them."""
    far = float((np.abs(W) > 2.0 * W.std()).mean())
    assert 0.038 < far < 0.053, (
        f"a share of {far:.3f} of the weights is beyond two standard deviations; of normal numbers it is 0.046, of "
        "uniform ones 0"
    )
    assert np.array_equal(again, W), "two generators of the same seed gave different weights: draw them from the rng"
    assert not np.array_equal(other, W), "the seeds 1 and 2 gave the same weights: draw them from the rng passed in"


def test_initialization_xavier(student):
    """xavier_normal gives a table (n_in, n_out) of normal numbers from rng, of variance 2 / (n_in + n_out)."""

    def probe(softmax_mlp, n_in, n_out, seed) -> np.ndarray:
        return softmax_mlp.xavier_normal(n_in, n_out, np.random.default_rng(seed))

    W = student(probe, 300, 100, 1)
    assert W.shape == (300, 100), f"n_in = 300 and n_out = 100 should give the shape (300, 100); it is {W.shape}"
    mistakes = {
        "the spread of He, 2 / n_in": 2 / 300,
        "2 / n_out, the outputs alone": 2 / 100,
        "the square of the right variance: the square root is missing": (2 / 400) ** 2,
        "1 / (n_in + n_out), without the 2": 1 / 400,
    }
    assert abs(float(W.mean())) < 0.002, f"the mean of the weights is {W.mean():.4f}; it should be about 0"
    assert float(W.var()) == approx(2 / 400, rel=0.04, mistakes=mistakes)
    require_normal(W, *(student(probe, 300, 100, seed) for seed in (1, 2)))


def test_initialization_he(student):
    """he_normal gives a table (n_in, n_out) of normal numbers from rng, of variance 2 / n_in."""

    def probe(softmax_mlp, n_in, n_out, seed) -> np.ndarray:
        return softmax_mlp.he_normal(n_in, n_out, np.random.default_rng(seed))

    W = student(probe, 300, 100, 1)
    assert W.shape == (300, 100), f"n_in = 300 and n_out = 100 should give the shape (300, 100); it is {W.shape}"
    mistakes = {
        "the spread of Xavier, 2 / (n_in + n_out)": 2 / 400,
        "2 / n_out; it is the inputs that are added up": 2 / 100,
        "the square of the right variance: the square root is missing": (2 / 300) ** 2,
        "1 / n_in, without the 2 for the half that the ReLU cuts off": 1 / 300,
    }
    assert abs(float(W.mean())) < 0.002, f"the mean of the weights is {W.mean():.4f}; it should be about 0"
    assert float(W.var()) == approx(2 / 300, rel=0.04, mistakes=mistakes)
    require_normal(W, *(student(probe, 300, 100, seed) for seed in (1, 2)))


def test_dropout(student):
    """In training, every entry becomes 0 or a / (1 - p), and about the share p of them becomes 0."""

    def probe(softmax_mlp, a, p, seed) -> np.ndarray:
        return softmax_mlp.dropout(a, p, np.random.default_rng(seed), True)

    a = np.tile([1.0, -2.0, 3.0, -4.0, 5.0], (400, 1))
    dropped = student(probe, a, 0.2, 7)
    assert dropped.shape == a.shape, f"the shape should stay {a.shape}; it became {dropped.shape}"
    zero = dropped == 0
    factors = sorted({round(float(factor), 9) for factor in (dropped / a)[~zero]})
    assert factors == [1.25], f"with p = 0.2, what is not dropped grows by 1 / 0.8 = 1.25; it grew by {factors[:3]}"
    share = float(zero.mean())
    assert 0.16 < share < 0.24, f"with p = 0.2, about 0.2 of the entries should be 0; {share:.2f} of them are"


def test_dropout_prediction(student):
    """Without training, dropout changes nothing of what it drops in training."""

    def probe(softmax_mlp, a, p, seed) -> list[np.ndarray]:
        rng = np.random.default_rng(seed)
        return [softmax_mlp.dropout(np.array(a), p, rng, training) for training in (False, True)]

    a = np.arange(1.0, 13.0).reshape(3, 4)
    mistakes = {"scaled by 1 - p; here the scaling happens in training": 0.4 * a}
    kept, dropped = student(probe, a.tolist(), 0.6, 7)
    assert kept == approx(a, mistakes=mistakes)
    assert (dropped == 0).any(), "with p = 0.6, none of 12 entries became 0 in training: there is nothing to leave out"


def test_dropout_draws(student):
    """Every call and every entry is drawn anew, and by the rng that was passed in alone."""

    def probe(softmax_mlp, p, seed) -> list[np.ndarray]:
        one, other = np.random.default_rng(seed), np.random.default_rng(seed)
        return [softmax_mlp.dropout(np.ones((30, 20)), p, rng, True) for rng in (one, one, other)]

    first, second, again = student(probe, 0.5, 7)
    assert first.shape == (30, 20), f"the shape should stay (30, 20); it became {first.shape}"
    anew = not np.array_equal(first, second)
    assert anew, "two calls with the same rng drop the same entries; draw from rng in every call"
    for axis, name in ((0, "column"), (1, "row")):
        whole = float(((first == 0).all(axis=axis) | (first != 0).all(axis=axis)).mean())
        assert whole < 0.5, f"{whole:.0%} of the {name}s are kept or dropped as a whole; draw for each entry by itself"
    same = np.array_equal(first, again)
    assert same, (
        "two generators with the same seed drop other entries; draw from the rng that is passed in, and no other"
    )


def test_dropout_arguments(student):
    """dropout leaves a as it was."""

    def probe(softmax_mlp, a, p, seed) -> list[np.ndarray]:
        return [softmax_mlp.dropout(a, p, np.random.default_rng(seed), True), a]

    a = np.arange(1.0, 41.0).reshape(4, 10)
    dropped, after = student(probe, a, 0.5, 7)
    assert after.tolist() == a.tolist(), "dropout has changed the array a; work on a copy of it"
    found = sorted(set(np.round(dropped / a, 9).ravel().tolist()))
    assert found == [0.0, 2.0], (
        f"with p = 0.5, entries should become 0 or twice as large; they became {found[:3]} times"
    )


def test_dropout_refuses(student):
    """dropout raises a ValueError unless p is at least 0 and below 1."""

    def probe(softmax_mlp, shares) -> tuple[np.ndarray, list[bool]]:
        rng, refused = np.random.default_rng(7), []
        dropped = softmax_mlp.dropout(np.ones((4, 10)), 0.5, rng, True)
        for p in shares:
            try:
                softmax_mlp.dropout(np.ones((2, 2)), p, rng, True)
                refused.append(False)
            except ValueError:
                refused.append(True)
        return dropped, refused

    shares = [1.0, 1.5, -0.1]
    dropped, refused = student(probe, shares)
    assert sorted(set(dropped.ravel().tolist())) == [0.0, 2.0]
    for p, raised in zip(shares, refused, strict=True):
        assert raised, f"p = {p} should raise a ValueError; it raised nothing"


def test_forward(student):
    """forward gives the sums Z, the mask, the activations A and the probabilities P of a network worked by hand."""

    def probe(softmax_mlp, X, params) -> list[np.ndarray]:
        model = softmax_mlp.SoftmaxMLP(2, 3, 2, "plain")
        model.params = {name: np.array(param) for name, param in params.items()}
        done = model.forward(np.array(X))
        return [done.Z, done.mask, done.A, done.P]

    sums, mask, active, proba = student(probe, X, PARAMS | {"b2": [0.25, -0.75]})
    assert sums == approx(np.array([[2.0, 1.5, -0.5], [-0.5, 2.5, 0.5]]))
    assert mask == approx(np.ones((2, 3)))
    assert active == approx(np.array([[2.0, 1.5, 0.0], [0.0, 2.5, 0.5]]), mistakes={"Z: the ReLU is missing": sums})
    # The logits are (2.25, 0.75) and (1.25, 0.75), so P has sigmoid(1.5) and sigmoid(0.5) on the left.
    p, q = 0.8175744761936437, 0.6224593312018546
    mistakes = {
        "the logits": np.array([[2.25, 0.75], [1.25, 0.75]]),
        "what comes without b2": np.array([[q, 1.0 - q], [1.0 - q, q]]),
    }
    assert proba == approx(np.array([[p, 1.0 - p], [q, 1.0 - q]]), mistakes=mistakes)


def test_forward_dropout(student):
    """In training, the mask is 0 or 1 / (1 - p), and A and P follow from it; otherwise nothing is dropped."""

    def probe(softmax_mlp, X, params, p, training) -> list[np.ndarray]:
        model = softmax_mlp.SoftmaxMLP(2, 3, 2, "plain", p, np.random.default_rng(3))
        model.params = {name: np.array(param) for name, param in params.items()}
        done = model.forward(np.array(X), training)
        return [done.mask, done.A, done.P]

    table = X * 40
    H = np.array([[2.0, 1.5, 0.0], [0.0, 2.5, 0.5]] * 40)
    for training in (True, False):
        mask, active, proba = student(probe, table, PARAMS, 0.75, training)
        assert mask.shape == H.shape, f"the mask should have the shape of Z, {H.shape}; it has {mask.shape}"
        found = sorted(set(np.round(mask, 9).ravel().tolist()))
        wanted = [0.0, 4.0] if training else [1.0]
        assert found == wanted, f"for p = 0.75 and training={training}, the mask should hold {wanted}; it holds {found}"
        assert active == approx(mask * H)
        odds = active @ np.array([1.0, -1.0, 4.0])  # the first logit minus the second
        p = 1.0 / (1.0 + np.exp(-odds))
        assert proba == approx(np.column_stack([p, 1.0 - p]))


def test_forward_draws(student):
    """In training, every pass draws a mask anew from self.rng, so that equal generators give equal masks."""

    def probe(softmax_mlp, X, p, seed) -> list[np.ndarray]:
        one, other = (softmax_mlp.SoftmaxMLP(2, 3, 2, "plain", p, np.random.default_rng(seed)) for _ in range(2))
        return [model.forward(np.array(X), training=True).mask for model in (one, one, other)]

    first, second, other = student(probe, X * 40, 0.5, 3)
    assert not np.array_equal(first, second), "two passes in training drop the same neurons; draw from self.rng"
    assert np.array_equal(first, other), "of two networks made with the same generator, each drops other neurons"


def test_forward_predict(student):
    """predict_proba gives the probabilities without dropout, and predict the number of the likeliest class."""

    def probe(softmax_mlp, X, params, p) -> list[np.ndarray]:
        model = softmax_mlp.SoftmaxMLP(2, 3, 2, "plain", p, np.random.default_rng(3))
        model.params = {name: np.array(param) for name, param in params.items()}
        return [model.predict_proba(np.array(X)), model.predict(np.array(X))]

    X = [[1.0, 2.0], [-1.0, 1.0], [1.0, 2.0]]
    proba, classes = student(probe, X, PARAMS, 0.5)
    p, q = 0.6224593312018546, 0.37754066879814546
    assert proba == approx(np.array([[p, q], [q, p], [p, q]]))
    assert classes == approx(np.array([0, 1, 0]), mistakes={"the unlikeliest class": np.array([1, 0, 1])})
    proba, classes = student(probe, X[1:2], PARAMS, 0.5)
    assert proba == approx(np.array([[q, p]]))
    assert classes == approx(np.array([1])), "for a single example too, predict gives an array (1,)"


def test_forward_arguments(student):
    """forward, predict_proba and predict leave X and the parameters as they were."""

    def probe(softmax_mlp, X, params) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        model = softmax_mlp.SoftmaxMLP(2, 3, 2, "plain")
        model.params = {name: np.array(param) for name, param in params.items()}
        P = model.forward(X).P
        model.predict_proba(X), model.predict(X)
        return P, X, model.params

    given = np.array(X)
    P, after, params = student(probe, given, PARAMS)
    assert P[:, 0] == approx(np.array([0.6224593312018546, 0.37754066879814546]))
    assert after.tolist() == given.tolist(), "X has other entries afterwards; work on a copy of it"
    assert params == approx({name: np.array(param) for name, param in PARAMS.items()})


def test_forward_refuses(student):
    """forward raises a ValueError that names the shape of X if it is not (n, d)."""

    def probe(softmax_mlp, X, params, wrong) -> tuple[np.ndarray, list[str]]:
        model, messages = softmax_mlp.SoftmaxMLP(2, 3, 2, "plain"), []
        model.params = {name: np.array(param) for name, param in params.items()}
        P = model.forward(np.array(X)).P
        for other in wrong:
            try:
                model.forward(other)
                messages.append("")
            except ValueError as error:
                messages.append(str(error))
        return P, messages

    wrong = [np.ones(2), np.ones((4, 3))]
    P, messages = student(probe, X, PARAMS, wrong)
    assert P[:, 0] == approx(np.array([0.6224593312018546, 0.37754066879814546]))
    for other, message in zip(wrong, messages, strict=True):
        assert str(other.shape) in message, (
            f"an X {other.shape} should raise a ValueError that says so; got: {message!r}"
        )


def test_loss_and_gradients(student):
    """The gradients of a network worked by hand come out, each in the shape of its parameter."""
    gradients = student(probe_gradients, X, [0, 0], PARAMS, None)
    p, q = 0.6224593312018546, 0.37754066879814546
    # dZ2 is ((p - 1) / 2, q / 2) = (-q / 2, q / 2) in the first row, and (-p / 2, p / 2) in the second.
    expected = {
        "W1": np.array([[-q / 2, (q - p) / 2, 2 * p], [-q, q + p / 2, -2 * p]]),
        "b1": np.array([-q / 2, (q + p) / 2, -2 * p]),
        "W2": np.array([[-q, q], [-0.75 * q - 1.25 * p, 0.75 * q + 1.25 * p], [-0.25 * p, 0.25 * p]]),
        "b2": np.array([-0.5, 0.5]),
    }
    assert sorted(gradients) == ["W1", "W2", "b1", "b2"], f"the gradients are named {sorted(gradients)}, unlike params"
    assert gradients["W2"] == approx(expected["W2"], rel=1e-12, abs=1e-14)
    assert gradients["b2"] == approx(expected["b2"], rel=1e-12, abs=1e-14)
    through = {"what comes without the ReLU, which is off in two places": np.array([-0.5, 0.5, -2.0])}
    assert gradients["b1"] == approx(expected["b1"], rel=1e-12, abs=1e-14, mistakes=through)
    assert gradients["W1"] == approx(expected["W1"], rel=1e-12, abs=1e-14)
    require_pass(student)


def test_loss_and_gradients_first_loss(student):
    """With zeros for weights every class is equally likely: the loss is log k, and only b2 feels a pull."""

    def probe(softmax_mlp, X, y, k) -> tuple[float, dict[str, np.ndarray]]:
        model = softmax_mlp.SoftmaxMLP(2, 4, k, "plain")
        model.params = {"W1": np.zeros((2, 4)), "b1": np.zeros(4), "W2": np.zeros((4, k)), "b2": np.zeros(k)}
        loss, gradients = model.loss_and_gradients(np.array(X), np.array(y))
        return float(loss), gradients

    loss, gradients = student(probe, X, [0, 2], 3)
    assert loss == approx(1.0986122886681098, mistakes={"twice log 3: a sum over two examples": 2.1972245773362196})
    zeros = {"W1": np.zeros((2, 4)), "b1": np.zeros(4), "W2": np.zeros((4, 3))}
    assert gradients == approx(zeros | {"b2": np.array([-1 / 6, 1 / 3, -1 / 6])}, rel=1e-12, abs=1e-14)
    require_pass(student, "W2", "b2")


def test_loss_and_gradients_weights(student):
    """The weights of the classes reach the gradients, and the loss."""

    def probe_loss(softmax_mlp, X, y, params, weights) -> float:
        model = softmax_mlp.SoftmaxMLP(2, 3, 2, "plain")
        model.params = {name: np.array(param) for name, param in params.items()}
        return float(model.loss_and_gradients(np.array(X), np.array(y), np.array(weights))[0])

    # Of the classes 0, 1 and 1 the shares are 1/7, 3/7 and 3/7, and the probabilities p, p and 1 - p.
    p = 0.6224593312018546
    plain = {"the mean without weights": -(2.0 * np.log(p) + np.log(1.0 - p)) / 3.0}
    loss = student(probe_loss, [*X, X[0]], [0, 1, 1], PARAMS, [1.0, 3.0])
    assert loss == approx(-(4.0 * np.log(p) + 3.0 * np.log(1.0 - p)) / 7.0, rel=1e-12, mistakes=plain)
    gradients = student(probe_gradients, X, [0, 1], PARAMS, [1.0, 3.0])
    # The shares are 1/4 and 3/4, and both examples give their right class p, so dZ2 is (-q, q) / 4 and (q, -q) * 3 / 4.
    q = 0.37754066879814546
    expected = np.array([[-0.5 * q, 0.5 * q], [1.5 * q, -1.5 * q], [0.375 * q, -0.375 * q]])
    assert gradients["W2"] == approx(expected, rel=1e-12)
    assert gradients["b2"] == approx(np.array([0.5 * q, -0.5 * q]), rel=1e-12)
    require_pass(student, "W2", "b2")


def test_loss_and_gradients_keeps_params(student):
    """loss_and_gradients leaves the parameters, X, y and the weights as they are."""

    def probe(softmax_mlp, X, y, weights, params) -> dict[str, np.ndarray]:
        model = softmax_mlp.SoftmaxMLP(2, 3, 2, "plain")
        model.params = {name: np.array(param) for name, param in params.items()}
        model.loss_and_gradients(X, y, weights)
        return {"X": X, "y": y, "weights": weights, **model.params}

    given = {"X": np.array(X), "y": np.array([0, 1]), "weights": np.array([1.0, 3.0])}
    before = given | {name: np.array(param) for name, param in PARAMS.items()}
    assert student(probe, *given.values(), PARAMS) == approx(before)
    require_pass(student, "W2", "b2")


def test_loss_and_gradients_numerical(student):
    """Every gradient is the slope of the loss, measured by central differences."""
    sizes, y = (2, 3, 4), np.array([3, 0, 1, 1, 2])
    rng = np.random.default_rng(37)  # no sum in a hidden neuron is near 0
    table, point = rng.normal(size=(5, 2)), rng.normal(size=25)
    slopes = numerical_gradient(lambda points: student(probe_losses, points, sizes, table, y, 0.0, 0), point)
    loss = student(probe_losses, point[np.newaxis], sizes, table, y, 0.0, 0)
    assert loss == approx(np.array([2.9393630413857212]))
    assert student(probe_flat_gradient, point, sizes, table, y, 0.0, 0) == approx(slopes, rel=1e-5, abs=1e-8)
    require_pass(student)


def test_loss_and_gradients_dropout(student):
    """With dropout, every gradient is the slope of the loss with the same neurons dropped."""
    sizes, y = (2, 6, 3), np.array([1, 0, 2, 1])
    rng = np.random.default_rng(5)
    table, point = rng.normal(size=(4, 2)), rng.normal(size=39)
    slopes = numerical_gradient(lambda points: student(probe_losses, points, sizes, table, y, 0.4, 9), point)
    losses = [float(student(probe_losses, point[np.newaxis], sizes, table, y, p, 9)[0]) for p in (0.0, 0.4)]
    assert losses[0] != losses[1], f"the loss is {losses[0]:.6f} with dropout as without; in training neurons drop out"
    assert student(probe_flat_gradient, point, sizes, table, y, 0.4, 9) == approx(slopes, rel=1e-5, abs=1e-8)
    require_pass(student, p=0.5)


def test_fit(student):
    """Two steps downhill on a network worked by hand: the first moves W2 alone, the second everything."""

    def probe(softmax_mlp, X, y, lr, epochs) -> dict[str, np.ndarray]:
        model = softmax_mlp.SoftmaxMLP(1, 1, 2, "plain")
        model.params = {"W1": np.ones((1, 1)), "b1": np.zeros(1), "W2": np.zeros((1, 2)), "b2": np.zeros(2)}
        model.fit(np.array(X), np.array(y), lr, epochs)
        return model.params

    # A is (1, 2) and P one half everywhere, so dW2 = 1 * (-1/4, 1/4) + 2 * (1/4, -1/4).
    first = student(probe, [[1.0], [2.0]], [0, 1], 1.0, 1)
    mistakes = {"a step uphill": np.array([[0.25, -0.25]]), "no step at all": np.array([[0.0, 0.0]])}
    assert first["W2"] == approx(np.array([[-0.25, 0.25]]), abs=1e-12, mistakes=mistakes)
    assert first["W1"] == approx(np.array([[1.0]]))
    half = student(probe, [[1.0], [2.0]], [0, 1], 0.5, 1)["W2"]
    as_one = {"a step as for a learning rate of 1": first["W2"]}
    assert half == approx(np.array([[-0.125, 0.125]]), abs=1e-12, mistakes=as_one)
    second = student(probe, [[1.0], [2.0]], [0, 1], 1.0, 2)
    assert second["W1"] == approx(np.array([[0.978855877884534]]))
    assert second["b1"] == approx(np.array([-0.08837947745796484]))
    assert second["W2"] == approx(np.array([[-0.20771175576906786, 0.20771175576906786]]))
    assert second["b2"] == approx(np.array([0.1767589549159297, -0.1767589549159297]))


def probe_bowl(softmax_mlp, start, y, lr, epochs, weights) -> tuple[list[float], np.ndarray, list[np.ndarray]]:
    # A model whose loss is half the sum of all squared parameters, so that each parameter is its own gradient.
    class Bowl(softmax_mlp.SoftmaxMLP):
        def loss_and_gradients(self, X, y, weights=None):
            asked.extend(each for each in (X, y, weights) if each is not None)
            loss = 0.5 * sum(float((p**2).sum()) for p in self.params.values())
            return loss, {name: p.copy() for name, p in self.params.items()}

    asked = []
    model = Bowl(1, 1, 1, "plain")
    model.params = {name: np.full_like(p, start) for name, p in model.params.items()}
    X = np.array([[1.0], [2.0]])
    losses = [float(loss) for _ in range(2) for loss in model.fit(X, y, lr, epochs, weights)]
    return losses, np.concatenate([p.ravel() for p in model.params.values()]), asked


def test_fit_losses(student):
    """fit returns the loss of every epoch, each as it was before the step, and goes on where the loss rises."""
    # Each of four parameters is 1 and has the slope 1, so a step of 0.5 halves them. A second fit goes on.
    losses, params, _ = student(probe_bowl, 1.0, np.array([0, 1]), 0.5, 3, None)
    curve = [2.0 * 0.25**i for i in range(8)]
    mistakes = {"the losses after each step": curve[1:7], "those of a second fit that begins anew": curve[:3] * 2}
    assert losses == approx(curve[:6], mistakes=mistakes)
    assert params == approx(np.full(4, 0.5**6))
    # A step of 3 takes each parameter to -2 times what it was.
    losses, params, _ = student(probe_bowl, 1.0, np.array([0, 1]), 3.0, 3, None)
    rising = [2.0 * 4.0**i for i in range(6)]
    assert losses == approx(rising, mistakes={"an end as soon as the loss rises": rising[:4]})
    assert params == approx(np.full(4, 64.0))


def test_fit_weights(student):
    """Every epoch asks loss_and_gradients about all of X and y, and passes the weights of the classes on."""
    y, weights = np.array([1, 0]), np.array([1.0, 3.0])
    _, params, asked = student(probe_bowl, 1.0, y, 0.5, 1, weights)
    assert params == approx(np.full(4, 0.25))
    assert asked == approx([np.array([[1.0], [2.0]]), y, weights] * 2)


def test_fit_continues(student):
    """A second fit goes on from where the first one stopped."""

    def probe(softmax_mlp, X, y, epochs) -> list[float]:
        model = softmax_mlp.SoftmaxMLP(1, 1, 2, "plain")
        model.params = {"W1": np.ones((1, 1)), "b1": np.zeros(1), "W2": np.zeros((1, 2)), "b2": np.zeros(2)}
        model.fit(np.array(X), np.array(y), 1.0, 2)
        return [float(loss) for loss in model.fit(np.array(X), np.array(y), 1.0, epochs)]

    assert student(probe, [[1.0], [2.0]], [0, 1], 2) == approx([0.6026071694742221, 0.5639754136642551])


def test_fit_arguments(student):
    """fit leaves X, y and the weights as they were."""

    def probe(softmax_mlp, X, y, weights) -> tuple[float, dict[str, np.ndarray]]:
        model = softmax_mlp.SoftmaxMLP(1, 1, 2, "plain")
        model.params = {"W1": np.ones((1, 1)), "b1": np.zeros(1), "W2": np.zeros((1, 2)), "b2": np.zeros(2)}
        losses = model.fit(X, y, 1.0, 3, weights)
        return float(losses[0]), {"X": X, "y": y, "weights": weights}

    given = {"X": np.array([[1.0], [2.0]]), "y": np.array([0, 1]), "weights": np.array([1.0, 3.0])}
    loss, after = student(probe, *given.values())
    assert loss == approx(0.6931471805599453)
    assert after == approx(given)


def probe_split(softmax_mlp, y, share) -> list[np.ndarray]:
    class Backwards(np.random.Generator):
        def permutation(self, rows, *more, **options):
            return np.array(rows)[::-1]

    return [*softmax_mlp.stratified_split(y, share, Backwards(np.random.PCG64(0))), y]


def test_stratified_split(student):
    """Half of four rows of class 0 and of two rows of class 1 are taken, those that rng puts first: here the last."""
    taken, left, _ = student(probe_split, np.array([0, 1, 0, 0, 1, 0]), 0.5)
    assert taken == approx(np.array([3, 4, 5]), mistakes={
        "the rows of one class behind those of the other": np.array([3, 5, 4]),
        "the rows as rng gave them: put them in increasing order": np.array([5, 3, 4]),
        "the labels of the rows; their numbers are wanted": np.array([0, 1, 0])})  # fmt: skip
    assert left == approx(np.array([0, 1, 2]))


def test_stratified_split_rounds(student):
    """Of each class the nearest whole number of rows is taken, and no row is in both parts, or in neither."""
    y = np.array([2, 0, 0, 1, 0, 2, 1, 0, 2, 0, 1, 2, 2, 2, 0])  # 6, 3 and 6 rows; 0.3 of them are 1.8, 0.9 and 1.8
    taken, left, _ = student(probe_split, y, 0.3)
    counts = {"taken": np.array([2, 1, 2]), "left": np.array([4, 2, 4])}
    assert {"taken": np.bincount(y[taken], minlength=3), "left": np.bincount(y[left], minlength=3)} == approx(counts)
    assert sorted([*taken.tolist(), *left.tolist()]) == list(range(15)), "each row belongs to one of the two parts"
    assert taken.tolist() == sorted(taken.tolist()), "the rows that are taken should be in increasing order"
    assert left.tolist() == sorted(left.tolist()), "the rows that are left should be in increasing order"


def test_stratified_split_arguments(student):
    """stratified_split leaves y as it was."""
    y = np.array([0, 1, 0, 0, 1, 0])
    taken, _, after = student(probe_split, y, 0.5)
    assert taken == approx(np.array([3, 4, 5]))
    assert after.tolist() == y.tolist(), "stratified_split has changed y"


def probe_scores(softmax_mlp, y, called, k) -> list[np.ndarray]:
    return [*softmax_mlp.class_by_class(y, called, k), y, called]


# 4 firs, all found; 5 oaks, of which one is called fir and two yew; 3 yews, of which one is called fir and one oak.
IS = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2])
CALLED = np.array([0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 0])


def test_class_by_class(student):
    """Precision is hits by what is called so, recall hits by what is so, and F1 their harmonic mean."""
    precision, recall, f1, *_ = student(probe_scores, IS, CALLED, 3)
    right = np.array([4 / 6, 2 / 3, 1 / 3]), np.array([1.0, 2 / 5, 1 / 3])
    assert precision == approx(right[0], mistakes={
        "the recall": right[1],
        "the share of examples that are rightly called c or rightly not called c": np.array([10, 8, 8]) / 12,
        "hits by all examples": np.array([4, 2, 1]) / 12})  # fmt: skip
    assert recall == approx(right[1], mistakes={"the precision": right[0], "hits by all": np.array([4, 2, 1]) / 12})
    assert f1 == approx(np.array([0.8, 0.5, 1 / 3]), mistakes={
        "the plain mean of precision and recall": (right[0] + right[1]) / 2,
        "half of it: the 2 is missing": np.array([0.4, 0.25, 1 / 6])})  # fmt: skip


def test_class_by_class_nothing(student):
    """A class that nothing is called, or that nothing is, has zeros where it would be 0 / 0, and is still listed."""
    precision, recall, f1, *_ = student(probe_scores, np.array([0, 1, 0, 1]), np.array([1, 1, 1, 1]), 3)
    found = {"precision": precision, "recall": recall, "f1": f1}
    expected = {"precision": [0.0, 0.5, 0.0], "recall": [0.0, 1.0, 0.0], "f1": [0.0, 2 / 3, 0.0]}
    assert found == approx({name: np.array(each) for name, each in expected.items()})
    precision, recall, *_ = student(probe_scores, np.array([1, 1]), np.array([0, 2]), 3)  # and nothing is right
    assert [precision, recall] == approx([np.zeros(3), np.zeros(3)])


def test_class_by_class_arguments(student):
    """class_by_class leaves y and called as they were."""
    precision, _, _, *after = student(probe_scores, IS, CALLED, 3)
    assert precision == approx(np.array([4 / 6, 2 / 3, 1 / 3]))
    assert [each.tolist() for each in after] == [IS.tolist(), CALLED.tolist()], "y or called has changed"


def test_class_by_class_refuses(student):
    """class_by_class refuses arrays that are not equally long, and what is no class, with ValueError or TypeError."""

    def probe(softmax_mlp, right, wrong) -> tuple[list[np.ndarray], list[bool]]:
        found, refused = list(softmax_mlp.class_by_class(*right)), []
        for arguments in wrong:
            try:
                softmax_mlp.class_by_class(*arguments)
                refused.append(False)
            except (ValueError, TypeError):
                refused.append(True)
        return found, refused

    y = np.array([0, 1])
    wrong = {"one example less in called": [y, y[:1], 2], "a class 2 of two": [y, np.array([0, 2]), 2]}
    wrong["an answer of 0.5"] = [y, np.array([0.5, 1.0]), 2]
    found, refused = student(probe, [y, y, 2], list(wrong.values()))
    assert found == approx([np.ones(2)] * 3)
    for what, raised in zip(wrong, refused, strict=True):
        assert raised, f"{what} should raise a ValueError or TypeError; it raised nothing"
