"""What a step, a perceptron, a neuron and its gradient are, in numbers small enough to work by hand."""

import numpy as np

from autograder import approx, numerical_gradient

# Four examples in rows, the last entry the one that a bias is the weight of, and their labels.
ROWS = np.array([[0.5, -1.0, 1.0], [1.5, 0.4, 1.0], [-0.7, 0.2, 1.0], [0.1, 0.9, 1.0]])
LABELS = np.array([1.0, 0.0, 1.0, 1.0])


def probe_gradient(network, theta, X, y) -> np.ndarray:
    return network.neuron_gradient(theta, X, y)


def test_step(student):
    """step gives 1 for positive numbers and 0 for negative ones, entry by entry."""

    def probe(network, z) -> np.ndarray:
        return network.step(z)

    z = np.array([[-2.0, 0.3, 7.0], [0.5, -0.1, -30.0]])
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


def test_perceptron(student):
    """A perceptron with the weights (1, 1, -1.5) answers as AND does, and with (1, 1, -0.5) as OR does."""

    def probe(network, X, theta) -> np.ndarray:
        return network.perceptron(X, theta)

    # The third column is the ones that the bias is the weight of.
    corners = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    for name, bias, expected in (("AND", -1.5, [0.0, 0.0, 0.0, 1.0]), ("OR", -0.5, [0.0, 1.0, 1.0, 1.0])):
        z = corners.sum(axis=1) - 1.0 + bias
        mistakes = {
            f"the weighted sums for {name}, with no step": z,
            "the neuron's probabilities": 1 / (1 + np.exp(-z)),
        }
        assert student(probe, corners, np.array([1.0, 1.0, bias])) == approx(np.array(expected), mistakes=mistakes)


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


def test_neuron_gradient(student):
    """Where every weight is 0, neuron_gradient is the mean of (1/2 - y) x over the examples."""
    # -1/2 (4, 1) + 1/2 (2, 1) + 1/2 (-2, 1) + 1/2 (1, 1) = (-1.5, 1), and a quarter of that
    rows, labels = np.array([[4.0, 1.0], [2.0, 1.0], [-2.0, 1.0], [1.0, 1.0]]), np.array([1.0, 0.0, 0.0, 0.0])
    assert student(probe_gradient, np.zeros(2), rows, labels) == approx(np.array([-0.375, 0.25]), rel=1e-12, mistakes={
        "the sum over the examples, not their mean": np.array([-1.5, 1.0]),
        "y - a in place of a - y: this gradient points downhill": np.array([0.375, -0.25]),
        "multiplied by a (1 - a) as well, which the logarithm's derivative cancels": np.array([-0.09375, 0.0625]),
    })  # fmt: skip


def test_neuron_gradient_differences(student):
    """neuron_gradient agrees with central differences of the neuron's mean cross entropy."""

    def probe_forward(network, thetas, X) -> np.ndarray:
        return np.array([network.neuron(X, theta) for theta in thetas])

    theta = np.array([0.4, -1.2, 0.3])
    assert student(probe_forward, theta[None], ROWS) == approx(1 / (1 + np.exp(-(ROWS @ theta)))[None])

    def losses(thetas):
        answers = student(probe_forward, thetas, ROWS)
        assert answers.shape == (len(thetas), 4), f"{len(thetas)} times 4 answers have the shape {answers.shape}"
        return -np.log(np.where(LABELS == 1.0, answers, 1.0 - answers)).mean(axis=1)

    slopes = numerical_gradient(losses, theta)
    mistakes = {"the sum over the examples, not their mean": 4.0 * slopes}
    assert student(probe_gradient, theta, ROWS, LABELS) == approx(slopes, rel=1e-6, abs=1e-9, mistakes=mistakes)
