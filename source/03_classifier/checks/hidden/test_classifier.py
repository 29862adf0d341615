"""What public checks cannot ask: inputs that nobody knows beforehand, and labels that the worker never sees."""

import numpy as np
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from autograder import approx


def moons(rng):
    """The 400 training points of the course's two moons, and 200 new ones; which moon is class 1 is up to `rng`."""
    points, labels = make_moons(500, noise=0.1, random_state=42)
    train, _, train_labels, _ = train_test_split(points, labels, test_size=0.2, random_state=42)
    new, new_labels = make_moons(200, noise=0.1, random_state=int(rng.integers(2**31)))
    swapped = int(rng.integers(2))
    return train, train_labels ^ swapped, new, new_labels ^ swapped


def test_binary_cross_entropy_gradient(student, rng):
    """binary_cross_entropy passes (p - t) / (p (1 - p) n) back to each probability p."""

    def probe(engine, classifier, targets, probabilities) -> list[float]:
        leaves = [engine.Value(p, requires_grad=True) for p in probabilities.tolist()]
        classifier.binary_cross_entropy(targets.tolist(), leaves).backward()
        return [leaf.grad for leaf in leaves]

    n = int(rng.integers(4, 9))
    t, p = rng.permutation(np.arange(n) % 2).astype(float), rng.uniform(0.05, 0.95, n)
    assert student(probe, t, p) == approx(((p - t) / (p * (1.0 - p) * n)).tolist())


def test_check_inputs_finite(student, rng):
    """check_inputs refuses nan and infinity."""

    def probe(classifier, table, row, column, bad) -> bool:
        classifier.check_inputs(table)
        table[row, column] = bad
        try:
            classifier.check_inputs(table)
        except ValueError as error:
            return "X" in str(error)
        return False

    for bad in (np.nan, np.inf):
        n, d = rng.integers(2, 6, size=2).tolist()
        row, column = int(rng.integers(n)), int(rng.integers(d))
        refused = student(probe, rng.normal(size=(n, d)), row, column, bad)
        assert refused, f"check_inputs of an X with an entry {bad} should raise a ValueError that names X"


def test_train_epoch_agrees(student, agree, rng):
    """Weights and loss after an epoch of cross entropy, through a hidden layer, are those of the solution."""

    def probe(neurons, classifier, flat, points, targets, batch_size) -> np.ndarray:
        network = neurons.MLP(3, [4, 1], "tanh", output_activation="sigmoid")
        for leaf, number in zip(network.parameters(), flat.tolist(), strict=True):
            leaf.data = number
        loss = classifier.train_epoch(network, points, targets.tolist(), 0.3, batch_size)
        return np.array([loss, *(leaf.data for leaf in network.parameters())])

    targets = rng.permutation(np.arange(11) % 2).astype(float)
    agree(probe, rng.normal(size=21), rng.normal(size=(11, 3)), targets, int(rng.integers(3, 5)), rel=1e-7)


def test_fit_moons(student, rng):
    """On two moons, cross entropy reaches an accuracy of 0.97 on the training points and 0.95 on new ones."""

    def probe(classifier, train, labels, new) -> list[list[int]]:
        model = classifier.Classifier([4, 1], "tanh", lr=2.0, epochs=5, batch_size=5, random_state=3)
        model.fit(train, labels)
        return [model.predict(train).tolist(), model.predict(new).tolist()]

    train, train_labels, new, new_labels = moons(rng)
    on_train, on_new = student(probe, train, train_labels, new)
    for wanted, predicted, truth, where in (
        (0.97, on_train, train_labels, "training"),
        (0.95, on_new, new_labels, "new"),
    ):
        assert len(predicted) == len(truth), f"{len(truth)} points should get as many labels; they got {len(predicted)}"
        accuracy = np.mean(np.array(predicted) == truth)
        assert accuracy >= wanted, f"the accuracy on {where} points is {accuracy:.2f}; it should be at least {wanted}"


def test_fit_logistic_regression(student, rng):
    """Without a hidden layer, predictions agree with scikit-learn's logistic regression on 9 of 10 new points."""

    def probe(classifier, train, labels, new) -> list[int]:
        model = classifier.Classifier([1], lr=1.0, epochs=10, batch_size=10, random_state=3)
        return model.fit(train, labels).predict(new).tolist()

    train, labels, new, _ = moons(rng)
    line = LogisticRegression(C=1e6).fit(train[:100], labels[:100])
    predicted = student(probe, train[:100], labels[:100], new)
    assert len(predicted) == len(new), f"{len(new)} points should get as many labels; they got {len(predicted)}"
    same = np.mean(np.array(predicted) == line.predict(new))
    assert same >= 0.9, f"{same:.0%} of the labels are those of logistic regression; at least 90 % should be"


def test_partial_fit_classes(student, rng):
    """The first call of partial_fit may see one class only, if it is told of both."""

    def probe(classifier, points, first, second) -> list[int]:
        model = classifier.Classifier([1], batch_size=2)
        model.partial_fit(points, [first] * len(points), classes=[second, first])
        model.partial_fit(points, [second] * len(points))
        return model.classes_.tolist()

    low, high = int(rng.integers(-9, 0)), int(rng.integers(1, 10))
    for first, second in ((low, high), (high, low)):
        classes = student(probe, rng.normal(size=(3, 2)).tolist(), first, second)
        told = f"after labels {first}, then {second}, and classes=[{second}, {first}]"
        assert classes == [low, high], f"{told}, classes_ should be [{low}, {high}]; it is {classes}"
