"""What each model of letters computes, in numbers small enough to work by hand."""

import numpy as np

from autograder import approx, numerical_gradient

LOG3 = 1.0986122886681098


def require_kept(before, after, names):
    """Asserts that each of the arrays that a function was given is afterwards what it was."""
    for name, old, new in zip(names, before, after, strict=True):
        assert np.array_equal(old, new), f"{name} has changed from {old.tolist()} to {new.tolist()}; make a new array"


def probe_examples(letters, names, context) -> tuple[np.ndarray, np.ndarray]:
    return letters.examples(names, context)


def test_examples(student):
    """The names "ab" and "b" have five examples: three letters and two ends, each with the two symbols before it."""
    X, y = student(probe_examples, ["ab", "b"], 2)
    wanted = [[0, 0], [0, 1], [1, 2], [0, 0], [0, 2]]
    named = {
        "the end of a name is an example too": wanted[:2] + wanted[3:4],
        "a name begins with 0, not with the end of the one before": [[0, 0], [0, 1], [1, 2], [2, 0], [0, 2]],
        "the latest symbol comes last in a row": [row[::-1] for row in wanted],
    }
    for mistake, wrong in named.items():
        assert X.tolist() != wrong, f"the rows of X are {X.tolist()}: {mistake}"
    assert X.tolist() == wanted, f"the rows of X should be {wanted}; they are {X.tolist()}"
    assert y.tolist() == [1, 2, 0, 2, 0], f"what follows them is 1, 2, 0 and 2, 0; y is {y.tolist()}"
    assert X.dtype.kind == y.dtype.kind == "i", f"X and y are whole numbers; these are {X.dtype} and {y.dtype}"


def test_examples_context(student):
    """A context of 1 gives pairs; one that is longer than the name is filled up with 0 on the left."""
    X, y = student(probe_examples, ["cab"], 1)
    assert (X.tolist(), y.tolist()) == ([[0], [3], [1], [2]], [3, 1, 2, 0]), f"the pairs of cab: {X.tolist()}, {y}"
    X, y = student(probe_examples, ["ba"], 4)
    wanted = [[0, 0, 0, 0], [0, 0, 0, 2], [0, 0, 2, 1]]
    assert (X.tolist(), y.tolist()) == (wanted, [2, 1, 0]), f"of ba, with a context of 4: {X.tolist()}, {y.tolist()}"


# The pairs of "abba" and "ab".
FIRST, SECOND = np.array([0, 1, 2, 2, 1, 0, 1, 2]), np.array([1, 2, 2, 1, 0, 1, 2, 0])


def probe_table(letters, x, y, k, extra) -> np.ndarray:
    return letters.pair_table(x, y, k, extra)


def test_pair_table(student):
    """What follows an a in "abba" and "ab": a b in two of three cases."""
    table = student(probe_table, FIRST, SECOND, 3, 0.0)
    mistakes = {
        "counts; shares are asked for": np.array([[0.0, 2.0, 0.0], [1.0, 0.0, 2.0], [1.0, 1.0, 1.0]]),
        "1 where a pair comes up at all; count it each time": np.array([[0, 1, 0], [0.5, 0, 0.5], [1 / 3] * 3]),
        "the share of each pair among all pairs": np.array([[0, 2, 0], [1, 0, 2], [1, 1, 1]]) / 8.0,
        "what stands before a symbol; rows are what comes first": np.array(
            [[0, 0.5, 0.5], [2 / 3, 0, 1 / 3], [0, 2 / 3, 1 / 3]]
        ),
    }
    assert table == approx(np.array([[0.0, 1.0, 0.0], [1 / 3, 0.0, 2 / 3], [1 / 3] * 3]), mistakes=mistakes)


def test_pair_table_extra(student):
    """With one more of every pair, nothing is impossible any more: after an a comes an a in one of six cases."""
    table = student(probe_table, FIRST, SECOND, 3, 1.0)
    assert table == approx(np.array([[1 / 5, 3 / 5, 1 / 5], [2 / 6, 1 / 6, 3 / 6], [1 / 3] * 3]))
    table = student(probe_table, FIRST, SECOND, 3, 0.5)
    assert table == approx(
        np.array([[0.5 / 3.5, 2.5 / 3.5, 0.5 / 3.5], [1.5 / 4.5, 0.5 / 4.5, 2.5 / 4.5], [1 / 3] * 3])
    )


def test_pair_table_unknown(student):
    """Without extra, a symbol that nothing is known of is followed by all symbols equally often."""
    table = student(probe_table, np.array([0, 0, 2]), np.array([2, 2, 0]), 4, 0.0)
    assert table == approx(np.array([[0.0, 0.0, 1.0, 0.0], [0.25] * 4, [1.0, 0.0, 0.0, 0.0], [0.25] * 4]))


def probe_embed_back(letters, dF, X, k) -> tuple[np.ndarray, list[np.ndarray]]:
    before, letters.embed = letters.embed, lambda E, X: -7.0 * dF
    try:
        return letters.embed_backward(dF, X, k), [dF, X]
    finally:
        letters.embed = before


