"""What public checks cannot ask: inputs that nobody knows beforehand, and a real set of data."""

import numpy as np

from autograder import approx


def iris(rng):
    """Sepal length and width of 150 iris flowers and a column of ones; labels 0 for setosa, 1 for the rest; a rotation.

    The published weights are known to everybody. Those for rows that are turned, X @ turn, are theirs, turned too.
    """
    from sklearn.datasets import load_iris

    flowers = load_iris()
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    return np.column_stack([flowers.data[:, :2], np.ones(150)]), np.where(flowers.target == 0, 0.0, 1.0), turn


def require_answers(student, rng):
    """Asserts that the gradient is made of the answers of whoever is asked, which are no function of the weights."""

    def probe(network, theta, X, y, a) -> np.ndarray:
        return network.neuron_gradient(theta, X, y, lambda X, theta: a)

    X, y, a, theta = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=6), rng.normal(size=3)
    assert student(probe, theta, X, y, a) == approx((a - y) @ X / 6.0, rel=1e-11, abs=1e-13)


def test_step_agrees(student, rng):
    """step answers at once, for numbers however small or large, in arrays of any shape."""

    def probe(network, z) -> np.ndarray:
        return network.step(z)

    z = rng.permutation(np.tile([1e-300, -1e-300, 1e300, -1e300, 0.0], 12)).reshape(3, 4, 5)
    assert student(probe, z) == approx(np.heaviside(z, 0.0))


def test_perceptron_agrees(student, rng):
    """A perceptron answers to each row, whether there are more rows than columns, fewer, or as many."""

    def probe(network, X, theta) -> np.ndarray:
        return network.perceptron(X, theta)

    for n, d in ((60, 3), (2, 5), (20, 20)):
        X, theta = rng.normal(size=(n, d)), rng.normal(size=d)
        fires = [sum(x * t for x, t in zip(row, theta, strict=True)) > 0.0 for row in X]
        assert student(probe, X, theta) == approx(np.array(fires, dtype=float))


def test_neuron_agrees(student, rng):
    """A neuron gives the probability for each row, whether there are more rows than columns, fewer, or as many."""

    def probe(network, X, theta) -> np.ndarray:
        return network.neuron(X, theta)

    for n, d in ((60, 3), (2, 5), (20, 20)):
        X, theta = rng.normal(size=(n, d)), rng.normal(size=d)
        sums = [sum(x * t for x, t in zip(row, theta, strict=True)) for row in X]
        assert student(probe, X, theta) == approx(
            np.array([0.5 + 0.5 * np.tanh(z / 2.0) for z in sums]), rel=1e-8, abs=1e-12
        )


def test_neuron_steep(student, rng):
    """With weights a billion times as large, a neuron answers as the perceptron does, and only then."""

    def probe(network, X, theta) -> dict[str, np.ndarray]:
        return {"steep": network.neuron(X, 1e9 * theta), "soft": network.neuron(X, theta)}

    X = np.column_stack([rng.uniform(-2.0, 2.0, size=(200, 2)), np.ones(200)])
    theta = np.array([1.0, -1.0, 0.25])
    z = X @ theta
    expected = {"steep": np.where(z > 0.0, 1.0, 0.0), "soft": 0.5 + 0.5 * np.tanh(z / 2.0)}
    assert student(probe, X, theta) == approx(expected, abs=1e-6)


def test_neuron_gradient_agrees(student, agree, rng):
    """neuron_gradient is right for any shape of X, also where the neuron is sure of all its answers."""

    def probe(network, theta, X, y) -> np.ndarray:
        return network.neuron_gradient(theta, X, y)

    for n, d, scale in ((7, 3, 1.0), (2, 5, 1.0), (4, 4, 50.0)):
        X, y = rng.normal(size=(n, d)), rng.permutation(np.arange(n) % 2).astype(float)
        agree(probe, scale * rng.normal(size=d), X, y, rel=1e-11, abs=1e-13)
    # A loss for each of 8000 weights takes too long; the formula hardly any time.
    X, y = rng.normal(size=(30, 8000)), rng.permutation(np.arange(30) % 2).astype(float)
    agree(probe, 0.01 * rng.normal(size=8000), X, y, rel=1e-9, abs=1e-12)
    require_answers(student, rng)


def test_neuron_gradient_iris(student, rng):
    """On iris, 1000 steps of 0.1 against the gradient find a straight line that is right for 99 % of the flowers."""

    def probe(network, X, y, steps, stretch, shift) -> np.ndarray:
        # Answers and labels on another scale, so that the pull is `stretch` times as strong.
        theta = np.zeros(X.shape[1])
        for _ in range(steps):
            pull = network.neuron_gradient(
                theta, X, shift + stretch * y, lambda X, theta: shift + stretch / (1.0 + np.exp(-(X @ theta)))
            )
            theta = theta - 0.1 * pull / stretch
        return theta

    X, y, turn = iris(rng)
    scale = float(rng.uniform(2.0, 4.0)), float(rng.uniform(1.0, 2.0))
    # 100 of the 150 labels are 1, so the bias begins to grow by 0.1 * (100 / 150 - 1 / 2).
    first = np.array([0.1253, 0.0386, 1.0 / 60.0])
    mistakes = {"a step of the summed gradient": turn.T @ (150.0 * first)}
    assert student(probe, X @ turn, y, 1, *scale) == approx(turn.T @ first, rel=0.0, abs=1e-12, mistakes=mistakes)
    theta = student(probe, X @ turn, y, 1000, *scale)
    assert theta.shape == (3,), f"3 weights have the shape {theta.shape}"
    assert turn @ theta == approx(np.array([2.96446773, -4.83807688, -0.79147074]), rel=1e-6)
    accuracy = np.mean((X @ turn @ theta > 0.0) == (y == 1.0))
    assert accuracy >= 0.99, f"the accuracy on the 150 flowers is {accuracy:.3f}; it should be at least 0.99"


def test_neuron_gradient_iris_end(student, rng):
    """Where the published run on iris stops, after 234,669 steps, a step of 0.1 is just shorter than 5e-5."""

    def probe(network, theta, X, y) -> np.ndarray:
        return network.neuron_gradient(theta, X, y, lambda X, theta: 1.0 / (1.0 + np.exp(-(X @ theta))))

    X, y, turn = iris(rng)
    theta = np.array([11.65976942, -12.81530848, -23.12053766])
    found = student(probe, turn.T @ theta, X @ turn, y)
    assert found.shape == (3,), f"the gradient of 3 weights has the shape {found.shape}"
    assert 0.1 * float(np.linalg.norm(found)) == approx(4.99998e-5, rel=1e-4)
    errors = 0.5 + 0.5 * np.tanh(X @ theta / 2.0) - y
    assert turn @ found == approx(errors @ X / len(X), rel=0.0, abs=1e-12)
    require_answers(student, rng)


def test_descend_agrees(student, agree, rng):
    """The path is right for any gradient and number of weights, and ends behind the first short step."""

    def probe(network, A, b, theta, lr, shortest, most) -> tuple[np.ndarray, np.ndarray]:
        return network.descend(lambda theta: A @ np.tanh(theta) - b, theta, lr, shortest, most), theta

    for d, most in ((2, 7), (5, 40), (1, 400)):
        spread = rng.normal(size=(d, d))
        A, b, theta = np.eye(d) + 0.2 * spread @ spread.T / d, 0.3 * rng.uniform(-1, 1, d), rng.normal(size=d)
        agree(probe, A, b, theta, float(rng.uniform(0.2, 0.6)), 0.0 if most < 10 else 0.01, most, rel=1e-9, abs=1e-12)
