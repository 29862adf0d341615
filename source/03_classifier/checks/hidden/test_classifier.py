"""What public checks cannot ask: inputs that nobody knows beforehand, and labels that the worker never sees."""

import numpy as np
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from autograder import approx

# Published accuracies on the 100 test points: of a line, and of scikit-learn's network.
LINE, NETWORK = 0.84, 1.0
# Published for 4 hidden sigmoids and the squared error: accuracies on training and test points, first and last loss.
STUCK = [0.85, 0.82]
STUCK_LOSSES = [0.30, 0.10]


def rotation(angle):
    """The matrix that turns points in rows by an angle."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def moons(rng, angle, swapped):
    """The published two moons, turned by `angle`: 400 points to train on, 100 to test, 200 new ones; and the labels.

    The lesson shows the first 500 with their labels. The new ones are drawn from `rng`, and `swapped`, 0 or 1, changes
    which moon is class 1.
    """
    points, labels = make_moons(500, noise=0.1, random_state=42)
    train, test, train_labels, test_labels = train_test_split(points, labels, test_size=0.2, random_state=5)
    new, new_labels = make_moons(200, noise=0.1, random_state=int(rng.integers(2**31)))
    turned = [table @ rotation(angle) for table in (train, test, new)]
    return turned, [truth ^ swapped for truth in (train_labels, test_labels, new_labels)]


def require_one_pass(asked, least):
    """A backward pass needs one prediction of each example and epoch; difference quotients need one per parameter."""
    told = f"train_epoch asked for {asked} predictions, where one of each example and epoch, {least}, is enough"
    assert least <= asked <= 3 * least, told


def share(predicted, wanted):
    """The share of labels that are as wanted."""
    return float(np.mean(predicted == wanted))


def outputs(weights, hidden, points):
    """z of the output neuron, for points in rows: positive where the second class is the likelier one."""
    d = points.shape[1]
    wanted = hidden * (d + 2) + 1 if hidden else d + 1
    assert len(weights) == wanted, f"the network should have {wanted} weights and biases; it has {len(weights)}"
    table, (*v, c) = np.reshape(weights[: hidden * (d + 1)], (hidden, d + 1)), weights[hidden * (d + 1) :]
    return (np.tanh(points @ table[:, :-1].T + table[:, -1]) if hidden else points) @ v + c


def probe_epoch(neurons, classifier, flat, points, targets, rate, batch_size, slopes) -> tuple[np.ndarray, int]:
    """Loss and weights after an epoch of a model and a loss whose backward passes are not their derivatives.

    The model hands out the tanh of what its network gives, and one slope times its gradient back; the loss is the mean
    fourth power, with the other slope.
    """
    asked = []

    class Asked(neurons.MLP):
        def __call__(self, x):
            asked.append(len(x))
            given = neurons.MLP.__call__(self, x)
            return slopes[0] * given + (float(np.tanh(given.data)) - slopes[0] * given.data)

    def fourth_powers(true, predictions):
        total = sum(((p - t) ** 4 for t, p in zip(true, predictions, strict=True)), 0.0) / len(true)
        return slopes[1] * total + (1.0 - slopes[1]) * total.data

    network = Asked(3, [4, 1], "tanh", output_activation="linear")
    for leaf, number in zip(network.parameters(), flat.tolist(), strict=True):
        leaf.data = number
    loss = classifier.train_epoch(network, points, targets.tolist(), rate, batch_size, fourth_powers)
    return np.array([loss, *(leaf.data for leaf in network.parameters())]), len(asked)


def require_backward_pass(student, solution, rng):
    """Asserts that an epoch goes down the slopes that a backward pass hands back, which no difference knows."""
    targets, batch_size = rng.permutation(np.arange(11) % 2).astype(float), int(rng.integers(3, 5))
    slopes = rng.uniform([0.3, 1.5], [0.6, 2.5]).tolist()
    given = 0.5 * rng.normal(size=21), rng.normal(size=(11, 3)), targets, 0.05, batch_size, slopes
    numbers, asked = student(probe_epoch, *given)
    assert numbers == approx(solution(probe_epoch, *given)[0], rel=1e-7)
    require_one_pass(asked, 11)


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
    """check_inputs refuses nan and infinity, and only these."""

    def probe(classifier, tables) -> list[bool]:
        refused = []
        for table in tables:
            try:
                classifier.check_inputs(table)
                refused.append(False)
            except ValueError as error:
                refused.append("X" in str(error))
        return refused

    # Which tables are bad is drawn, so that nobody who refuses at will gets all of them right.
    entries = rng.permutation([np.nan, np.inf, -np.inf, np.nan, np.inf, *[0.5] * 11]).tolist()
    tables = [rng.normal(size=rng.integers(2, 6, size=2)) for _ in entries]
    for table, entry in zip(tables, entries, strict=True):
        table[rng.integers(len(table)), rng.integers(table.shape[1])] = entry
    found = student(probe, tables)
    assert len(found) == len(entries)
    for entry, refused in zip(entries, found, strict=True):
        told = "be given back" if np.isfinite(entry) else "raise a ValueError that names X"
        assert refused != np.isfinite(entry), f"check_inputs of an X with an entry {entry} should {told}"


def test_train_epoch_agrees(student, solution, rng):
    """Weights and loss after an epoch, through a hidden layer, are those of the solution; arguments stay as they are.

    Model and loss are the check's own, and hand back something else than their derivatives: what they are made of is
    their own affair.
    """

    def probe(neurons, classifier, points, targets) -> list[np.ndarray]:
        network = neurons.MLP(3, [1], "tanh")
        classifier.train_epoch(network, points, targets, 0.1, 2, classifier.mean_squared_error)
        return [points, np.array(targets)]

    require_backward_pass(student, solution, rng)
    points, targets = rng.normal(size=(7, 3)), rng.uniform(size=7)
    for name, before, after in zip("Xt", (points, targets), student(probe, points, targets.tolist()), strict=True):
        assert np.array_equal(before, after), f"train_epoch has changed {name}; arguments stay as they are"


def test_train_epoch_squared_error(student, solution, rng):
    """With the squared error, the published network gets stuck near 0.85 on two moons, and its loss near 0.10.

    The published run takes 1000 steps at a rate of 0.1. These 28 steps at a rate of 4 go about as far: both end at
    accuracies of 0.8475 and 0.82 and at a loss of 0.099. The weights turn with the points, so that `rng` changes
    nothing: the tolerances are for the rounding of the published figures alone.
    """

    def probe(
        neurons, classifier, flat, points, targets, others, lr, batch_size, epochs
    ) -> tuple[list[list[float]], int]:
        asked = []

        class Asked(neurons.MLP):
            def __call__(self, x):
                asked.append(len(x))
                return neurons.MLP.__call__(self, x)

        network = Asked(2, [4, 1], "sigmoid")
        for leaf, number in zip(network.parameters(), flat.tolist(), strict=True):
            leaf.data = number
        before = [neurons.MLP.__call__(network, point).data for point in points.tolist()]
        for _ in range(epochs):
            classifier.train_epoch(network, points, targets, lr, batch_size, classifier.mean_squared_error)
        after = [[neurons.MLP.__call__(network, point).data for point in rows.tolist()] for rows in (points, others)]
        return [before, *after], len(asked)

    # What a copy of the network and differences would find too comes last.
    require_backward_pass(student, solution, rng)
    angle, swapped = float(rng.uniform(-np.pi, np.pi)), int(rng.integers(2))
    (train, test, _), (train_labels, test_labels, _) = moons(rng, angle, swapped)
    start = np.random.default_rng(48)  # the published one is not known; this one has the published first loss
    hidden, output = start.uniform(-1.0, 1.0, (4, 2)) @ rotation(angle), start.uniform(-1.0, 1.0, 4)
    flat = np.array([*np.column_stack([hidden, np.zeros(4)]).ravel(), *(output if swapped == 0 else -output), 0.0])
    targets = train_labels.astype(float).tolist()
    (before, after, unseen), asked = student(probe, flat, train, targets, test, 4.0, 100, 7)
    lengths = [len(p) for p in (before, after, unseen)]
    assert lengths == [400, 400, 100], f"400, 400 and 100 points should get as many predictions; they got {lengths}"
    losses = [float(np.mean((np.array(p) - train_labels) ** 2)) for p in (before, after)]
    assert losses == approx(STUCK_LOSSES, abs=0.01)
    found = [share(np.array(p) > 0.5, truth == 1) for p, truth in ((after, train_labels), (unseen, test_labels))]
    assert found == approx(STUCK, abs=0.005)
    require_one_pass(asked, 400 * 7)


def test_fit_moons(student, rng):
    """On two moons, cross entropy reaches an accuracy of 0.97 on the training points and 0.95 on others.

    On the published test points scikit-learn's network gets all right, so 0.05 less is wanted of a far smaller one. The
    labels are worked out here, from the weights in mlp_: predictions are another exercise.
    """

    def probe(classifier, train, labels) -> list[float]:
        model = classifier.Classifier([4, 1], "tanh", lr=2.0, epochs=6, batch_size=5, random_state=2)
        model.fit(train, labels)
        return [parameter.data for parameter in model.mlp_.parameters()]

    # By whichever of these seven angles the moons are turned, this training gets at least 0.99, 0.99 and 0.97 right.
    tables, labels = moons(rng, 0.1 * float(rng.integers(-3, 4)), int(rng.integers(2)))
    wanted = {"training": 0.97, "test": NETWORK - 0.05, "new": 0.95}
    weights = student(probe, tables[0], labels[0])
    for (where, least), points, truth in zip(wanted.items(), tables, labels, strict=True):
        right = share(outputs(weights, 4, points) > 0.0, truth == 1)
        assert right >= least, f"the accuracy on {where} points is {right:.2f}; it should be at least {least}"


def test_fit_logistic_regression(student, rng):
    """Without a hidden layer, it is logistic regression: 0.84 on the moons, and scikit-learn's labels on new points."""

    def probe(classifier, train, labels) -> list[float]:
        model = classifier.Classifier([1], lr=1.0, epochs=4, batch_size=10, random_state=3)
        model.fit(train, labels)
        return [parameter.data for parameter in model.mlp_.parameters()]

    angle, swapped = float(rng.uniform(-np.pi, np.pi)), int(rng.integers(2))
    (train, test, new), (train_labels, test_labels, _) = moons(rng, angle, swapped)
    line = LogisticRegression().fit(train, train_labels)
    weights = student(probe, train, train_labels)
    # One point more or less is 0.01. However the moons were turned, a hundred runs all gave exactly 0.84.
    assert share(outputs(weights, 0, test) > 0.0, test_labels == 1) == approx(LINE, abs=0.005)
    same = share(outputs(weights, 0, new) > 0.0, line.predict(new) == 1)
    assert same >= 0.95, f"{same:.0%} of the labels are those of logistic regression; at least 95 % should be"