def require_large(student):
    """Asserts that the way back is right for a table of 17,000 rows, of which 900 places take some."""
    X = (187 * np.arange(900).reshape(300, 3)) % 17000
    dF = np.cos(np.arange(900.0 * 12)).reshape(300, 3, 12)
    expected = np.zeros((17000, 12))
    for place in np.ndindex(X.shape):
        expected[X[place]] = expected[X[place]] + dF[place]
    dE, _ = student(probe_embed_back, dF, X, 17000)
    assert dE == approx(expected, rel=1e-9, abs=1e-12)


def test_embed_backward(student):
    """Each row of the table collects the slopes of the places that took it; one that none took gets 0."""
    X, dF = np.array([2, 0, 2]), np.array([[1.0, -2.0], [5.0, 7.0], [0.5, 3.0]])
    dE, after = student(probe_embed_back, dF, X, 4)
    mistakes = {
        "the last slope of each symbol; they add up": np.array([[5.0, 7.0], [0.0, 0.0], [0.5, 3.0], [0.0, 0.0]]),
        "the mean of a symbol's slopes; they add up": np.array([[5.0, 7.0], [0.0, 0.0], [0.75, 0.5], [0.0, 0.0]]),
    }
    assert dE == approx(np.array([[5.0, 7.0], [0.0, 0.0], [1.5, 1.0], [0.0, 0.0]]), mistakes=mistakes)
    require_kept([dF, X], after, ["dF", "X"])
    require_large(student)


def test_embed_backward_axes(student):
    """X may have two axes, in which a symbol may come twice in a row, and the table thousands of rows."""
    X = np.array([[1, 1, 0], [3, 1, 3]])
    dF = np.arange(12.0).reshape(2, 3, 2)
    dE, _ = student(probe_embed_back, dF, X, 5)
    # The symbol 1 stands at the places 0, 1 and 4, the symbol 3 at 3 and 5.
    assert dE == approx(np.array([[4.0, 5.0], [10.0, 13.0], [0.0, 0.0], [16.0, 18.0], [0.0, 0.0]]))
    require_large(student)


def probe_pairs(letters, X, y, W) -> tuple[float, dict[str, np.ndarray]]:
    model = letters.PairLayer(len(W))
    model.params = {"W": W}
    return model.loss_and_gradients(X, y)


def probe_pairs_told(letters, X, y, W, P, D, dW) -> tuple[float, dict[str, np.ndarray], list[np.ndarray]]:
    # Predictions that no softmax has made, and ways back that answer what they are told, and note what they are asked.
    asked = []

    def cross_entropy_backward(P, y, weights=None):
        asked.extend([P, y])
        return D

    def embed_backward(dF, X, n_symbols):
        asked.extend([dF, X, np.array([n_symbols])])
        return dW

    class Told(letters.PairLayer):
        def predict_proba(self, X):
            return P

    before, model = dict(vars(letters)), Told(len(W))
    letters.cross_entropy_backward, letters.embed_backward, model.params = (
        cross_entropy_backward,
        embed_backward,
        {"W": W},
    )
    try:
        loss, gradients = model.loss_and_gradients(X, y)
    finally:
        vars(letters).update(before)
    return loss, gradients, asked


def require_answer(student):
    """Asserts that the gradient is what embed_backward answers, whatever that is."""
    told = np.array([[0.5, 2.0], [4.0, 1.0]])
    X, y, D = np.array([[1], [0]]), np.array([0, 0]), np.array([[1.0, 2.0], [3.0, 4.0]])
    _, gradients, _ = student(probe_pairs_told, X, y, np.ones((2, 2)), np.full((2, 2), 0.5), D, told)
    assert gradients["W"] == approx(told), "the gradient is what embed_backward answers"


def test_pair_layer(student):
    """Loss and gradient of a layer that knows nothing yet, for the pairs of "abba" and "ab", worked by hand."""
    loss, gradients = student(probe_pairs, FIRST[:, None], SECOND, np.zeros((3, 3)))
    assert loss == approx(LOG3)
    assert list(gradients) == ["W"], f"the gradients are named {list(gradients)}, unlike params"
    expected = np.array([[1 / 12, -1 / 6, 1 / 12], [0.0, 1 / 8, -1 / 8], [0.0, 0.0, 0.0]])
    mistakes = {"its transpose; the row is what comes first": expected.T, "the sum over the examples": 8.0 * expected}
    assert gradients["W"] == approx(expected, abs=1e-15, mistakes=mistakes)
    require_answer(student)


def test_pair_layer_parts(student):
    """The way back of PairLayer is cross_entropy_backward and embed_backward, over what predict_proba returns."""
    X, y = np.array([[9, 1], [9, 0], [9, 1]]), np.array([0, 1, 1])
    P, D = np.array([[0.5, 0.25], [0.125, 0.5], [0.75, 0.5]]), np.array([[3.0, 1.0], [-2.0, 5.0], [7.0, 0.5]])
    dW = np.array([[4.0, -1.0], [2.0, 8.0]])
    loss, gradients, asked = student(probe_pairs_told, X, y, np.ones((2, 2)), P, D, dW)
    assert loss == approx(np.log(2.0)), "the loss is that of the probabilities which predict_proba returns"
    assert asked == approx([P, y, D, np.array([1, 0, 1]), np.array([2])])
    assert gradients["W"] == approx(dW), "the gradient is what embed_backward answers"


