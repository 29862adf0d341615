"""What public checks cannot ask: inputs that nobody knows beforehand, and labels that the worker never sees."""

import numpy as np
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from autograder import approx


def moons():
    """The 400 training points and labels, then the 100 test points and labels, of the course's two moons."""
    points, labels = make_moons(500, noise=0.1, random_state=42)
    train, test, train_labels, test_labels = train_test_split(points, labels, test_size=0.2, random_state=42)
    return train, train_labels, test, test_labels


def test_binary_cross_entropy_gradient(student, rng):
    """binary_cross_entropy passes (p - t) / (p (1 - p) n) back to each probability p."""

    def probe(engine, classifier, targets, probabilities) -> list[float]:
        leaves = [engine.Value(p, requires_grad=True) for p in probabilities.tolist()]
        classifier.binary_cross_entropy(targets.tolist(), leaves).backward()
        return [leaf.grad for leaf in leaves]

    n = int(rng.integers(4, 9))
    t, p = rng.permutation(np.arange(n) % 2).astype(float), rng.uniform(0.05, 0.95, n)
    assert student(probe, t, p) == approx(((p - t) / (p * (1.0 - p) * n)).tolist())


def test_check_inputs_finite(student):
    """check_inputs refuses nan and infinity."""

    def probe(classifier, bad) -> bool:
        table = np.ones((3, 2))
        classifier.check_inputs(table)
        table[1, 1] = bad
        try:
            classifier.check_inputs(table)
        except ValueError as error:
            return "X" in str(error)
        return False

    for bad in (np.nan, np.inf):
        assert student(probe, bad), f"check_inputs of an X with an entry {bad} should raise a ValueError that names X"


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


def test_fit_moons(student):
    """On two moons, cross entropy reaches an accuracy of 0.97 on the training points and 0.95 on new ones."""

    def probe(classifier, train, labels, test) -> list[list[int]]:
        model = classifier.Classifier([4, 1], "tanh", lr=2.0, epochs=5, batch_size=5, random_state=2)
        model.fit(train, labels)
        return [model.predict(train).tolist(), model.predict(test).tolist()]

    train, train_labels, test, test_labels = moons()
    on_train, on_test = student(probe, train, train_labels, test)
    for wanted, predicted, truth, where in (
        (0.97, on_train, train_labels, "training"),
        (0.95, on_test, test_labels, "new"),
    ):
        assert len(predicted) == len(truth), f"{len(truth)} points should get as many labels; they got {len(predicted)}"
        accuracy = np.mean(np.array(predicted) == truth)
        assert accuracy >= wanted, f"the accuracy on {where} points is {accuracy:.2f}; it should be at least {wanted}"


def test_fit_logistic_regression(student):
    """Without a hidden layer, predictions agree with scikit-learn's logistic regression on 90 of 100 new points."""

    def probe(classifier, train, labels, test) -> list[int]:
        model = classifier.Classifier([1], lr=1.0, epochs=10, batch_size=10, random_state=3)
        return model.fit(train, labels).predict(test).tolist()

    train, labels, test, _ = moons()
    line = LogisticRegression(C=1e6).fit(train[:100], labels[:100])
    predicted = student(probe, train[:100], labels[:100], test)
    assert len(predicted) == len(test), f"{len(test)} points should get as many labels; they got {len(predicted)}"
    same = int(np.sum(np.array(predicted) == line.predict(test)))
    assert same >= 90, f"{same} of 100 labels are those of logistic regression; at least 90 should be"


def test_partial_fit_classes(student):
    """The first call of partial_fit may see one class only, if it is told of both."""

    def probe(classifier, points) -> list[int]:
        model = classifier.Classifier([1], batch_size=2)
        model.partial_fit(points, [4] * len(points), classes=[9, 4])
        model.partial_fit(points, [9] * len(points))
        return model.classes_.tolist()

    classes = student(probe, [[0.0, 1.0], [1.0, 0.5], [2.0, -1.0]])
    assert classes == [4, 9], f"after labels 4, then 9, and classes=[9, 4], classes_ should be [4, 9]; it is {classes}"
