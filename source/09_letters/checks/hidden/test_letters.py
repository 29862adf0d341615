"""What public checks cannot ask: inputs that nobody knows beforehand, and training on a language that is made up."""

import numpy as np

from autograder import approx

# Training is repeated on one set of names, from one set of weights and in one order of batches, in disguise: `rng`
# gives the letters other names. None of this changes a loss, so that no secret is luckier than another.
SEED, K = 2, 9


def spell(numbers):
    return "".join(" abcdefgh"[number] for number in numbers)


class Names:
    """240 names to learn from, 60 held back, of the letters a to h in disguise; and weights to begin with.

    In `echoes` a letter is, seven times of ten, the one before the last. In `first` it is, in every second case, the
    first letter of the name. A name ends after 8 letters. Of neither does a pair say anything.
    """

    def __init__(self, rng, kind):
        draw, names = np.random.default_rng(SEED), []
        self.new_name = np.array([0, *(1 + rng.permutation(K - 1))])
        for _ in range(300):
            name = [int(draw.integers(1, K))]
            while len(name) < 8:
                free, copied = int(draw.integers(1, K)), draw.random()
                if kind == "echoes":
                    name.append(name[-2] if copied < 0.7 and len(name) > 1 else free)
                else:
                    name.append(name[0] if copied < 0.5 else free)
            names.append(self.new_name[name].tolist())
        self.known, self.held_back = names[:240], names[240:]
        self.draw = draw

    def renamed(self, E, W2):
        """Weights whose rows, or columns, of symbols are in disguise too."""
        order = np.argsort(self.new_name)
        return E[order], W2[:, order]


