"""What a step, a perceptron, a neuron and its gradient are, in numbers small enough to work by hand."""

import numpy as np

from autograder import approx, numerical_gradient

# Four examples in rows, the last entry the one that a bias is the weight of, and their labels.
ROWS = np.array([[0.5, -1.0, 1.0], [1.5, 0.4, 1.0], [-0.7, 0.2, 1.0], [0.1, 0.9, 1.0]])
LABELS = np.array([1.0, 0.0, 1.0, 1.0])
THETA = np.array([0.4, -1.2, 0.3])
# The third column is the ones that the bias is the weight of.
CORNERS = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
AND = np.array([1.0, 1.0, -1.5])
# X and theta that do not fit: one example that is no row, weights in a column, one weight too few.
MISFITS = [[ROWS[0], THETA], [ROWS, THETA[:, None]], [ROWS, THETA[:2]]]


def probe_arguments(network, name, arguments) -> list[np.ndarray]:
    given, more = [np.array(argument) for argument in arguments], []
    if name == "neuron_gradient":
        more = [lambda X, theta: 1 / (1 + np.exp(-(X @ theta)))]
    result = getattr(network, name)(*given, *more)
    return [result, *given]


def probe_refusals(network, name, right, wrong) -> tuple[np.ndarray, list[bool]]:
    function, refused, more = getattr(network, name), [], []
    if name == "neuron_gradient":
        more = [lambda X, theta: 1 / (1 + np.exp(-(X @ theta)))]
    result = function(*right, *more)
    for arguments in wrong:
        try:
            function(*arguments, *more)
            refused.append(False)
        except ValueError:
            refused.append(True)
    return result, refused


def probe_gradient(network, theta, X, y) -> np.ndarray:
    return network.neuron_gradient(theta, X, y, lambda X, theta: 1 / (1 + np.exp(-(X @ theta))))


def slopes():
    """Central differences of the neuron's mean cross entropy, for the rows, labels and weights above."""

    def losses(thetas):
        answers = 1 / (1 + np.exp(-(thetas @ ROWS.T)))
        return -np.log(np.where(LABELS == 1.0, answers, 1.0 - answers)).mean(axis=1)

    return numerical_gradient(losses, THETA)


def require_kept(student, name, arguments, expected, rel=1e-9):
    """Asserts that a function gives what is expected, and leaves each of the arrays that it was given as it was."""
    result, *after = student(probe_arguments, name, arguments)
    assert result == approx(expected, rel=rel)
    for i, (before, now) in enumerate(zip(arguments, after, strict=True)):
        assert now.tolist() == before.tolist(), f"{name} has changed its argument number {i + 1}; work on a copy of it"


def require_refused(student, name, right, expected, wrong, rel=1e-9):
    """Asserts that a function gives what is expected for right arguments, and raises a ValueError for wrong ones."""
    result, refused = student(probe_refusals, name, right, wrong)
    assert result == approx(expected, rel=rel)
    shapes = [[np.shape(argument) for argument in arguments] for arguments in wrong]
    for given, raised in zip(shapes, refused, strict=True):
        assert raised, f"{name} of the shapes {given} should raise a ValueError; it raised nothing"


def require_answers(student):
    """Asserts that the gradient is made of the answers that it is told to ask for: here 3, whatever the weights."""

    def probe_answers(network, theta, X, y) -> np.ndarray:
        return network.neuron_gradient(theta, X, y, lambda X, theta: np.full(len(X), 3.0))

    # (3 - 1) (1, 2)
    found = student(probe_answers, np.array([0.5, -0.5]), np.array([[1.0, 2.0]]), np.array([1.0]))
    a = 1 / (1 + np.exp(0.5))
    assert found == approx(np.array([2.0, 4.0]), rel=1e-12, mistakes={
        "what comes of the neuron's answers; `answer` is another function here": np.array([a - 1.0, 2 * a - 2.0]),
    })  # fmt: skip


def test_step(student):
    """step gives 1 for positive numbers and 0 for negative ones, entry by entry."""

    def probe(network, z) -> np.ndarray:
        return network.step(z)

    z = np.array([[-2.0, 0.3, 7.0], [1e-20, -0.1, -30.0]])
    expected = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
    assert student(probe, z) == approx(expected, mistakes={
        "the sign, -1 or 1": 2.0 * expected - 1.0,
        "1 for the negative numbers": 1.0 - expected})  # fmt: skip