def test_pair_layer_learns(student):
    """Trained by plain descent, the layer reaches the loss of the counted table."""

    def probe(letters, X, y, k, lr, steps) -> tuple[float, np.ndarray]:
        model = letters.PairLayer(k)
        for _ in range(steps):
            loss, gradients = model.loss_and_gradients(X, y)
            model.params = {"W": model.params["W"] - lr * gradients["W"]}
        return loss, model.params["W"]

    loss, W = student(probe, FIRST[:, None], SECOND, 3, 6.0, 500)
    # -(2 log 1 + 2 log (2 / 3) + log (1 / 3) + 3 log (1 / 3)) / 8
    assert loss == approx(0.650672, abs=2e-3), "after 500 steps the loss should be that of the counted pairs"
    P = np.exp(W - W.max(axis=1, keepdims=True))
    assert P / P.sum(axis=1, keepdims=True) == approx(
        np.array([[0.0, 1.0, 0.0], [1 / 3, 0.0, 2 / 3], [1 / 3] * 3]), abs=5e-3
    )
    require_answer(student)


# A pass that no network makes: Z, H and P do not belong together. The slopes of the logits are (-0.75, 0.75).
PASS = {"Z": np.array([[1.0, -1.0, 2.0]]), "H": np.array([[5.0, 7.0, -1.0]]), "P": np.array([[0.25, 0.75]])}
LAYERS = {
    "W1": np.array([[1.0, 0.0, 2.0], [0.0, -1.0, 1.0]]),
    "b1": np.zeros(3),
    "W2": np.array([[1.0, 0.0], [0.0, 2.0], [-1.0, 1.0]]),
    "b2": np.zeros(2),
}


def probe_readout_back(letters, parts, y, A, params) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    return letters.readout_backward(letters.Readout(**parts), y, A, params)


def probe_readout_told(letters, parts, y, A, params, D, slopes) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    before = dict(vars(letters))
    letters.cross_entropy_backward = lambda P, y, weights=None: D + P
    letters.relu_backward = lambda dH, Z: dH * slopes + Z
    try:
        return letters.readout_backward(letters.Readout(**parts), y, A, params)
    finally:
        vars(letters).update(before)


def test_readout_backward(student):
    """The way back over a pass that is told, worked by hand: to A, and to the four parameters."""
    dA, gradients = student(probe_readout_back, PASS, np.array([0]), np.array([[1.0, 2.0]]), LAYERS)
    names = sorted(gradients)
    assert names == ["W1", "W2", "b1", "b2"], f"the gradients should be those of W1, b1, W2 and b2; they are of {names}"
    # dH = (-0.75, 1.5, 1.5), and dZ = (-0.75, 0, 1.5), since the second neuron is off.
    expected = {"W2": [[-3.75, 3.75], [-5.25, 5.25], [0.75, -0.75]], "b2": [-0.75, 0.75]}
    expected |= {"W1": [[-0.75, 0.0, 1.5], [-1.5, 0.0, 3.0]], "b1": [-0.75, 0.0, 1.5]}
    for name in ("W2", "b2", "b1", "W1"):
        assert gradients[name] == approx(np.array(expected[name])), f"the gradient of {name}"
    mistakes = {"what comes without the ReLU": np.array([[2.25, 0.0]])}
    assert dA == approx(np.array([[2.25, 1.5]]), mistakes=mistakes)


def test_readout_backward_parts(student):
    """readout_backward adds up over examples, and uses cross_entropy_backward and relu_backward, whatever these are."""
    parts = {
        "Z": np.array([[1.0, -1.0, 2.0], [0.5, 3.0, -2.0]]),
        "H": np.array([[5.0, 7.0, -1.0], [2.0, 0.0, 4.0]]),
        "P": np.array([[0.25, 0.75], [0.5, 0.5]]),
    }
    A, y, D = np.array([[1.0, 2.0], [-1.0, 4.0]]), np.array([0, 1]), np.array([[1.0, -3.0], [2.0, 0.5]])
    slopes = np.array([[2.0, -1.0, 0.5], [1.0, 0.0, -2.0]])
    dA, gradients = student(probe_readout_told, parts, y, A, LAYERS, D, slopes)
    dlogits = D + parts["P"]
    dZ = (dlogits @ LAYERS["W2"].T) * slopes + parts["Z"]
    expected = {"W1": A.T @ dZ, "b1": dZ.sum(axis=0), "W2": parts["H"].T @ dlogits, "b2": dlogits.sum(axis=0)}
    assert gradients == approx(expected)
    assert dA == approx(dZ @ LAYERS["W1"].T)


# Three symbols with embeddings of two entries.
TABLE = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def probe_mlp(letters, X, params) -> tuple[np.ndarray, list[np.ndarray]]:
    model = letters.LetterMLP(X.shape[1], 2, 2, np.random.default_rng(0), 3)
    model.params = params
    A, done = model.forward(X)
    return A, list(done)