def soft(logits):
    E = np.exp(logits - logits.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def loss_of(A, params, y):
    """The mean loss of a readout of A."""
    H = np.maximum(A @ params["W1"] + params["b1"], 0.0)
    return float(-np.log(soft(H @ params["W2"] + params["b2"])[np.arange(len(y)), y] + 1e-12).mean())


def require_shapes(params, start):
    """Asserts that parameters came back in the shapes that they had."""
    shapes, wanted = ({name: np.shape(p) for name, p in each.items()} for each in (params, start))
    assert shapes == wanted, f"the parameters should have the shapes {wanted}; they have {shapes}"


def draw_names(rng, n):
    """Names of 1 to 7 letters, of all that there are."""
    alphabet = list("abcdefghijklmnopqrstuvwxyz ")
    return ["".join(rng.choice(alphabet, int(rng.integers(1, 8)))) for _ in range(n)]


def numbers_of(name):
    return ["abcdefghijklmnopqrstuvwxyz ".index(letter) + 1 for letter in name]


def test_examples_agrees(student, rng):
    """examples is right for any names and any context."""

    def probe(letters, names, context) -> tuple[np.ndarray, np.ndarray]:
        return letters.examples(names, context)

    names = draw_names(rng, 5)
    for context in (1, 3, 8):
        before, following = [], []
        for name in names:
            numbers = [0] * context + numbers_of(name) + [0]
            before += [numbers[i : i + context] for i in range(len(name) + 1)]
            following += numbers[context:]
        X, y = student(probe, names, context)
        assert X.tolist() == before, f"of {names} with a context of {context}, X is {X.tolist()}"
        assert y.tolist() == following, f"of {names}, y is {y.tolist()}"


def test_pair_table_agrees(student, rng):
    """pair_table is right for any pairs, any number of symbols and any extra, 0 included."""

    def probe(letters, x, y, k, extra) -> np.ndarray:
        return letters.pair_table(x, y, k, extra)

    k = int(rng.integers(5, 9))
    x, y = rng.integers(0, k - 1, 30), rng.integers(1, k, 30)
    for extra in (0.0, float(rng.uniform(0.1, 3.0))):
        counts = np.array([[np.sum((x == a) & (y == b)) + extra for b in range(k)] for a in range(k)])
        sums = counts.sum(axis=1, keepdims=True)
        expected = np.where(sums > 0.0, counts / np.where(sums > 0.0, sums, 1.0), 1.0 / k)
        assert student(probe, x, y, k, extra) == approx(expected)


def test_embed_backward_agrees(student, rng):
    """embed_backward is right for numbers of any shape, for a table of thousands of rows, and without `embed`."""

    def probe(letters, dF, X, k, drawn) -> np.ndarray:
        before, letters.embed = letters.embed, lambda E, X: np.resize(drawn, dF.shape)
        try:
            return letters.embed_backward(dF, X, k)
        finally:
            letters.embed = before

    d, n = rng.permutation([3, 4, 5])[:2].tolist()
    for k, shape in ((6, (n, 2, 3)), (17000, (80, n)), (3, (20,))):
        X, dF = rng.integers(0, k, shape), rng.normal(size=(*shape, d + 10))
        expected = np.zeros((k, d + 10))
        for place in np.ndindex(shape):
            expected[X[place]] += dF[place]
        assert student(probe, dF, X, k, rng.normal(size=7)) == approx(expected, rel=1e-9, abs=1e-12)


def probe_pairs_told(letters, X, y, P, D, dW) -> tuple[float, dict[str, np.ndarray], list[np.ndarray]]:
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

    before, model = dict(vars(letters)), Told(P.shape[1])
    letters.cross_entropy_backward, letters.embed_backward = cross_entropy_backward, embed_backward
    try:
        loss, gradients = model.loss_and_gradients(X, y)
    finally:
        vars(letters).update(before)
    return loss, gradients, asked


def test_pair_layer_agrees(student, agree, rng):
    """Loss and gradient of PairLayer are right for any table, and made by the parts of the way back."""

    def probe(letters, X, y, W) -> tuple[float, dict[str, np.ndarray]]:
        model = letters.PairLayer(len(W))
        model.params = {"W": W}
        return model.loss_and_gradients(X, y)

    n, k = rng.permutation([4, 5, 6])[:2].tolist()
    X, y = rng.integers(0, k, (n, 2)), rng.integers(0, k, n)
    agree(probe, X, y, rng.normal(size=(k, k)), rel=1e-9, abs=1e-12)
    P, D, dW = rng.uniform(0.1, 0.9, (n, k)), rng.normal(size=(n, k)), rng.normal(size=(k, k))
    loss, gradients, asked = student(probe_pairs_told, X, y, P, D, dW)
    assert loss == approx(float(-np.log(P[np.arange(n), y]).mean()))
    assert gradients == approx({"W": dW})
    assert asked == approx([P, y, D, X[:, -1], np.array([k])])


def draw_readout(rng, m, h, k):
    return {
        name: rng.normal(size=shape) for name, shape in (("W1", (m, h)), ("b1", (h,)), ("W2", (h, k)), ("b2", (k,)))
    }


def probe_readout_told(letters, Z, H, P, y, A, params, D, slopes) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    before = dict(vars(letters))
    letters.cross_entropy_backward = lambda P, y, weights=None: D * P + y[:, None]
    letters.relu_backward = lambda dH, Z: dH * slopes + Z
    try:
        return letters.readout_backward(letters.Readout(Z, H, P), y, A, params)
    finally:
        vars(letters).update(before)


def test_readout_backward_agrees(student, rng):
    """readout_backward is right over a pass that no network has made, by ways back that are nothing's derivative."""
    n, m, h, k = rng.permutation([3, 4, 5, 6]).tolist()
    params, A, y = draw_readout(rng, m, h, k), rng.normal(size=(n, m)), rng.integers(0, k, n)
    Z, H, slopes = (rng.normal(size=(n, h)) for _ in range(3))
    P, D = rng.uniform(0.1, 0.9, (n, k)), rng.normal(size=(n, k))
    dA, gradients = student(probe_readout_told, Z, H, P, y, A, params, D, slopes)
    dlogits = D * P + y[:, None]
    dZ = (dlogits @ params["W2"].T) * slopes + Z
    expected = {"W1": A.T @ dZ, "b1": dZ.sum(axis=0), "W2": H.T @ dlogits, "b2": dlogits.sum(axis=0)}
    assert gradients == approx(expected, rel=1e-9, abs=1e-11)
    assert dA == approx(dZ @ params["W1"].T, rel=1e-9, abs=1e-11)


def probe_mlp_told(letters, X, y, E, A, Z, H, P, dA, dE) -> tuple[float, dict[str, np.ndarray], list[np.ndarray]]:
    asked = []

    def readout_backward(done, y, A, params):
        asked.extend([*done, y, A])
        return dA, {"W2": 3.0 * H}

    def embed_backward(dF, X, n_symbols):
        asked.extend([dF, X, np.array([n_symbols])])
        return dE

    class Told(letters.LetterMLP):
        def forward(self, X):
            return A, letters.Readout(Z, H, P)

    model, before = Told(X.shape[1], E.shape[1], 2, np.random.default_rng(0), len(E)), dict(vars(letters))
    letters.readout_backward, letters.embed_backward, model.params = readout_backward, embed_backward, {"E": E}
    try:
        loss, gradients = model.loss_and_gradients(X, y)
    finally:
        vars(letters).update(before)
    return loss, gradients, asked


def require_mlp(student, rng):
    """Asserts that an MLP's gradients are what its parts answer on the way back over a pass that no network made."""
    n, c, d, k = rng.permutation([3, 4, 5, 6]).tolist()
    X, y, E = rng.integers(0, k, (n, c)), rng.integers(0, k, n), rng.normal(size=(k, d))
    A, dA, (Z, H) = rng.normal(size=(n, c * d)), rng.normal(size=(n, c * d)), rng.normal(size=(2, n, 2))
    P, dE = rng.uniform(0.1, 0.9, (n, k)), rng.normal(size=(k, d))
    loss, gradients, asked = student(probe_mlp_told, X, y, E, A, Z, H, P, dA, dE)
    assert loss == approx(float(-np.log(P[np.arange(n), y]).mean()))
    assert gradients == approx({"E": dE, "W2": 3.0 * H})
    assert asked == approx([Z, H, P, y, A, dA.reshape(n, c, d), X, np.array([k])])


def test_mlp_agrees(student, agree, rng):
    """LetterMLP is right forward and backward for any context, and its way back is made by its parts."""

    def probe(letters, X, y, params) -> tuple[np.ndarray, list[np.ndarray], float, dict[str, np.ndarray]]:
        model = letters.LetterMLP(X.shape[1], params["E"].shape[1], len(params["b1"]), np.random.default_rng(0), 7)
        model.params = params
        A, done = model.forward(X)
        return A, list(done), *model.loss_and_gradients(X, y)

    n, c, d, h = rng.permutation([3, 4, 5, 6]).tolist()
    params = {"E": rng.normal(size=(7, d)), **draw_readout(rng, c * d, h, 7)}
    agree(probe, rng.integers(0, 7, (n, c)), rng.integers(0, 7, n), params, rel=1e-9, abs=1e-11)
    require_mlp(student, rng)


def probe_learn_mlp(letters, digits, names, context, params, lr, epochs, seed) -> dict[str, np.ndarray]:
    X, y = letters.examples(names, context)
    model = letters.LetterMLP(context, params["E"].shape[1], len(params["b1"]), np.random.default_rng(0), 9)
    model.params, rng, rule = dict(params), np.random.default_rng(seed), digits.Adam(lr)
    for _ in range(epochs):
        digits.train_epoch(model, rule, X, y, 64, 0.0, rng)
    return model.params


def test_mlp_learns(student, rng):
    """An MLP with a context of 3 learns a language in which a letter often repeats the one before the last."""
    made = Names(rng, "echoes")
    start = {"E": made.draw.normal(size=(K, 6)), "W1": made.draw.normal(size=(18, 32)) / 3.0, "b1": np.zeros(32)}
    start |= {"W2": 0.1 * made.draw.normal(size=(32, K)), "b2": np.zeros(K)}
    start["E"], start["W2"] = made.renamed(start["E"], start["W2"])
    params = student(probe_learn_mlp, [spell(name) for name in made.known], 3, start, 0.01, 8, SEED)
    require_shapes(params, start)
    padded = [[0] * 3 + name + [0] for name in made.held_back]
    X = np.array([numbers[i : i + 3] for numbers in padded for i in range(len(numbers) - 3)])
    y = np.array([symbol for numbers in padded for symbol in numbers[3:]])
    loss = loss_of(params["E"][X].reshape(len(X), -1), params, y)
    assert loss < 1.75, f"on names that were held back the loss is {loss:.3f}; it should be below 1.75. A pair gets 2.2"
    require_mlp(student, rng)


def test_name_rows_agrees(student, rng):
    """name_rows is right for any names, and for a length that just fits and a greater one."""

    def probe(letters, names, length) -> tuple[np.ndarray, np.ndarray]:
        return letters.name_rows(names, length)

    names = draw_names(rng, 6)
    longest = max(map(len, names))
    for length in (longest + 1, longest + int(rng.integers(2, 5))):
        X, Y = np.zeros((2, len(names), length), dtype=int)
        for i, name in enumerate(names):
            for t, number in enumerate(numbers_of(name)):
                X[i, t + 1] = Y[i, t] = number
        found = student(probe, names, length)
        assert [each.tolist() for each in found] == [X.tolist(), Y.tolist()], f"of {names} with {length}: {found}"


def test_attend_agrees(agree, rng):
    """attend is right for any sizes, and for scores of very different sizes."""

    def probe(letters, Q, K, V) -> tuple[np.ndarray, np.ndarray]:
        return letters.attend(Q, K, V)

    n, t, d = rng.permutation([3, 4, 5]).tolist()
    for size in (1.0, 1e3):
        Q, K, V = (rng.normal(size=(n, t, d)) for _ in range(3))
        agree(probe, size * Q, K, V, rel=1e-9, abs=1e-12)
    agree(probe, rng.normal(size=(1, 1, d)), rng.normal(size=(1, 1, d)), rng.normal(size=(1, 1, d)))


def probe_attend_back(letters, dM, Q, K, V, A, drawn) -> list[np.ndarray]:
    before, letters.attend = letters.attend, lambda Q, K, V: (np.resize(drawn, V.shape), A)
    try:
        return list(letters.attend_backward(dM, Q, K, V, A))
    finally:
        letters.attend = before


def require_attend_back(student, rng):
    """Asserts that the way back through attention is right for weights that no softmax of any scores has made."""
    n, t, d = rng.permutation([3, 4, 5]).tolist()
    dM, Q, K, V = (rng.normal(size=(n, t, d)) for _ in range(4))
    A = np.tril(rng.uniform(-1.0, 2.0, (n, t, t)))
    found = student(probe_attend_back, dM, Q, K, V, A, rng.normal(size=7))
    dA = np.einsum("nsd,nud->nsu", dM, V)
    dS = A * (dA - np.einsum("nsu,nsu->ns", dA, A)[:, :, None]) / d**0.5
    expected = [np.einsum("nsu,nud->nsd", dS, K), np.einsum("nsu,nsd->nud", dS, Q), np.einsum("nsu,nsd->nud", A, dM)]
    assert found == approx(expected, rel=1e-9, abs=1e-11)


def test_attend_backward_agrees(student, rng):
    """attend_backward is right for any sizes, and for weights that belong to no queries and no keys."""
    require_attend_back(student, rng)


def draw_net(rng, k, length, d, h):
    """Random parameters of an AttentionNet; biases too, which zeros would hide."""
    shapes = {"E": (k, d), "R": (length, d), "WQ": (d, d), "WK": (d, d), "WV": (d, d)}
    return {**{name: rng.normal(size=shape) for name, shape in shapes.items()}, **draw_readout(rng, 2 * d, h, k)}


def draw_rows(rng, n, t, k):
    """Rows X and Y of n names of up to t - 1 letters, and which places count."""
    X, Y, places = np.zeros((n, t), dtype=int), np.zeros((n, t), dtype=int), np.zeros((n, t), dtype=bool)
    for i in range(n):
        length = t - 1 if i == 0 else int(rng.integers(1, t))
        X[i, 1 : length + 1] = Y[i, :length] = rng.integers(1, k, length)
        places[i, : length + 1] = True
    return X, Y, places


def test_attention_forward_agrees(agree, rng):
    """forward and the predictions of AttentionNet are right for any sizes, and for shorter rows."""

    def probe(letters, X, params) -> list[np.ndarray]:
        k, d = params["E"].shape
        model = letters.AttentionNet(len(params["R"]), d, len(params["b1"]), np.random.default_rng(0), k)
        model.params = params
        done = model.forward(X)
        return [done.G, done.Q, done.K, done.V, done.A, done.F, *done.done, model.predict_proba(X)]

    n, t, d, h = rng.permutation([3, 4, 5, 6]).tolist()
    X, _, _ = draw_rows(rng, n, t, 7)
    for room in (t, t + 2):
        agree(probe, X, draw_net(rng, 7, room, d, h), rel=1e-9, abs=1e-11)


def probe_net_told(
    letters, X, Y, params, parts, P, back
) -> tuple[float, dict[str, np.ndarray], dict[str, list[np.ndarray]]]:
    asked = {"readout": [], "attend": [], "embed": []}

    def readout_backward(done, y, A, params):
        asked["readout"].extend([*done, y, A])
        return back["F"], {"b1": back["b1"]}

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


def require_told(student, rng):
    """Asserts that an AttentionNet's gradients are made of what its parts answer, over a pass that no network made."""
    n, t, d, k = rng.permutation([3, 4, 5, 6]).tolist()
    X, Y, places = draw_rows(rng, n, t, k)
    m, length = int(places.sum()), t + int(rng.integers(0, 3))
    shapes = {"G": (n, t, d), "Q": (n, t, d), "K": (n, t, d), "V": (n, t, d), "A": (n, t, t), "F": (m, 2 * d)}
    params, parts = draw_net(rng, k, length, d, 2), {name: rng.normal(size=shape) for name, shape in shapes.items()}
    back = {name: rng.normal(size=shape) for name, shape in shapes.items() if name not in "GA"}
    back |= {"E": rng.normal(size=(k, d)), "b1": rng.normal(size=2)}
    P = rng.uniform(0.1, 0.9, (m, k))
    loss, gradients, asked = student(probe_net_told, X, Y, params, parts, P, back)
    assert loss == approx(float(-np.log(P[np.arange(m), Y[places]]).mean()))
    dboth = np.zeros((n, t, 2 * d))
    dboth[places] = back["F"]
    dG = dboth[:, :, :d] + sum(back[name] @ params[f"W{name}"].T for name in "QKV")
    assert asked["readout"] == approx([2.0 * P, 3.0 * P, P, Y[places], parts["F"]])
    assert asked["attend"] == approx([dboth[:, :, d:], parts["Q"], parts["K"], parts["V"], parts["A"]])
    assert asked["embed"] == approx([dG, X, np.array([k])], rel=1e-9, abs=1e-11)
    expected = {"b1": back["b1"], "E": back["E"], "R": np.zeros((length, d))}
    expected["R"][:t] = dG.sum(axis=0)
    expected |= {f"W{name}": np.einsum("ntd,nte->de", parts["G"], back[name]) for name in "QKV"}
    assert gradients == approx(expected, rel=1e-9, abs=1e-11)


def test_attention_gradients_agrees(student, agree, rng):
    """Loss and gradients of AttentionNet are right for any sizes, and made by the parts of the way back."""

    def probe(letters, X, Y, params) -> tuple[float, dict[str, np.ndarray]]:
        k, d = params["E"].shape
        model = letters.AttentionNet(len(params["R"]), d, len(params["b1"]), np.random.default_rng(0), k)
        model.params = params
        return model.loss_and_gradients(X, Y)

    n, t, d, h = rng.permutation([3, 4, 5, 6]).tolist()
    X, Y, _ = draw_rows(rng, n, t, 5)
    agree(probe, X, Y, draw_net(rng, 5, t + 1, d, h), rel=1e-9, abs=1e-11)
    require_told(student, rng)


def probe_learn_net(letters, digits, names, length, params, lr, epochs, seed) -> dict[str, np.ndarray]:
    X, Y = letters.name_rows(names, length)
    model = letters.AttentionNet(length, params["E"].shape[1], len(params["b1"]), np.random.default_rng(0), 9)
    model.params, rng, rule = dict(params), np.random.default_rng(seed), digits.Adam(lr)
    for _ in range(epochs):
        digits.train_epoch(model, rule, X, Y, 8, 0.0, rng)
    return model.params


def net_loss(params, names):
    """The mean loss of an AttentionNet on names of the same length, which are all its places."""
    X = np.array([[0, *name] for name in names])
    G = params["E"][X] + params["R"][: X.shape[1]]
    scores = np.einsum("nsd,nud->nsu", G @ params["WQ"], G @ params["WK"]) / np.sqrt(G.shape[2])
    E = np.exp(scores - scores.max(axis=2, keepdims=True)) * np.tri(X.shape[1])
    M = (E / E.sum(axis=2, keepdims=True)) @ (G @ params["WV"])
    F = np.concatenate([G, M], axis=2).reshape(X.size, -1)
    return loss_of(F, params, np.array([[*name, 0] for name in names]).ravel())


def test_attention_gradients_learns(student, rng):
    """A head of attention learns a language in which a letter often repeats the first one of the name."""
    made, d = Names(rng, "first"), 8
    draw = made.draw
    start = {"E": 0.5 * draw.normal(size=(K, d)), "R": 0.3 * draw.normal(size=(9, d))}
    start |= {name: draw.normal(size=(d, d)) / d**0.5 for name in ("WQ", "WK", "WV")}
    start |= {"W1": draw.normal(size=(2 * d, 32)) / d**0.5, "b1": np.zeros(32)}
    start |= {"W2": 0.1 * draw.normal(size=(32, K)), "b2": np.zeros(K)}
    start["E"], start["W2"] = made.renamed(start["E"], start["W2"])
    params = student(probe_learn_net, [spell(name) for name in made.known], 9, start, 0.01, 12, SEED)
    require_shapes(params, start)
    loss = net_loss(params, made.held_back)
    assert loss < 1.6, f"on names that were held back the loss is {loss:.3f}; it should be below 1.6. A pair gets 2"
    require_told(student, rng)
    require_attend_back(student, rng)


def test_surprise_agrees(student, rng):
    """surprise is right for any name and any model."""

    def probe(letters, name, table) -> tuple[np.ndarray, list[int]]:
        seen = []

        class Model:
            def next_proba(self, numbers):
                seen.extend(int(number) for number in numbers)
                return table[len(numbers) - 1]

        return letters.surprise(Model(), name), seen

    (name,) = draw_names(rng, 1)
    numbers, table = [0, *numbers_of(name), 0], rng.dirichlet(np.ones(28), len(name) + 1)
    nats, seen = student(probe, name, table)
    assert nats == approx(np.array([-np.log(table[i, numbers[i + 1]]) for i in range(len(name) + 1)]))
    wanted = [number for i in range(1, len(numbers)) for number in numbers[:i]]
    assert seen == wanted, f"of {name!r} the model should see all numbers so far, each time; it saw {seen}"


def test_invent_agrees(agree, rng):
    """invent draws the same names from the same generator, for any temperature and longest name."""

    def probe(letters, table, start, longest, temperature, seed) -> list[str]:
        class Model:
            def next_proba(self, numbers):
                return table[sum(numbers) % 28]

        generator = np.random.default_rng(seed)
        return [letters.invent(Model(), generator, start, longest, temperature) for _ in range(8)]

    table = rng.dirichlet(np.ones(28), 28)
    for temperature in (1.0, float(rng.uniform(0.3, 0.8)), float(rng.uniform(1.5, 3.0))):
        agree(probe, table, draw_names(rng, 1)[0], int(rng.integers(5, 12)), temperature, int(rng.integers(2**31)))
