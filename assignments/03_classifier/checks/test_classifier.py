"""What the losses, the training and the predictions of a classifier are, in numbers small enough to work by hand."""

import numpy as np

from autograder import approx

# Six points: the label is 1 where the second feature is above the first.
X = [[0.0, 1.0], [1.0, 0.0], [-1.0, 1.0], [2.0, 1.0], [0.5, 2.0], [1.0, -1.0]]
Y = [1, 0, 1, 0, 1, 0]
# What NumPy gives for a sigmoid neuron on these: weights from default_rng(3), squared error, lr 0.5, batches of 4.
CURVE = [0.24508979981614895, 0.19062805723340404, 0.14268140026625611, 0.10716513057956419]


def probe_line(neurons, classifier, X, t, batch_size) -> tuple[list[float], float]:
    """Trains p = w x + b, from w = b = 0, for an epoch with the squared error at a rate of 0.1; [w, b] and its loss."""
    mlp = neurons.MLP(1, [1], "linear")
    for p in mlp.parameters():
        p.data = 0.0
    loss = classifier.train_epoch(mlp, np.array(X), t, 0.1, batch_size, classifier.mean_squared_error)
    return [p.data for p in mlp.parameters()], loss


def probe_rounded(neurons, classifier, X, t, batch_size) -> tuple[list[float], float]:
    """The same at a rate of 0.01, of a model that gives p rounded and hands twice the gradient back; fourth powers.

    They are of what is missing to twice the target: so a loss tells its targets from predictions.
    """

    class Rounded(neurons.MLP):
        def __call__(self, x):
            p = neurons.MLP.__call__(self, x)
            return 2.0 * p + (round(p.data) - 2.0 * p.data)  # the bracket is a number: it has no gradient

    def fourth_powers(targets, predictions):
        total = sum(((p - 2.0 * t) ** 4 for t, p in zip(targets, predictions, strict=True)), 0.0)
        return total / len(targets)

    mlp = Rounded(1, [1], "linear")
    for p in mlp.parameters():
        p.data = 0.0
    loss = classifier.train_epoch(mlp, np.array(X), t, 0.01, batch_size, fourth_powers)
    return [p.data for p in mlp.parameters()], loss


def test_binary_cross_entropy(student):
    """binary_cross_entropy is the mean of -log p where the target is 1, and of -log(1 - p) where it is 0."""

    def probe(engine, classifier, targets, probabilities) -> tuple[float, list[float]]:
        predictions = [engine.Value(p) for p in probabilities]
        loss = classifier.binary_cross_entropy(targets, predictions).data
        return loss, [p.data for p in predictions]

    def probe_numbers(classifier, targets, probabilities) -> float:
        return classifier.binary_cross_entropy(targets, probabilities).data

    # -(ln 0.9 + ln 0.8 + ln 0.5) / 3
    mistakes = {
        "the sum": 1.0216512475319812,
        "a second term of (1 - t) * (1 - log p)": -0.6036434054054429,
        "the first term alone, without (1 - t) log(1 - p)": 0.2661692320725905,
    }
    loss, left = student(probe, [1, 0, 1], [0.9, 0.2, 0.5])
    assert loss == approx(0.34055041584399376, mistakes=mistakes)
    assert left == [0.9, 0.2, 0.5], f"y_pred was [0.9, 0.2, 0.5] and is {left} now; leave arguments as they are"
    # Predictions may be plain numbers.
    assert student(probe_numbers, [1, 0, 1], [0.9, 0.2, 0.5]) == approx(0.34055041584399376)


def test_binary_cross_entropy_slope(student):
    """binary_cross_entropy stays in the graph: its backward pass reaches every probability."""

    def probe(engine, classifier, targets, probabilities) -> list[float]:
        leaves = [engine.Value(p, requires_grad=True) for p in probabilities]
        classifier.binary_cross_entropy(targets, leaves).backward()
        return [leaf.grad for leaf in leaves]

    # -1 / 0.5 / 2 and 1 / (1 - 0.2) / 2
    mistakes = {"0: the loss is made of numbers, not of Values": [0.0, 0.0]}
    assert student(probe, [1.0, 0.0], [0.5, 0.2]) == approx([-1.0, 0.625], mistakes=mistakes)