def test_partial_fit_classes(student, solution, rng):
    """The first call of partial_fit may see one class only, if it is told of both, and trains for an epoch already."""

    def probe(classifier, points, first, second, seed) -> list[list[float]]:
        model = classifier.Classifier([1], lr=0.5, batch_size=2, loss="squared_error", random_state=seed)
        model.partial_fit(points, [first] * len(points), classes=[second, first])
        model.partial_fit(points, [second] * len(points))
        return [model.classes_.tolist(), model.loss_curve_, [p.data for p in model.mlp_.parameters()]]

    low, high = int(rng.integers(-9, 0)), int(rng.integers(1, 10))
    for first, second in ((low, high), (high, low)):
        given = rng.normal(size=(3, 2)).tolist(), first, second, int(rng.integers(10**6))
        classes, *trained = student(probe, *given)
        told = f"after labels {first}, then {second}, and classes=[{second}, {first}]"
        assert classes == [low, high], f"{told}, classes_ should be [{low}, {high}]; it is {classes}"
        assert trained == approx(solution(probe, *given)[1:])


def test_predict_proba_agrees(student, rng):
    """For any weights and points, the probabilities are those that matrix products in NumPy give."""

    def probe(neurons, classifier, flat, sizes, points) -> np.ndarray:
        model = classifier.Classifier([sizes[1], 1], "tanh")
        model.classes_, model.n_features_in_, model.loss_curve_ = np.array([0, 1]), sizes[0], []
        model.mlp_ = neurons.MLP(sizes[0], [sizes[1], 1], "tanh", output_activation="sigmoid")
        for parameter, number in zip(model.mlp_.parameters(), flat.tolist(), strict=True):
            parameter.data = number
        return model.predict_proba(points)

    d, h, n = rng.permutation([2, 3, 4, 5])[:3].tolist()
    W, b, w, c = rng.normal(size=(h, d)), rng.normal(size=h), rng.normal(size=h), rng.normal()
    flat, points = np.array([*np.column_stack([W, b]).ravel(), *w, c]), rng.normal(size=(n, d))
    p = 1.0 / (1.0 + np.exp(-np.tanh(points @ W.T + b) @ w - c))
    assert student(probe, flat, [d, h], points) == approx(np.column_stack([1.0 - p, p]), abs=1e-12)