def probe_mlp_told(letters, X, y, params, parts, dA, dE) -> tuple[float, dict[str, np.ndarray], list[np.ndarray]]:
    # A pass that is told, and ways back that answer what they are told, and note what they are asked.
    asked = []

    def readout_backward(done, y, A, params):
        asked.extend([*done, y, A, params["E"]])
        return dA, {"W1": 2.0 * A}

    def embed_backward(dF, X, n_symbols):
        asked.extend([dF, X, np.array([n_symbols])])
        return dE

    class Told(letters.LetterMLP):
        def forward(self, X):
            return parts["A"], letters.Readout(parts["Z"], parts["H"], parts["P"])

    model, before = Told(X.shape[1], 2, 2, np.random.default_rng(0), len(params["E"])), dict(vars(letters))
    letters.readout_backward, letters.embed_backward, model.params = readout_backward, embed_backward, params
    try:
        loss, gradients = model.loss_and_gradients(X, y)
    finally:
        vars(letters).update(before)
    return loss, gradients, asked


def test_mlp(student):
    """Forward, the embeddings of an example lie side by side, the earliest first, and readout goes on from there."""
    params = {"E": TABLE, "W1": np.zeros((4, 2)), "b1": np.array([2.0, -1.0]), "W2": np.eye(2, 3), "b2": np.zeros(3)}
    params["W1"][0, 0], params["W1"][3, 1] = 1.0, 1.0
    found, (before, after, proba) = student(probe_mlp, np.array([[2, 0], [1, 1]]), params)
    mistakes = {
        "the latest symbol first": np.array([[1.0, 2.0, 5.0, 6.0], [3.0, 4.0, 3.0, 4.0]]),
        "the first entries of all symbols, then the second ones": np.array(
            [[5.0, 1.0, 6.0, 2.0], [3.0, 3.0, 4.0, 4.0]]
        ),
    }
    assert found == approx(np.array([[5.0, 6.0, 1.0, 2.0], [3.0, 4.0, 3.0, 4.0]]), mistakes=mistakes)
    assert (before, after) == approx((np.array([[7.0, 1.0], [5.0, 3.0]]), np.array([[7.0, 1.0], [5.0, 3.0]])))
    E = np.exp([[7.0, 1.0, 0.0], [5.0, 3.0, 0.0]])
    assert proba == approx(E / E.sum(axis=1, keepdims=True))


def test_mlp_gradients(student):
    """Backward, LetterMLP asks readout_backward and embed_backward, and stands up again what lay side by side."""
    parts = {"A": np.arange(8.0).reshape(2, 4), "Z": np.array([[1.0, -1.0], [2.0, 3.0]])}
    parts |= {"H": np.array([[4.0, 0.5], [6.0, 7.0]]), "P": np.array([[0.25, 0.5, 0.5], [0.5, 0.125, 0.75]])}
    X, y, dA = np.array([[2, 0], [1, 1]]), np.array([1, 0]), np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]])
    dE = np.array([[0.5, 1.0], [1.5, 2.0], [2.5, 3.0]])
    loss, gradients, asked = student(probe_mlp_told, X, y, {"E": TABLE}, parts, dA, dE)
    assert loss == approx(np.log(2.0)), "the loss is that of the P which forward returns"
    assert asked[:6] == approx([parts["Z"], parts["H"], parts["P"], y, parts["A"], TABLE])
    dF = np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]])
    assert asked[6:] == approx([dF, X, np.array([3])])
    assert gradients == approx({"E": dE, "W1": 2.0 * parts["A"]})


def probe_rows(letters, names, length) -> tuple[np.ndarray, np.ndarray]:
    return letters.name_rows(names, length)


def test_name_rows(student):
    """Each place of a row of X is followed by what Y has there; what is left is 0."""
    X, Y = student(probe_rows, ["ab", "cba"], 5)
    wanted = [[[0, 1, 2, 0, 0], [0, 3, 2, 1, 0]], [[1, 2, 0, 0, 0], [3, 2, 1, 0, 0]]]
    said = "the rows of ab and cba with a length of 5"
    assert X.tolist() != wanted[1], f"{said}: X has no 0 before a name; Y begins with the first letter, X does not"
    assert X.tolist() == wanted[0], f"{said} should be X = {wanted[0]}; it is {X.tolist()}"
    assert Y.tolist() != wanted[0], f"{said}: Y is X; each place of Y is what follows"
    assert Y.tolist() == wanted[1], f"{said} should be Y = {wanted[1]}; it is {Y.tolist()}"
    assert X.dtype.kind == Y.dtype.kind == "i", f"X and Y are whole numbers; these are {X.dtype} and {Y.dtype}"
    X, Y = student(probe_rows, ["ab"], 3)
    assert (X.tolist(), Y.tolist()) == ([[0, 1, 2]], [[1, 2, 0]]), f"ab just fits 3 places: {X.tolist()}, {Y.tolist()}"