def test_binary_cross_entropy_extremes(student):
    """binary_cross_entropy stays finite for a probability of exactly 0 or 1, and nearly 0 where that is right."""

    def probe(engine, classifier, target, probability) -> float:
        return classifier.binary_cross_entropy([target], [engine.Value(probability)]).data

    largest = -np.log(1e-12)
    assert student(probe, 1.0, 0.0) == approx(largest, rel=1e-3)
    assert student(probe, 0.0, 1.0) == approx(largest, rel=1e-3)
    assert student(probe, 1.0, 1.0) == approx(0.0, abs=1e-9)
    assert student(probe, 0.0, 0.0) == approx(0.0, abs=1e-9)


def test_binary_cross_entropy_wrong_length(student):
    """binary_cross_entropy refuses targets and probabilities of different lengths; its ValueError names both."""

    def probe(classifier, n_targets, n_probabilities) -> str:
        try:
            classifier.binary_cross_entropy([1.0] * n_targets, [0.5] * n_probabilities)
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    for n_targets, n_probabilities in ((6, 4), (4, 6)):
        message = student(probe, n_targets, n_probabilities)
        assert all(number in message for number in "46"), (
            f"{n_targets} targets and {n_probabilities} probabilities should raise a ValueError that names both; "
            f"got: {message}"
        )