def test_step_zero(student):
    """step(0) is 0, for a single number too: the neuron fires only above its threshold."""

    def probe(network, z) -> float:
        return float(network.step(z))

    mistakes = {"1 for everything that is not negative": 1.0, "half a step": 0.5}
    assert student(probe, 0.0) == approx(0.0, mistakes=mistakes)


def test_step_arguments(student):
    """step leaves the array that it is given as it was."""
    require_kept(student, "step", [np.array([-2.0, 0.3, 7.0])], np.array([0.0, 1.0, 1.0]))


def test_perceptron(student):
    """A perceptron with the weights (1, 1, -1.5) answers as AND does, and with (1, 1, -0.5) as OR does."""

    def probe(network, X, theta) -> np.ndarray:
        return network.perceptron(X, theta)

    for bias, expected in ((-1.5, [0.0, 0.0, 0.0, 1.0]), (-0.5, [0.0, 1.0, 1.0, 1.0])):  # AND, then OR
        z = CORNERS.sum(axis=1) - 1.0 + bias
        mistakes = {"the neuron's probabilities": 1 / (1 + np.exp(-z))}
        assert student(probe, CORNERS, np.array([1.0, 1.0, bias])) == approx(np.array(expected), mistakes=mistakes)


def test_perceptron_arguments(student):
    """perceptron leaves X and theta as they were."""
    require_kept(student, "perceptron", [ROWS, THETA], np.array([1.0, 1.0, 0.0, 0.0]))


def test_perceptron_refuses(student):
    """perceptron raises a ValueError where the shapes of X and theta do not fit."""
    require_refused(student, "perceptron", [CORNERS, AND], np.array([0.0, 0.0, 0.0, 1.0]), MISFITS)


def test_neuron(student):
    """A neuron gives the sigmoid of the weighted sum of each row."""

    def probe(network, X, theta) -> np.ndarray:
        return network.neuron(X, theta)

    # 0.5 * 3 - 2 * 1 + 1 = 0.5 and 0.5 * -2 - 2 * 0 + 1 = 0
    answers = student(probe, np.array([[3.0, 1.0, 1.0], [-2.0, 0.0, 1.0]]), np.array([0.5, -2.0, 1.0]))
    assert answers == approx(np.array([0.6224593312018546, 0.5]), mistakes={
        "the weighted sums, with no sigmoid": np.array([0.5, 0.0]),
        "the perceptron's answers": np.array([1.0, 0.0]),
        "the probability of the other label, sigmoid(-z)": np.array([0.3775406687981454, 0.5])})  # fmt: skip


def test_neuron_arguments(student):
    """neuron leaves X and theta as they were."""
    require_kept(student, "neuron", [ROWS, THETA], 1 / (1 + np.exp(-(ROWS @ THETA))))


def test_neuron_refuses(student):
    """neuron raises a ValueError where the shapes of X and theta do not fit."""
    require_refused(student, "neuron", [ROWS, THETA], 1 / (1 + np.exp(-(ROWS @ THETA))), MISFITS)


def test_neuron_gradient(student):
    """Where every weight is 0, neuron_gradient is the mean of (1/2 - y) x over the rows, by the neuron's answers."""

    def probe(network, theta, X, y) -> np.ndarray:
        return network.neuron_gradient(theta, X, y)

    # -1/2 (4, 1) + 1/2 (2, 1) + 1/2 (-2, 1) + 1/2 (1, 1) = (-1.5, 1), and a quarter of that
    rows, labels = np.array([[4.0, 1.0], [2.0, 1.0], [-2.0, 1.0], [1.0, 1.0]]), np.array([1.0, 0.0, 0.0, 0.0])
    assert student(probe, np.zeros(2), rows, labels) == approx(np.array([-0.375, 0.25]), rel=1e-12, mistakes={
        "the sum over the examples, not their mean": np.array([-1.5, 1.0]),
        "y - a in place of a - y: this gradient points downhill": np.array([0.375, -0.25]),
        "multiplied by a (1 - a) as well, which the logarithm's derivative cancels": np.array([-0.09375, 0.0625]),
    })  # fmt: skip
    require_answers(student)