def test_name_rows_refuses(student):
    """name_rows raises a ValueError that says the name if a row is too short for it."""

    def probe(letters, names, length) -> tuple[np.ndarray, str]:
        X, _ = letters.name_rows(names, length + 1)
        try:
            letters.name_rows(names, length)
        except ValueError as error:
            return X, str(error)
        return X, ""

    X, message = student(probe, ["ab", "abc", "a"], 3)
    assert X.tolist() == [[0, 1, 2, 0], [0, 1, 2, 3], [0, 1, 0, 0]], f"with a length of 4, X is {X.tolist()}"
    assert "abc" in message, f"abc needs 4 places; a length of 3 should raise a ValueError that says so: {message!r}"


# Two places of four entries. The second scores log 3 with the first, and 0 with itself.
LOOKS = np.array([[[0.0, 6.0 * LOG3, 0.0, 0.0], [2.0 * LOG3, 0.0, 0.0, 0.0]]])
KEYS = np.array([[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]])
VALUES = np.array([[[4.0, 0.0, 0.0, 0.0], [0.0, 8.0, 0.0, 0.0]]])


def probe_attend(letters, Q, K, V) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    M, A = letters.attend(Q, K, V)
    return M, A, [Q, K, V]


def mixed(Q, K, V):
    """What attend returns, place by place."""
    M, A = np.zeros(V.shape), np.zeros((len(Q), Q.shape[1], Q.shape[1]))
    for i, s in np.ndindex(Q.shape[:2]):
        scores = np.array([Q[i, s] @ K[i, u] for u in range(s + 1)]) / np.sqrt(Q.shape[2])
        E = np.exp(scores - scores.max())
        A[i, s, : s + 1] = E / E.sum()
        M[i, s] = A[i, s] @ V[i]
    return M, A


def test_attend(student):
    """Two places, worked by hand: the first sees itself, the second mixes three parts of the first and one of it."""
    mix, weights, after = student(probe_attend, LOOKS, KEYS, VALUES)
    mistakes = {
        "without the square root of d": np.array([[[1.0, 0.0], [0.9, 0.1]]]),
        "divided by d; its square root belongs there": np.array(
            [[[1.0, 0.0], [3**0.5 / (1 + 3**0.5), 1 / (1 + 3**0.5)]]]
        ),
        "the first place looks at the second, which is later": np.array([[[1 / 28, 27 / 28], [0.75, 0.25]]]),
        "the scores of K with Q; a row belongs to what looks": np.array([[[1.0, 0.0], [27 / 28, 1 / 28]]]),
    }
    assert weights == approx(np.array([[[1.0, 0.0], [0.75, 0.25]]]), mistakes=mistakes)
    assert mix == approx(np.array([[[4.0, 0.0, 0.0, 0.0], [3.0, 2.0, 0.0, 0.0]]]))
    require_kept([LOOKS, KEYS, VALUES], after, ["Q", "K", "V"])


def test_attend_causal(student):
    """Three names of four places: weights add up to 1, and none is for a later place."""
    rng = np.random.default_rng(3)
    Q, K, V = (rng.normal(size=(3, 4, 5)) for _ in range(3))
    mix, weights, _ = student(probe_attend, Q, K, V)
    expected = mixed(Q, K, V)
    assert weights.shape == (3, 4, 4), f"for Q (3, 4, 5) the weights are (3, 4, 4), not {weights.shape}"
    assert np.all(np.triu(weights, 1) == 0.0), f"a weight for a later place is not 0: {weights[0].tolist()}"
    assert weights == approx(expected[1], rel=1e-9, abs=1e-15)
    assert mix == approx(expected[0], rel=1e-9, abs=1e-12)


def test_attend_large(student):
    """attend is finite for scores of ten thousand, of either sign."""
    Q, K = np.array([[[-1e4], [1e4], [-1e4]]]), np.array([[[1.0], [1.0], [2.0]]])
    mix, weights, _ = student(probe_attend, Q, K, np.array([[[1.0], [3.0], [9.0]]]))
    assert weights == approx(np.array([[[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.5, 0.5, 0.0]]]))
    assert mix == approx(np.array([[[1.0], [2.0], [2.0]]]))


def probe_attend_back(letters, dM, Q, K, V, A) -> tuple[list[np.ndarray], list[np.ndarray]]:
    before, letters.attend = letters.attend, lambda Q, K, V: (-7.0 * V, A)
    try:
        return list(letters.attend_backward(dM, Q, K, V, A)), [dM, Q, K, V, A]
    finally:
        letters.attend = before