def test_check_inputs(student):
    """check_inputs gives a list of lists, or an array, back as an array of floats, examples in rows."""

    def probe(classifier, X, n_features) -> np.ndarray:
        return classifier.check_inputs(X, n_features)

    def probe_several(classifier, tables) -> list[np.ndarray]:
        return [classifier.check_inputs(table) for table in tables] + tables

    assert student(probe, [[1, 2, 3], [4, 5, 6]], 3) == approx(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert student(probe, [[1, 2, 3]], None) == approx(np.array([[1.0, 2.0, 3.0]]))
    tables = [np.array([[1.5, -2.0]]), np.array([[0.0], [3.0]]), np.array([[2.5, 1.0], [4.0, 0.5]])]
    assert student(probe_several, tables) == approx(tables * 2)


def test_check_inputs_axes(student):
    """check_inputs refuses what has other than two axes, as a plain list of numbers has one; it names the shape."""

    def probe(classifier, tables) -> list[str]:
        said = []
        for X in tables:
            try:
                classifier.check_inputs(X)
                said.append("nothing was raised")
            except ValueError as error:
                said.append(str(error))
        return said

    row, table, cube = [1.0, 2.0, 3.0], [[1.0, 2.0, 3.0]], [[[1.0], [2.0]]]
    messages = student(probe, [row, table, table, cube])
    assert len(messages) == 4
    for X, names, message in zip((row, cube), (("X", "(3,)"), ("X", "(1, 2, 1)")), messages[::3], strict=True):
        assert all(name in message for name in names), (
            f"check_inputs({X}) should raise a ValueError that names X and its shape {names[1]}; got: {message}"
        )
    fine = f"check_inputs({table}) should raise nothing; got: {messages[1]}"
    assert set(messages[1:3]) == {"nothing was raised"}, fine


def test_check_inputs_columns(student):
    """check_inputs refuses another number of columns than n_features, and names both."""

    def probe(classifier, X, n_features) -> str:
        try:
            classifier.check_inputs(X, n_features)
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    # Four rows of three columns.
    message = student(probe, [[1.0, 2.0, 3.0]] * 4, 4)
    both = all(number in message for number in "34")
    assert both, f"3 columns where 4 are wanted should raise a ValueError that names both; got: {message}"


def test_check_inputs_numbers(student):
    """check_inputs refuses an entry that is nan or infinite, with a ValueError that names X."""

    def probe(classifier, tables) -> list[str]:
        said = []
        for X in tables:
            try:
                classifier.check_inputs(X)
                said.append("nothing was raised")
            except ValueError as error:
                said.append(str(error))
        return said

    tables = [np.array([[1.0, 2.0], [last, 4.0]]) for last in (3.0, np.nan, np.inf, 5.0, 6.0, -np.inf)]
    for X, message in zip(tables, student(probe, tables), strict=True):
        right = message == "nothing was raised" if np.isfinite(X).all() else "X" in message
        told = "raise nothing" if np.isfinite(X).all() else "raise a ValueError that names X"
        assert right, f"check_inputs of an X with the entry {X[1, 0]} should {told}; got: {message}"


def test_train_epoch(student):
    """With one batch for all examples, train_epoch takes one step down the mean loss."""
    # p = 0 for both; dL/dw = (2 * -1 * 1 + 2 * -2 * 2) / 2 = -5, dL/db = (2 * -1 + 2 * -2) / 2 = -3
    assert student(probe_line, [[1.0], [2.0]], [1.0, 2.0], 2)[0] == approx([0.5, 0.3])
    # dL/dw = 2 * (4 * -1 * 1 + 4 * -8 * 2) / 2 = -68, dL/db = 2 * (4 * -1 + 4 * -8) / 2 = -36
    mistakes = {"the slope of a rounded number, 0; gradients are what `backward` hands back": [0.0, 0.0]}
    assert student(probe_rounded, [[1.0], [2.0]], [0.5, 1.0], 2)[0] == approx([0.68, 0.36], mistakes=mistakes)


def test_train_epoch_last_batch(student):
    """A last batch with fewer examples gets its step too."""
    # As before w = 0.5, b = 0.3; then p = 1.8 for x = 3, dL/dw = 2 * -0.2 * 3 = -1.2, dL/db = 2 * -0.2 = -0.4
    mistakes = {"the last, smaller batch left out": [0.5, 0.3]}
    assert student(probe_line, [[1.0], [2.0], [3.0]], [1.0, 2.0, 2.0], 2)[0] == approx([0.62, 0.34], mistakes=mistakes)
    # As before w = 0.68, b = 0.36; then 2.4 becomes 2 for x = 3, dL/dw = 2 * 4 * 1 * 3 = 24, dL/db = 2 * 4 * 1 = 8
    mistakes = {"the last, smaller batch left out": [0.68, 0.36]}
    weights, _ = student(probe_rounded, [[1.0], [2.0], [3.0]], [0.5, 1.0, 0.5], 2)
    assert weights == approx([0.44, 0.28], mistakes=mistakes)


def test_train_epoch_loss(student):
    """train_epoch returns the mean over all examples of their losses before the steps."""
    # Losses 1 and 4 in the first batch, 0.2^2 in the second.
    mistakes = {"the mean over batches, not over examples": 1.27, "the loss of the last batch": 0.04}
    assert student(probe_line, [[1.0], [2.0], [3.0]], [1.0, 2.0, 2.0], 2)[1] == approx(1.68, mistakes=mistakes)
    # Losses 1 and 16 in the first batch, 0 in the second.
    mistakes = {"the mean over batches, not over examples": 4.25, "the loss of the last batch": 0.0}
    assert student(probe_rounded, [[1.0], [2.0], [3.0]], [0.5, 1.0, 1.0], 2)[1] == approx(17.0 / 3.0, mistakes=mistakes)


def test_fit_weights(student):
    """fit makes an MLP with weights from default_rng(random_state): with 0 epochs, they are still as drawn."""

    def probe(classifier, X, y, seed) -> list[float]:
        model = classifier.Classifier([2, 1], "tanh", epochs=0, random_state=seed)
        model.fit(X, y)
        return [p.data for p in model.mlp_.parameters()]

    rng = np.random.default_rng(5)
    drawn = [[*rng.uniform(-1.0, 1.0, 2), 0.0] for _ in range(3)]
    assert student(probe, X, Y, 5) == approx(sum(drawn, []))


def test_fit_unseeded(student):
    """Without a random_state, every fit starts from other weights; a random_state of 0 is a seed like any other."""

    def probe(classifier, X, y, seeds) -> list[float]:
        first = []
        for seed in seeds:
            model = classifier.Classifier([1], epochs=0, random_state=seed)
            model.fit(X, y)
            first.append(model.mlp_.parameters()[0].data)
        return first

    first = student(probe, X, Y, [None, None, 0, 0])
    assert first[2:] == approx([float(np.random.default_rng(0).uniform(-1.0, 1.0))] * 2)
    assert len(set(first[:3])) == 3, f"three fits, two of them without a seed, start from the first weights {first[:3]}"


def test_fit_returns_self(student):
    """fit trains and returns the classifier itself, so that calls can be chained."""

    def probe(classifier, X, y, seed) -> tuple[bool, list[float]]:
        model = classifier.Classifier([1], lr=0.5, epochs=2, batch_size=4, loss="squared_error", random_state=seed)
        return model.fit(X, y) is model, model.loss_curve_

    same, curve = student(probe, X, Y, 3)
    assert same, "model.fit(X, y) should return model; it returned something else"
    assert curve == approx(CURVE[:2])


def test_fit_loss_curve(student):
    """fit trains for as many epochs as it is told, and keeps the loss of each in loss_curve_."""

    def probe(classifier, X, y, seed) -> tuple[list[float], np.ndarray, np.ndarray]:
        model = classifier.Classifier([1], lr=0.5, epochs=4, batch_size=4, loss="squared_error", random_state=seed)
        model.fit(X, y)
        return model.loss_curve_, X, y

    curve, *left = student(probe, np.array(X), np.array(Y), 3)
    assert curve == approx(CURVE)
    for name, before, after in zip("Xy", (X, Y), left, strict=True):
        assert np.array_equal(before, after), f"fit has changed {name}; leave arguments as they are"


def test_fit_again(student):
    """fit forgets what an earlier fit learned: the second loss curve is the first one again."""

    def probe(classifier, X, y, seed) -> list[float]:
        model = classifier.Classifier([1], lr=0.5, epochs=4, batch_size=4, loss="squared_error", random_state=seed)
        model.fit(X, y)
        return model.fit(X, y).loss_curve_

    assert student(probe, X, Y, 3) == approx(CURVE, mistakes={"both curves in a row": [*CURVE, *CURVE]})


def test_fit_classes(student):
    """Labels may be any two values; classes_ has them sorted, and the second one is the target 1."""

    def probe(classifier, X, labels, seed) -> tuple[list[str], list[float]]:
        model = classifier.Classifier([1], lr=0.5, epochs=2, batch_size=4, loss="squared_error", random_state=seed)
        model.fit(X, labels)
        return model.classes_.tolist(), model.loss_curve_

    classes, curve = student(probe, X, ["stays" if label else "cancels" for label in Y], 3)
    assert classes == ["cancels", "stays"], f'classes_ should be ["cancels", "stays"]; it is {classes}'
    assert curve == approx(CURVE[:2])


def test_fit_shapes(student):
    """fit refuses X without two axes, and y in a column or of another length than X; its ValueError names the shape."""

    def probe(classifier, X, y) -> str:
        try:
            classifier.Classifier([1], epochs=0).fit(X, y)
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    column = [[label] for label in Y]
    for X_given, y, shape in ((X[0], Y[:2], "(2,)"), (X, column, "(6, 1)"), (X, Y[:5], "(5,)")):
        message = student(probe, X_given, y)
        assert shape in message, f"fit of X {np.shape(X_given)} and y {np.shape(y)} should name {shape}; got: {message}"


def test_fit_three_classes(student):
    """fit refuses labels of three classes, or of a single one, with a ValueError that lists them."""

    def probe(classifier, X, labels) -> str:
        try:
            classifier.Classifier([1], epochs=0).fit(X, labels)
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    message = student(probe, X, [7, 8, 9, 7, 8, 9])
    assert all(number in message for number in "789"), (
        f"labels 7, 8 and 9 should raise a ValueError that lists them; got: {message}"
    )
    message = student(probe, X, [7] * 6)
    assert "7" in message, f"labels that are all 7 should raise a ValueError that lists it; got: {message}"


def test_partial_fit(student):
    """Every call of partial_fit trains for one epoch; the first one starts the network."""

    def probe(classifier, X, y, seed, calls) -> list[float]:
        model = classifier.Classifier([1], lr=0.5, epochs=9, batch_size=4, loss="squared_error", random_state=seed)
        for _ in range(calls):
            model = model.partial_fit(X, y)
        return model.loss_curve_

    assert student(probe, X, Y, 3, 3) == approx(CURVE[:3], mistakes={"a new start in every call": CURVE[:1] * 3})


def test_partial_fit_continues(student):
    """partial_fit goes on from where fit stopped, and adds to its loss curve."""

    def probe(classifier, X, y, seed) -> list[float]:
        model = classifier.Classifier([1], lr=0.5, epochs=3, batch_size=4, loss="squared_error", random_state=seed)
        model.fit(X, y)
        model.partial_fit(X, y)
        return model.loss_curve_

    assert student(probe, X, Y, 3) == approx(CURVE, mistakes={"a new start": CURVE[:1]})


def test_partial_fit_one_class(student):
    """The first call of partial_fit is told by `classes` of a label that its y lacks."""

    def probe(classifier, X, first, second, seed) -> tuple[list[str], list[float]]:
        model = classifier.Classifier([1], lr=0.5, batch_size=4, loss="squared_error", random_state=seed)
        for _ in range(2):
            model.partial_fit(X, [second] * len(X), classes=[second, first])
        return model.classes_.tolist(), model.loss_curve_

    classes, curve = student(probe, [[0.0, 0.0]] * 4, "cancels", "stays", 3)
    assert classes == ["cancels", "stays"], f'classes_ should be ["cancels", "stays"]; it is {classes}'
    # A new neuron says 0.5 of (0, 0), and 1 would be right; then b = 0.125, and it says sigmoid(0.125) = 0.531.
    assert curve == approx([0.25, 0.46879062662624377**2])


def test_partial_fit_shapes(student):
    """partial_fit refuses y in a column or of another length, and an X of other columns than before, by their shape."""

    def probe(classifier, X, y, others) -> list[str]:
        model, said = classifier.Classifier([1], loss="squared_error"), []
        for X_given, y_given in ((X, [[label] for label in y]), (X, y), (others, y), (X, y[:5]), (X, y)):
            try:
                model.partial_fit(X_given, y_given)
                said.append("nothing was raised")
            except ValueError as error:
                said.append(str(error))
        return said

    messages = student(probe, X, Y, [[*row, 1.0] for row in X])
    told = ["y (6, 1)", "X (6, 2)", "X (6, 3), after an X (6, 2),", "X (6, 2) and y (5,)", "X (6, 2)"]
    for shape, what, message in zip(("(6, 1)", "", "(6, 3)", "(5,)", ""), told, messages, strict=True):
        wanted = f"raise a ValueError that names {shape}" if shape else "raise nothing"
        right = shape in message if shape else message == "nothing was raised"
        assert right, f"partial_fit of {what} should {wanted}; got: {message}"


def probe_ready(neurons, classifier, labels, sizes, numbers, points) -> dict[str, np.ndarray]:
    """What a classifier with given classes and weights says of points: the probabilities; and the points afterwards."""
    model = classifier.Classifier(sizes[1:], "relu")
    model.classes_, model.n_features_in_, model.loss_curve_ = np.array(labels), sizes[0], []
    model.mlp_ = neurons.MLP(sizes[0], sizes[1:], "relu", output_activation="sigmoid")
    for p, number in zip(model.mlp_.parameters(), numbers, strict=True):
        p.data = number
    return {"P": model.predict_proba(points), "X": points}


def test_predict_proba(student):
    """predict_proba gives a row per example: the probability of the first class, then that of the second."""
    # (2, 3): relu(1 * 2) = 2, relu(-1 * 3 + 1) = 0, sigmoid(-1 * 2 + 2 * 0 + 0.5) = sigmoid(-1.5)
    # (1, -1): relu(1 * 1) = 1, relu(-1 * -1 + 1) = 2, sigmoid(-1 * 1 + 2 * 2 + 0.5) = sigmoid(3.5)
    p, points = np.array([0.18242552380635635, 0.9706877692486436]), np.array([[2.0, 3.0], [1.0, -1.0]])
    numbers = [1.0, 0.0, 0.0, 0.0, -1.0, 1.0, -1.0, 2.0, 0.5]
    found = student(probe_ready, [0, 1], [2, 2, 1], numbers, points)
    mistakes = {"the two columns the wrong way round": np.column_stack([p, 1.0 - p])}
    assert found["P"] == approx(np.column_stack([1.0 - p, p]), mistakes=mistakes)
    assert np.array_equal(found["X"], points), "predict_proba has changed X; leave arguments as they are"


def test_predict_proba_shapes(student):
    """predict_proba refuses an X of other columns than in fit, or without two axes; its ValueError names the shape."""

    def probe(neurons, classifier, tables) -> list[str]:
        model, said = classifier.Classifier([1]), []
        model.classes_, model.n_features_in_, model.loss_curve_ = np.array([0, 1]), 2, []
        model.mlp_ = neurons.MLP(2, [1], output_activation="sigmoid")
        for X in tables:
            try:
                said.append(f"an answer of shape {np.shape(model.predict_proba(X))}")
            except ValueError as error:
                said.append(str(error))
        return said

    wide, single, right = [[1.0, 2.0, 3.0]] * 4, [1.0, 2.0], [[1.0, 2.0]]
    for X, message in zip((wide, single, right), student(probe, [wide, single, right]), strict=True):
        wanted = "an answer of shape (1, 2)" if X is right else str(np.shape(X))
        told = "give an answer" if X is right else "raise a ValueError that names this shape"
        assert wanted in message, (
            f"after a fit with 2 columns, predict_proba of an X {np.shape(X)} should {told}; got: {message}"
        )


def test_predict_proba_not_fitted(student):
    """predict_proba before fit raises a NotFittedError."""

    def probe(classifier, points) -> str:
        try:
            classifier.Classifier([1]).predict_proba(points)
        except classifier.NotFittedError:
            return "NotFittedError"
        except (ValueError, AttributeError) as error:
            return f"{type(error).__name__}: {error}"
        return "nothing was raised"

    raised = student(probe, [[2.0, 3.0]])
    assert raised == "NotFittedError", f"predict_proba before fit should raise a NotFittedError; got: {raised}"


def test_predict(student):
    """predict gives the label of the likelier class, whatever values the labels have."""

    def probe(neurons, classifier, labels, numbers, points, probabilities) -> list[str]:
        class Ready(classifier.Classifier):
            def predict_proba(self, X):
                return probabilities

        model = Ready([1])
        model.classes_, model.n_features_in_, model.loss_curve_ = np.array(labels), 2, []
        model.mlp_ = neurons.MLP(2, [1], output_activation="sigmoid")
        for p, number in zip(model.mlp_.parameters(), numbers, strict=True):
            p.data = number
        return model.predict(points).tolist()

    # z = x_2 - x_1: 1, -1, 0.2, -0.2, so that the second class, "yes", has 0.73, 0.27, 0.55 and 0.45
    points = [[0.0, 1.0], [1.0, 0.0], [0.0, 0.2], [0.2, 0.0]]
    P = 1.0 / (1.0 + np.exp(np.array([[1.0, -1.0], [-1.0, 1.0], [0.2, -0.2], [-0.2, 0.2]])))
    labels = student(probe, ["no", "yes"], [-1.0, 1.0, 0.0], points, P)
    assert labels == ["yes", "no", "yes", "no"], (
        f'with probabilities 0.73, 0.27, 0.55, 0.45 of "yes", the labels should be yes, no, yes, no; got {labels}'
    )


def probe_score(neurons, classifier, labels, numbers, points, truth, probabilities, predicted) -> float:
    """The score of a classifier whose predictions are given, whatever else is written already."""

    class Ready(classifier.Classifier):
        def predict_proba(self, X):
            return probabilities

        def predict(self, X):
            return predicted

    model = Ready([1])
    model.classes_, model.n_features_in_, model.loss_curve_ = np.array(labels), len(points[0]), []
    model.mlp_ = neurons.MLP(len(points[0]), [1], output_activation="sigmoid")
    for p, number in zip(model.mlp_.parameters(), numbers, strict=True):
        p.data = number
    return model.score(points, truth)


def test_score(student):
    """score is the share of examples whose predicted label is the right one."""
    # z = x_2 - x_1: the predictions are 5, -5, 5, -5, 5, and all but the first are right
    points = [[0.0, 1.0], [1.0, 0.0], [0.0, 0.2], [0.2, 0.0], [0.0, 0.4]]
    mistakes = {"the share of errors": 0.2, "the number of right ones": 4.0}
    P = 1.0 / (1.0 + np.exp(np.array([[1.0, -1.0], [-1.0, 1.0], [0.2, -0.2], [-0.2, 0.2], [0.4, -0.4]])))
    predicted, truth = np.array([5, -5, 5, -5, 5]), [-5, -5, 5, -5, 5]
    score = student(probe_score, [-5, 5], [-1.0, 1.0, 0.0], points, truth, P, predicted)
    assert score == approx(0.8, mistakes=mistakes)


def test_score_column(student):
    """score refuses labels in a column (n, 1): comparing them with a row (n,) would compare each with each."""

    def probe(classifier, points, truth) -> str:
        class Ready(classifier.Classifier):
            def predict_proba(self, X):
                return np.array([[0.5 + x[0], 0.5 - x[0]] for x in X])

            def predict(self, X):
                return np.array([int(x[0] < 0.0) for x in X])

        model = Ready([1])
        model.classes_, model.n_features_in_, model.loss_curve_ = np.array([0, 1]), len(points[0]), []
        model.mlp_ = None
        try:
            score = model.score(points, truth)
        except ValueError as error:
            return str(error)
        return f"the score {score}"

    message = student(probe, X, [[label] for label in Y])
    assert "(6, 1)" in message, f"labels of shape (6, 1) should raise a ValueError that names the shape; got: {message}"