def test_predict_agrees(student, rng):
    """For any line between two classes, and any two labels, each point gets the label of its side."""

    def probe(neurons, classifier, labels, flat, points) -> list[int]:
        class Ready(classifier.Classifier):
            def predict_proba(self, X):
                p = np.array([self.mlp_(x).data for x in X])
                return np.column_stack([1.0 - p, p])

        model = Ready([1])
        model.classes_, model.n_features_in_, model.loss_curve_ = np.array(labels), 3, []
        model.mlp_ = neurons.MLP(3, [1], output_activation="sigmoid")
        for parameter, number in zip(model.mlp_.parameters(), flat.tolist(), strict=True):
            parameter.data = number
        return model.predict(points).tolist()

    labels = [int(rng.integers(-9, 0)), int(rng.integers(1, 10))]
    points = rng.normal(size=(100, 3))
    flat = rng.uniform([0.5, -1.5, -1.5, -0.3], [1.5, -0.5, 1.5, 0.3])
    expected = np.where(points @ flat[:3] + flat[3] > 0.0, labels[1], labels[0]).tolist()
    assert student(probe, labels, flat, points) == approx(expected)


def test_score_agrees(student, rng):
    """For any line between two classes, score is the share of points on the side that their label says."""

    def probe(neurons, classifier, labels, flat, points, truths) -> list[float]:
        class Ready(classifier.Classifier):
            def predict_proba(self, X):
                p = np.array([self.mlp_(x).data for x in X])
                return np.column_stack([1.0 - p, p])

            def predict(self, X):
                return self.classes_[[int(self.mlp_(x).data > 0.5) for x in X]]

        model = Ready([1])
        model.classes_, model.n_features_in_, model.loss_curve_ = np.array(labels), 3, []
        model.mlp_ = neurons.MLP(3, [1], output_activation="sigmoid")
        for parameter, number in zip(model.mlp_.parameters(), flat.tolist(), strict=True):
            parameter.data = number
        return [model.score(points, truth) for truth in truths.tolist()]

    labels = np.array([rng.integers(-9, 0), rng.integers(1, 10)])
    points = rng.normal(size=(99, 3))
    flat = rng.uniform([0.5, -1.5, -1.5, -0.3], [1.5, -0.5, 1.5, 0.3])
    sides = (points @ flat[:3] + flat[3] > 0.0).astype(int)
    wrong = rng.random((4, 99)) < np.array([[0.1], [0.3], [0.5], [0.8]])
    expected = [1.0 - float(row.mean()) for row in wrong]
    assert student(probe, labels.tolist(), flat, points, labels[sides ^ wrong]) == approx(expected, abs=1e-12)