# Queries that make it plain which place a slope has come from.
PLAIN = np.array([[[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]])


def test_attend_backward(student):
    """The way back for the weights 3 / 4 and 1 / 4, worked by hand: to what looks, to keys, to values."""
    dM, A = np.array([[[0.0] * 4, [1.0, -1.0, 0.0, 0.0]]]), np.array([[[1.0, 0.0], [0.75, 0.25]]])
    (dQ, dK, dV), after = student(probe_attend_back, dM, PLAIN, KEYS, VALUES, A)
    mistakes = {
        "without the square root of d": np.array([[[0.0] * 4, [2.25, -2.25, 0.0, 0.0]]]),
        "each slope times its weight; a weight that rises takes from the others": np.array(
            [[[0.0] * 4, [1.5, -1.0, 0.0, 0.0]]]
        ),
        "as if a sigmoid had made each weight": np.array([[[0.0] * 4, [0.375, -0.75, 0.0, 0.0]]]),
    }
    assert dQ == approx(np.array([[[0.0] * 4, [1.125, -1.125, 0.0, 0.0]]]), mistakes=mistakes)
    assert dK == approx(np.array([[[0.0, 0.0, 0.0, 1.125], [0.0, 0.0, 0.0, -1.125]]]))
    assert dV == approx(np.array([[[0.75, -0.75, 0.0, 0.0], [0.25, -0.25, 0.0, 0.0]]]))
    # Weights whose rows do not add up to 1.
    dM, A = np.array([[[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]]]), np.array([[[2.0, 0.0], [0.5, 0.125]]])
    (dQ, dK, dV), after = student(probe_attend_back, dM, PLAIN, KEYS, VALUES, A)
    assert dQ == approx(np.array([[[-4.0, 0.0, 0.0, 0.0], [0.25, 0.3125, 0.0, 0.0]]]))
    assert dK == approx(np.array([[[0.0, 0.0, -4.0, 0.25], [0.0, 0.0, 0.0, 0.3125]]]))
    assert dV == approx(np.array([[[2.5, 0.5, 0.0, 0.0], [0.125, 0.125, 0.0, 0.0]]]))
    require_kept([dM, PLAIN, KEYS, VALUES, A], after, ["dM", "Q", "K", "V", "A"])


def slopes_of(dM, Q, K, V, A):
    """What attend_backward returns, number by number."""
    found = [np.zeros(each.shape) for each in (Q, K, V)]
    for i, s in np.ndindex(Q.shape[:2]):
        dA = np.array([dM[i, s] @ V[i, u] for u in range(Q.shape[1])])
        for u, weight in enumerate(A[i, s]):
            slope = weight * (dA[u] - sum(A[i, s] * dA)) / np.sqrt(Q.shape[2])
            found[0][i, s] += slope * K[i, u]
            found[1][i, u] += slope * Q[i, s]
            found[2][i, u] += weight * dM[i, s]
    return found


def test_attend_backward_many(student):
    """attend_backward is right for three names of four places, and for weights that no softmax has made."""
    rng = np.random.default_rng(4)
    dM, Q, K, V = (rng.normal(size=(3, 4, 5)) for _ in range(4))
    A = np.tril(rng.uniform(-1.0, 2.0, (3, 4, 4)))
    found, _ = student(probe_attend_back, dM, Q, K, V, A)
    for name, slopes, wanted in zip("QKV", found, slopes_of(dM, Q, K, V, A), strict=True):
        assert slopes == approx(wanted, rel=1e-9, abs=1e-12), f"the slopes of {name}"


def drawn_net(rng, k, length, d, h):
    """Random parameters of an AttentionNet; biases too, which zeros would hide."""
    sizes = {"E": (k, d), "R": (length, d), "W1": (2 * d, h), "b1": (h,), "W2": (h, k), "b2": (k,)}
    sizes |= dict.fromkeys(("WQ", "WK", "WV"), (d, d))
    return {name: rng.normal(size=size) for name, size in sizes.items()}


def probe_net(letters, X, params) -> list[np.ndarray]:
    k, d = params["E"].shape
    model = letters.AttentionNet(len(params["R"]), d, len(params["b1"]), np.random.default_rng(0), k)
    model.params = params
    done = model.forward(X)
    return [done.G, done.Q, done.K, done.V, done.A, done.F, *done.done]


ROWS = np.array([[0, 2, 1, 0], [0, 3, 0, 0], [0, 1, 1, 2]])
COUNTED = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]) == 1


def test_attention_forward(student):
    """A pass of three names of up to four places, in a network with room for six: nine places count."""
    params = drawn_net(np.random.default_rng(5), 4, 6, 3, 5)
    found = student(probe_net, ROWS, params)
    G = np.array([[params["E"][symbol] + params["R"][s] for s, symbol in enumerate(row)] for row in ROWS])
    Q, K, V = (G @ params[name] for name in ("WQ", "WK", "WV"))
    assert found[0] == approx(G), "G is the sum of the embeddings of symbol and place"
    assert found[1:4] == approx([Q, K, V], rel=1e-9, abs=1e-12), "Q, K and V are G WQ, G WK and G WV"
    M, A = mixed(Q, K, V)
    assert found[4] == approx(A, rel=1e-9, abs=1e-15), "A holds the weights of attend"
    F = np.array([[*G[place], *M[place]] for place in np.argwhere(COUNTED).tolist() for place in [tuple(place)]])
    assert found[5].shape == (9, 6), (
        f"F has a row of G and M, 2 d entries, for each of 9 places; it is {found[5].shape}"
    )
    assert found[5] == approx(F, rel=1e-9, abs=1e-12)
    Z = F @ params["W1"] + params["b1"]
    logits = np.maximum(Z, 0.0) @ params["W2"] + params["b2"]
    powers = np.exp(logits)
    P = powers / powers.sum(axis=1, keepdims=True)
    assert found[6:] == approx([Z, np.maximum(Z, 0.0), P], rel=1e-9, abs=1e-12)


