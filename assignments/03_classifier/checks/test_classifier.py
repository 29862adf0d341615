"""What the losses, the training and the predictions of a classifier are, in numbers small enough to work by hand."""

import numpy as np

from autograder import approx

# Six points: the label is 1 where the second feature is above the first.
X = [[0.0, 1.0], [1.0, 0.0], [-1.0, 1.0], [2.0, 1.0], [0.5, 2.0], [1.0, -1.0]]
Y = [1, 0, 1, 0, 1, 0]
# What NumPy gives for a sigmoid neuron on these: weights from default_rng(3), squared error, lr 0.5, batches of 4.
CURVE = [0.24508979981614895, 0.19062805723340404, 0.14268140026625611, 0.10716513057956419]


def test_binary_cross_entropy(student):
    """binary_cross_entropy is the mean of -log p where the target is 1, and of -log(1 - p) where it is 0."""

    def probe(engine, classifier, targets, probabilities) -> float:
        return classifier.binary_cross_entropy(targets, [engine.Value(p) for p in probabilities]).data

    # -(ln 0.9 + ln 0.8 + ln 0.5) / 3
    mistakes = {
        "the sum": 1.0216512475319812,
        "a second term of (1 - t) * (1 - log p)": -0.6036434054054429,
        "the first term alone, without (1 - t) log(1 - p)": 0.2661692320725905,
    }
    assert student(probe, [1, 0, 1], [0.9, 0.2, 0.5]) == approx(0.34055041584399376, mistakes=mistakes)


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
    """check_inputs gives a list of lists back as an array of floats, examples in rows."""

    def probe(classifier, X, n_features) -> np.ndarray:
        return classifier.check_inputs(X, n_features)

    assert student(probe, [[1, 2, 3], [4, 5, 6]], 3) == approx(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert student(probe, [[1, 2, 3]], None) == approx(np.array([[1.0, 2.0, 3.0]]))


def test_check_inputs_one_axis(student):
    """check_inputs refuses a plain list of numbers, which is no table of examples and features; it names its shape."""

    def probe(classifier, X) -> str:
        try:
            classifier.check_inputs(X)
        except ValueError as error:
            return str(error)
        return "nothing was raised"

    message = student(probe, [1.0, 2.0, 3.0])
    assert "(3,)" in message, (
        f"check_inputs([1, 2, 3]) should raise a ValueError that names the shape (3,); got: {message}"
    )


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


def test_train_epoch(student):
    """With one batch for all examples, train_epoch takes one step down the mean loss."""

    def probe(neurons, classifier, X, t, batch_size) -> list[float]:
        mlp = neurons.MLP(1, [1], "linear")
        for p in mlp.parameters():
            p.data = 0.0
        classifier.train_epoch(mlp, np.array(X), t, 0.1, batch_size, "squared_error")
        return [p.data for p in mlp.parameters()]

    # p = 0 for both; dL/dw = (2 * -1 * 1 + 2 * -2 * 2) / 2 = -5, dL/db = (2 * -1 + 2 * -2) / 2 = -3
    assert student(probe, [[1.0], [2.0]], [1.0, 2.0], 2) == approx([0.5, 0.3])


def test_train_epoch_last_batch(student):
    """A last batch with fewer examples gets its step too."""

    def probe(neurons, classifier, X, t, batch_size) -> list[float]:
        mlp = neurons.MLP(1, [1], "linear")
        for p in mlp.parameters():
            p.data = 0.0
        classifier.train_epoch(mlp, np.array(X), t, 0.1, batch_size, "squared_error")
        return [p.data for p in mlp.parameters()]

    # As before w = 0.5, b = 0.3; then p = 1.8 for x = 3, dL/dw = 2 * -0.2 * 3 = -1.2, dL/db = 2 * -0.2 = -0.4
    mistakes = {"the last, smaller batch left out": [0.5, 0.3]}
    assert student(probe, [[1.0], [2.0], [3.0]], [1.0, 2.0, 2.0], 2) == approx([0.62, 0.34], mistakes=mistakes)


def test_train_epoch_loss(student):
    """train_epoch returns the mean over all examples of their losses before the steps."""

    def probe(neurons, classifier, X, t, batch_size) -> float:
        mlp = neurons.MLP(1, [1], "linear")
        for p in mlp.parameters():
            p.data = 0.0
        return classifier.train_epoch(mlp, np.array(X), t, 0.1, batch_size, "squared_error")

    # Losses 1 and 4 in the first batch, 0.2^2 in the second.
    mistakes = {"the mean over batches, not over examples": 1.27, "the loss of the last batch": 0.04}
    assert student(probe, [[1.0], [2.0], [3.0]], [1.0, 2.0, 2.0], 2) == approx(1.68, mistakes=mistakes)


def test_fit_weights(student):
    """fit makes an MLP with weights from default_rng(random_state): with 0 epochs, they are still as drawn."""

    def probe(classifier, X, y, seed) -> list[float]:
        model = classifier.Classifier([2, 1], "tanh", epochs=0, random_state=seed).fit(X, y)
        return [p.data for p in model.mlp_.parameters()]

    rng = np.random.default_rng(5)
    drawn = [[*rng.uniform(-1.0, 1.0, 2), 0.0] for _ in range(3)]
    assert student(probe, X, Y, 5) == approx(sum(drawn, []))


def test_fit_returns_self(student):
    """fit returns the classifier itself, so that calls can be chained."""

    def probe(classifier, X, y) -> bool:
        model = classifier.Classifier([1], epochs=0)
        return model.fit(X, y) is model

    assert student(probe, X, Y), "model.fit(X, y) should return model; it returned something else"


def test_fit_loss_curve(student):
    """fit trains for as many epochs as it is told, and keeps the loss of each in loss_curve_."""

    def probe(classifier, X, y, seed) -> list[float]:
        model = classifier.Classifier([1], lr=0.5, epochs=4, batch_size=4, loss="squared_error", random_state=seed)
        return model.fit(X, y).loss_curve_

    assert student(probe, X, Y, 3) == approx(CURVE)


def test_fit_again(student):
    """fit forgets what an earlier fit learned: the second loss curve is the first one again."""

    def probe(classifier, X, y, seed) -> list[float]:
        model = classifier.Classifier([1], lr=0.5, epochs=4, batch_size=4, loss="squared_error", random_state=seed)
        model.fit(X, y)
        return model.fit(X, y).loss_curve_

    assert student(probe, X, Y, 3) == approx(CURVE, mistakes={"both curves in a row": [*CURVE, *CURVE]})


def test_fit_classes(student):
    """Labels may be any two values; classes_ has them sorted."""

    def probe(classifier, X, labels) -> list[str]:
        return classifier.Classifier([1], epochs=0).fit(X, labels).classes_.tolist()

    classes = student(probe, X, ["stays", "cancels", "stays", "cancels", "stays", "cancels"])
    assert classes == ["cancels", "stays"], f'classes_ should be ["cancels", "stays"]; it is {classes}'


def test_fit_three_classes(student):
    """fit refuses labels of three classes, with a ValueError that lists them."""

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


def test_predict_proba(student):
    """predict_proba gives a row per example: the probability of the first class, then that of the second."""

    def probe(classifier, X, y, parameters, points) -> np.ndarray:
        model = classifier.Classifier([2, 1], "relu", epochs=0).fit(X, y)
        for p, number in zip(model.mlp_.parameters(), parameters, strict=False):
            p.data = number
        return model.predict_proba(points)

    # (2, 3): relu(1 * 2) = 2, relu(-1 * 3 + 1) = 0, sigmoid(-1 * 2 + 2 * 0 + 0.5) = sigmoid(-1.5)
    # (1, -1): relu(1 * 1) = 1, relu(-1 * -1 + 1) = 2, sigmoid(-1 * 1 + 2 * 2 + 0.5) = sigmoid(3.5)
    p = np.array([0.18242552380635635, 0.9706877692486436])
    proba = student(probe, X, Y, [1.0, 0.0, 0.0, 0.0, -1.0, 1.0, -1.0, 2.0, 0.5], [[2.0, 3.0], [1.0, -1.0]])
    mistakes = {"the two columns the wrong way round": np.column_stack([p, 1.0 - p])}
    assert proba == approx(np.column_stack([1.0 - p, p]), mistakes=mistakes)


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

    def probe(classifier, X, labels, parameters, points) -> list[str]:
        model = classifier.Classifier([1], epochs=0).fit(X, labels)
        for p, number in zip(model.mlp_.parameters(), parameters, strict=False):
            p.data = number
        return model.predict(points).tolist()

    # z = x_2 - x_1: 1, -1, 0.2, -0.2, so that the second class, "yes", has 0.73, 0.27, 0.55 and 0.45
    points = [[0.0, 1.0], [1.0, 0.0], [0.0, 0.2], [0.2, 0.0]]
    labels = student(probe, X, ["yes", "no", "yes", "no", "yes", "no"], [-1.0, 1.0, 0.0], points)
    assert labels == ["yes", "no", "yes", "no"], (
        f'with probabilities 0.73, 0.27, 0.55, 0.45 of "yes", the labels should be yes, no, yes, no; got {labels}'
    )


def test_score(student):
    """score is the share of examples whose predicted label is the right one."""

    def probe(classifier, X, labels, parameters, points, truth) -> float:
        model = classifier.Classifier([1], epochs=0).fit(X, labels)
        for p, number in zip(model.mlp_.parameters(), parameters, strict=False):
            p.data = number
        return model.score(points, truth)

    # z = x_2 - x_1: the predictions are 5, -5, 5, -5, 5, and all but the first are right
    points = [[0.0, 1.0], [1.0, 0.0], [0.0, 0.2], [0.2, 0.0], [0.0, 0.4]]
    mistakes = {"the share of errors": 0.2, "the number of right ones": 4.0}
    score = student(probe, X, [5, -5, 5, -5, 5, -5], [-1.0, 1.0, 0.0], points, [-5, -5, 5, -5, 5])
    assert score == approx(0.8, mistakes=mistakes)


def test_score_column(student):
    """score refuses labels in a column (n, 1): comparing them with a row (n,) would compare each with each."""

    def probe(classifier, X, y) -> str:
        model = classifier.Classifier([1], epochs=0).fit(X, y)
        try:
            score = model.score(X, [[label] for label in y])
        except ValueError as error:
            return str(error)
        return f"the score {score}"

    message = student(probe, X, Y)
    assert "(6, 1)" in message, f"labels of shape (6, 1) should raise a ValueError that names the shape; got: {message}"