def test_neuron_gradient_differences(student):
    """neuron_gradient agrees with central differences of the neuron's mean cross entropy."""
    mistakes = {"the sum over the examples, not their mean": 4.0 * slopes()}
    assert student(probe_gradient, THETA, ROWS, LABELS) == approx(slopes(), rel=1e-6, abs=1e-9, mistakes=mistakes)
    require_answers(student)


def test_neuron_gradient_perceptron(student):
    """With the perceptron's answers, 0 and 1, the same formula is Rosenblatt's rule: only mistakes pull."""

    def probe(network, theta, X, y) -> np.ndarray:
        return network.neuron_gradient(theta, X, y, lambda X, theta: np.where(X @ theta > 0.0, 1.0, 0.0))

    # AND's perceptron, on OR's labels: it says 0 for the corners in the middle, whose labels are 1. Each pulls with -1.
    found = student(probe, AND, CORNERS, np.array([0.0, 1.0, 1.0, 1.0]))
    assert found == approx(np.array([-0.25, -0.25, -0.5]), rel=1e-12)
    require_answers(student)


def test_neuron_gradient_arguments(student):
    """neuron_gradient leaves theta, X and y as they were."""
    require_kept(student, "neuron_gradient", [THETA, ROWS, LABELS], slopes(), rel=1e-6)
    require_answers(student)


def test_neuron_gradient_refuses(student):
    """neuron_gradient raises a ValueError where shapes do not fit: for labels in a column, for instance."""
    wrong = [[theta, X, LABELS[: len(X)]] for X, theta in MISFITS]
    wrong += [[THETA, ROWS, LABELS[:, None]], [THETA, ROWS, LABELS[:3]]]
    require_refused(student, "neuron_gradient", [THETA, ROWS, LABELS], slopes(), wrong, rel=1e-6)
    require_answers(student)


def probe_bowl(network, theta, lr, shortest, most) -> tuple[np.ndarray, np.ndarray]:
    start = np.array(theta)
    return network.descend(lambda theta: theta, start, lr, shortest, most), start


def test_descend(student):
    """In the bowl (x^2 + y^2) / 2, three steps from (8, 4) at lr = 0.5 lead over (4, 2) and (2, 1) to (1, 0.5)."""
    path, _ = student(probe_bowl, np.array([8.0, 4.0]), 0.5, 0.0, 3)
    start = np.array([8.0, 4.0])
    assert path == approx(np.array([start, start / 2, start / 4, start / 8]), rel=1e-15, mistakes={
        "uphill": np.array([start, 1.5 * start, 2.25 * start, 3.375 * start]),
        "a path without its start": np.array([start / 2, start / 4, start / 8]),
        "a path without its end": np.array([start, start / 2, start / 4]),
        "the gradient of the start, for every step": np.array([start, start / 2, 0 * start, -start / 2]),
        "the end alone": start / 8})  # fmt: skip


def test_descend_stops(student):
    """The first step shorter than `shortest` is taken, and is the last; a step of just that length is not short."""
    start = np.array([8.0, 16.0, 16.0])
    # The steps are of lengths 6, 4.5, 3.375 and 2.53; their largest entries are 4, 3, 2.25 and 1.69.
    path, _ = student(probe_bowl, start, 0.25, 3.1, 20)
    visited = [0.75**k * start for k in range(10)]
    assert path == approx(np.array(visited[:5]), rel=1e-15, mistakes={
        "an end before the short step, which should still be taken": np.array(visited[:4]),
        "an end where the gradient is short: it is the step that counts": np.array(visited),
    })  # fmt: skip
    path, _ = student(probe_bowl, np.array([3.0, 4.0]), 1.0, 5.0, 20)  # one step of length 5, the next of length 0
    assert path == approx(np.array([[3.0, 4.0], [0.0, 0.0], [0.0, 0.0]]), abs=1e-15), "the first step is of length 5"


def test_descend_arguments(student):
    """The weights that it starts from stay as they were, and 0 steps at most are a path of these alone."""
    start = np.array([8.0, 4.0])
    for most in (2, 0):
        path, after = student(probe_bowl, start, 0.5, 0.0, most)
        assert path == approx(np.array([start, start / 2, start / 4][: most + 1]), rel=1e-15)
        assert after.tolist() == start.tolist(), "descend has changed theta; a step should lead to a new array"