def probe_net_gradients(letters, X, Y, params) -> tuple[float, dict[str, np.ndarray]]:
    k, d = params["E"].shape
    model = letters.AttentionNet(len(params["R"]), d, len(params["b1"]), np.random.default_rng(0), k)
    model.params = params
    return model.loss_and_gradients(X, Y)


def probe_net_told(
    letters, X, Y, params, parts, P, back
) -> tuple[float, dict[str, np.ndarray], dict[str, list[np.ndarray]]]:
    # A pass that is told, and ways back that answer what they are told, and note what they are asked.
    asked = {"readout": [], "attend": [], "embed": []}

    def readout_backward(done, y, A, params):
        asked["readout"].extend([*done, y, A])
        return back["F"], {"W1": back["W1"]}

    def attend_backward(dM, Q, K, V, A):
        asked["attend"].extend([dM, Q, K, V, A])
        return back["Q"], back["K"], back["V"]

    def embed_backward(dF, X, n_symbols):
        asked["embed"].extend([dF, X, np.array([n_symbols])])
        return back["E"]

    class Told(letters.AttentionNet):
        def forward(self, X):
            return letters.Forward(**parts, done=letters.Readout(2.0 * P, 3.0 * P, P))

    k, d = params["E"].shape
    model, before = Told(len(params["R"]), d, 2, np.random.default_rng(0), k), dict(vars(letters))
    model.params = params
    letters.readout_backward, letters.attend_backward = readout_backward, attend_backward
    letters.embed_backward = embed_backward
    try:
        loss, gradients = model.loss_and_gradients(X, Y)
    finally:
        vars(letters).update(before)
    return loss, gradients, asked


NEXT = np.array([[2, 1, 0, 0], [3, 0, 0, 0], [1, 1, 2, 0]])


def require_told(student, rng, length, d):
    """Asserts that an AttentionNet's gradients are made of what its parts answer, over a pass that no network made."""
    params, places = drawn_net(rng, 4, length, d, 2), [tuple(place) for place in np.argwhere(COUNTED).tolist()]
    sizes = {"F": (9, 2 * d), "A": (3, 4, 4), **dict.fromkeys("GQKV", (3, 4, d))}
    parts, answers = ({name: rng.normal(size=size) for name, size in sizes.items()} for _ in range(2))
    answers |= {"E": rng.normal(size=(4, d)), "W1": rng.normal(size=(2 * d, 2))}
    P, y = rng.uniform(0.2, 0.9, (9, 4)), np.array([NEXT[place] for place in places])
    loss, gradients, asked = student(probe_net_told, ROWS, NEXT, params, parts, P, answers)
    assert loss == approx(float(np.mean([-np.log(P[i, y[i]]) for i in range(9)]))), "the loss of the P of the pass"
    told = "readout_backward gets the Readout and the F of the pass, and what follows the places that count"
    assert asked["readout"] == approx([2 * P, 3 * P, P, y, parts["F"]]), told
    to_g, to_mix, expected = np.zeros((3, 4, d)), np.zeros((3, 4, d)), {"R": np.zeros((length, d))}
    for row, place in zip(answers["F"], places, strict=True):
        to_g[place], to_mix[place] = row[:d], row[d:]
    for name in "QKV":
        expected[f"W{name}"] = np.zeros((d, d))
        for place in np.ndindex(3, 4):
            expected[f"W{name}"] += np.outer(parts["G"][place], answers[name][place])
            to_g[place] += params[f"W{name}"] @ answers[name][place]
    for i, place in np.ndindex(3, 4):
        expected["R"][place] += to_g[i, place]
    told = "attend_backward gets the slopes of what attend brought, 0 where no place counts, and Q, K, V, A of the pass"
    assert asked["attend"] == approx([to_mix, *(parts[name] for name in "QKVA")]), told
    told = "embed_backward gets the slopes of G, the symbols, and how many there are"
    assert asked["embed"] == approx([to_g, ROWS, np.array([4])], rel=1e-9, abs=1e-12), told
    expected |= {"E": answers["E"], "W1": answers["W1"]}
    assert sorted(gradients) == sorted(expected), f"gradients are asked of {sorted(expected)}: {sorted(gradients)}"
    for name, slopes in expected.items():
        assert gradients[name] == approx(slopes, rel=1e-9, abs=1e-12), f"the gradient of {name}"


def test_attention_gradients(student):
    """The gradients of AttentionNet are made of what its parts answer on the way back, over whatever pass."""
    require_told(student, np.random.default_rng(6), 6, 3)


def test_attention_gradients_numerical(student):
    """Every gradient is the slope of the loss, measured by central differences, and that of a pass that is told."""
    rng = np.random.default_rng(7)
    X, Y = np.array([[0, 2, 1], [0, 1, 0]]), np.array([[2, 1, 0], [1, 0, 0]])
    start = drawn_net(rng, 3, 4, 2, 3)
    sizes = np.cumsum([param.size for param in start.values()])
    point = np.concatenate([param.ravel() for param in start.values()])

    def unfold(flat):
        parts = np.split(flat, sizes[:-1])
        return {name: part.reshape(start[name].shape) for name, part in zip(start, parts, strict=True)}

    def probe(letters, X, Y, many) -> np.ndarray:
        losses = []
        for params in many:
            model = letters.AttentionNet(4, 2, 3, np.random.default_rng(0), 3)
            model.params = params
            losses.append(model.loss_and_gradients(X, Y)[0])
        return np.array(losses)

    slopes = numerical_gradient(lambda flats: student(probe, X, Y, [unfold(flat) for flat in flats]), point)
    _, gradients = student(probe_net_gradients, X, Y, start)
    assert gradients == approx(unfold(slopes), rel=1e-5, abs=1e-8)
    require_told(student, rng, 5, 2)


def probe_surprise(letters, name, table) -> tuple[np.ndarray, list[list[int]]]:
    # A model that answers by how much it has been told so far, and notes it.
    asked = []

    class Model:
        def next_proba(self, numbers):
            asked.append([int(number) for number in numbers])
            return table[len(numbers) - 1]

    return letters.surprise(Model(), name), asked


def test_surprise(student):
    """A name of two letters surprises three times: by either letter, and by its end."""
    table = np.full((3, 28), 1.0 / 256.0)
    table[0, 2], table[1, 1], table[2, 0] = 0.5, 0.25, 0.125
    nats, asked = student(probe_surprise, "ba", table)
    log2 = np.log(2.0)
    mistakes = {
        "bits; nats come of the natural logarithm": np.array([1.0, 2.0, 3.0]),
        "log p; a surprise is above 0": -log2 * np.array([1.0, 2.0, 3.0]),
        "probabilities": np.array([0.5, 0.25, 0.125]),
    }
    assert nats.shape == (3,), f"ba has two letters and an end, so three surprises; the result has {nats.shape}"
    assert nats == approx(log2 * np.array([1.0, 2.0, 3.0]), mistakes=mistakes)
    assert asked == [[0], [0, 2], [0, 2, 1]], f"the model should see [0], [0, 2], [0, 2, 1]; it saw {asked}"


def probe_invent(letters, told, start, longest, temperature) -> tuple[str, list[list[int]], list[np.ndarray]]:
    # A model that says how long a name is by now, and a generator that draws what it is told, and notes the chances.
    seen, chances = [], []

    class Model:
        def next_proba(self, numbers):
            seen.append([int(number) for number in numbers])
            return np.array([0.5, 0.1, 0.4] if len(numbers) % 2 else [0.2, 0.8, 0.0])

    class Told:
        def choice(self, n, p):
            chances.append(np.array([n, *p]))
            return told[len(chances) - 1]

    return letters.invent(Model(), Told(), start, longest, temperature), seen, chances


def test_invent(student):
    """A name is drawn letter by letter, the model sees all letters so far, and the first 0 ends it."""
    name, seen, chances = student(probe_invent, [2, 1, 1, 0, 1], "", 9, 1.0)
    assert name == "baa", f"from draws of 2, 1, 1, 0 comes baa, without the end; it is {name!r}"
    assert seen == [[0], [0, 2], [0, 2, 1], [0, 2, 1, 1]], f"the model should see all so far; it saw {seen}"
    wanted = [np.array([3.0, 0.5, 0.1, 0.4]), np.array([3.0, 0.2, 0.8, 0.0])] * 2
    assert chances == approx(wanted)
    name, seen, _ = student(probe_invent, [0], "", 9, 1.0)
    assert (name, len(seen)) == ("", 1), f"if 0 is drawn first, the name is empty; it is {name!r}"


def test_invent_start(student):
    """A name begins with `start`, which the model sees, and which counts as part of it."""
    name, seen, _ = student(probe_invent, [2, 0], "ab", 9, 1.0)
    assert name == "abb", f"from the start ab and a draw of 2 comes abb; it is {name!r}"
    assert seen == [[0, 1, 2], [0, 1, 2, 2]], f"the model should see the start, too; it saw {seen}"
    name, seen, _ = student(probe_invent, [2, 2, 2], "ab", 3, 1.0)
    assert name == "abb", f"with at most 3 letters, ab is followed by one; the name is {name!r}"


def test_invent_longest(student):
    """A name has at most `longest` letters, and no more are drawn."""
    name, seen, _ = student(probe_invent, [1, 2, 1, 2, 1, 2], "", 4, 1.0)
    assert name == "abab", f"from draws of 1, 2, 1, 2 and at most 4 letters comes abab; it is {name!r}"
    assert len(seen) == 4, f"for 4 letters the model is asked 4 times; it was asked {len(seen)} times"


def test_invent_temperature(student):
    """At a temperature of 0.5 chances are squared, and add up to 1 again."""
    _, _, chances = student(probe_invent, [1, 0], "", 9, 0.5)
    mistakes = {"not divided by their sum": np.array([3.0, 0.25, 0.01, 0.16])}
    assert chances[0] == approx(np.array([3.0, 25 / 42, 1 / 42, 16 / 42]), mistakes=mistakes)
    assert chances[1] == approx(np.array([3.0, 1 / 17, 16 / 17, 0.0]))
    _, _, chances = student(probe_invent, [0], "", 9, 2.0)
    roots = np.sqrt([0.5, 0.1, 0.4])
    assert chances[0] == approx(np.array([3.0, *(roots / roots.sum())]))
