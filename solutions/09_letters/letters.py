"""Learns what the next letter of a name may be: from counted pairs, by a layer, an MLP and a head of attention.

Letters are whole numbers, those of their places in SYMBOLS. Arguments stay as they were: nothing here changes an array
that it is given. One letter per axis: n examples or names, t places, d entries, k symbols.
"""

from __future__ import annotations

import pkgutil
from typing import Any, NamedTuple

import numpy as np
from softmax_mlp import cross_entropy, cross_entropy_backward, relu, relu_backward, softmax

Arrays = dict[str, np.ndarray]  # parameters or gradients by name: {"W1": ..., "b1": ...}

SYMBOLS = ".abcdefghijklmnopqrstuvwxyz "  # the first one is no letter: it stands before a name and behind it
AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def require(sense: bool, name: str, value: object, wanted: str) -> None:
    """Raises ValueError that names an argument, its value and what is wanted, if the value makes no sense."""
    if not sense:
        raise ValueError(f"{name} is {value!r}; it must be {wanted}")


def encode(name: str) -> list[int]:
    """The numbers of the letters of a name: "cab" is [3, 1, 2]. The "." is no letter."""
    require(set(name) <= set(SYMBOLS[1:]), "name", name, "of the letters a to z and blanks")
    return [SYMBOLS.index(letter) for letter in name]


def decode(numbers: list[int]) -> str:
    """The letters that have these numbers."""
    return "".join(SYMBOLS[number] for number in numbers)


def place_names() -> list[str]:
    """Areas and towns, such as "asia tokyo", that the time zones in the package tzdata are named after."""
    listed = pkgutil.get_data("tzdata", "zones")
    if listed is None:
        raise ModuleNotFoundError("the names are in the package tzdata, which is missing: pip install tzdata")
    zones = [zone for zone in listed.decode().split() if zone.startswith(AREAS)]
    paths = [zone.lower().replace("_", " ").split("/") for zone in zones]
    return sorted({f"{area} {place}" for area, *_, place in paths if set(area + place) <= set(SYMBOLS[1:])})


# Examples, and pairs that are counted.


def examples(names: list[str], context: int) -> tuple[np.ndarray, np.ndarray]:
    """X (n, context) and y (n,), whole numbers: what stands before each letter, and the letter.

    Every letter of every name is an example, and so is the 0 that ends the name; they come in the order in which they
    are read. Where a name has fewer than `context` letters before the place, its row begins with 0, as often as needed.
    """
    require(context >= 1, "context", context, "at least 1")
    before, following = [], []
    for name in names:
        numbers = [0] * context + encode(name) + [0]
        for place in range(context, len(numbers)):
            before.append(numbers[place - context : place])
            following.append(numbers[place])
    return np.array(before), np.array(following)


def pair_table(x: np.ndarray, y: np.ndarray, n_symbols: int, extra: float = 1.0) -> np.ndarray:
    """P (k, k), k = n_symbols: P[a, b] is the share of the symbol b among what follows a. Each row adds up to 1.

    Pair i is x[i] and, behind it, y[i]. Every pair of symbols counts `extra` times more than it came up. A symbol of
    which nothing is known then, which only happens if extra is 0, is followed by all symbols equally often.
    """
    require(extra >= 0.0, "extra", extra, "at least 0")
    counts = np.full((n_symbols, n_symbols), float(extra))
    for first, second in zip(x, y, strict=True):
        counts[first, second] += 1.0
    unknown = counts.sum(axis=1) == 0.0
    counts[unknown] = 1.0
    return counts / counts.sum(axis=1, keepdims=True)


# A table that is learned.


def embed(E: np.ndarray, X: np.ndarray) -> np.ndarray:
    """The row of E (k, d) that each number in X names: X may have any shape, and the result has one more axis."""
    return E[X]


def embed_backward(dF: np.ndarray, X: np.ndarray, n_symbols: int) -> np.ndarray:
    """dE = dL/dE (k, d), k = n_symbols, from dF = dL/dF for F = embed(E, X). dF has the shape of X and one more axis.

    Goes through the numbers in X once, not once for each symbol or entry of E: a check has a table of thousands of
    rows. Goes back by itself, without `embed`.
    """
    require(dF.shape[:-1] == X.shape, "dF.shape", dF.shape, f"that of X, {X.shape}, and one more axis")
    dE = np.zeros((n_symbols, dF.shape[-1]))
    rows = dF.reshape(-1, dF.shape[-1])
    for symbol, slopes in zip(X.ravel(), rows, strict=True):
        dE[symbol] += slopes
    return dE


class PairLayer:
    """P = softmax(embed(W, x)): a row of logits for each symbol x. `params` is W (k, k), zeros in the beginning."""

    def __init__(self, n_symbols: int = len(SYMBOLS)) -> None:
        self.params: Arrays = {"W": np.zeros((n_symbols, n_symbols))}

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """P (n, k): what may follow the last symbol of each row of X (n, context)."""
        return softmax(embed(self.params["W"], X[:, -1]))

    def loss_and_gradients(self, X: np.ndarray, y: np.ndarray) -> tuple[float, Arrays]:
        """L = cross_entropy of what is predicted for X (n, context), and {"W": dL/dW}.

        Goes back over what `self.predict_proba` returns, whatever that is, by `cross_entropy_backward` and
        `embed_backward`, whatever these are.
        """
        P = self.predict_proba(X)
        dlogits = cross_entropy_backward(P, y)
        dW = embed_backward(dlogits, X[:, -1], len(self.params["W"]))
        return cross_entropy(P, y), {"W": dW}

    def next_proba(self, numbers: list[int]) -> np.ndarray:
        """The probabilities (k,) of what follows these numbers, the first of which is the 0 before a name."""
        return self.predict_proba(np.array([numbers[-1:]]))[0]


# Embeddings, and an MLP behind them.


class Readout(NamedTuple):
    """The last two layers of a network: what the way back needs of them again, and the probabilities P."""

    Z: np.ndarray  # (n, h)
    H: np.ndarray  # (n, h)
    P: np.ndarray  # (n, k)


def readout(A: np.ndarray, params: Arrays) -> Readout:
    """P = softmax(H W2 + b2), H = relu(Z), Z = A W1 + b1, for A (n, m): the network of `06_softmax`, as a function."""
    Z = A @ params["W1"] + params["b1"]
    H = relu(Z)
    return Readout(Z, H, softmax(H @ params["W2"] + params["b2"]))


def readout_backward(done: Readout, y: np.ndarray, A: np.ndarray, params: Arrays) -> tuple[np.ndarray, Arrays]:
    """dA = dL/dA (n, m), and {"W1": dL/dW1, "b1": ..., "W2": ..., "b2": ...}, where L = cross_entropy(done.P, y).

    Goes back over `done`, whatever that is, by `cross_entropy_backward` and `relu_backward`, whatever these are:
    a check hands in a pass that no network has made, and other functions in their place.
    """
    dlogits = cross_entropy_backward(done.P, y)
    dH = dlogits @ params["W2"].T
    dZ = relu_backward(dH, done.Z)
    gradients = {"W1": A.T @ dZ, "b1": dZ.sum(axis=0)}
    gradients |= {"W2": done.H.T @ dlogits, "b2": dlogits.sum(axis=0)}
    return dZ @ params["W1"].T, gradients


class LetterMLP:
    """readout of the embeddings of the last `context` symbols, side by side, the earliest first.

    `params` are E (k, d), W1 (context * d, h), b1, W2 (h, k) and b2.
    """

    def __init__(
        self, context: int, width: int, hidden: int, rng: np.random.Generator, n_symbols: int = len(SYMBOLS)
    ) -> None:
        self.context, m = context, context * width
        self.params: Arrays = {"E": rng.standard_normal((n_symbols, width))}
        self.params |= new_readout(m, hidden, n_symbols, rng)

    def forward(self, X: np.ndarray) -> tuple[np.ndarray, Readout]:
        """A (n, context * d), by `embed`, and the `readout` of it, for X (n, context)."""
        F = embed(self.params["E"], X)
        A = F.reshape(len(X), -1)
        return A, readout(A, self.params)

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """P (n, k): what may follow each row of X (n, context)."""
        return self.forward(X)[1].P

    def loss_and_gradients(self, X: np.ndarray, y: np.ndarray) -> tuple[float, Arrays]:
        """L = cross_entropy of a forward pass, and {"E": dL/dE, "W1": dL/dW1, ...}, shaped like params.

        The pass is `self.forward(X)`, and both go back over what it returns, whatever that is, by `readout_backward`
        and `embed_backward`, whatever these are.
        """
        A, done = self.forward(X)
        dA, gradients = readout_backward(done, y, A, self.params)
        E = self.params["E"]
        dF = dA.reshape(*X.shape, E.shape[1])
        gradients["E"] = embed_backward(dF, X, len(E))
        return cross_entropy(done.P, y), gradients

    def next_proba(self, numbers: list[int]) -> np.ndarray:
        """The probabilities (k,) of what follows these numbers, the first of which is the 0 before a name."""
        padded = [0] * self.context + numbers
        return self.predict_proba(np.array([padded[-self.context :]]))[0]


def new_readout(m: int, hidden: int, n_symbols: int, rng: np.random.Generator) -> Arrays:
    """Parameters for a `readout` of m inputs: weights as He has them, smaller ones at the end, and biases of 0."""
    W1, W2 = rng.standard_normal((m, hidden)) * np.sqrt(2.0 / m), rng.standard_normal((hidden, n_symbols))
    return {"W1": W1, "b1": np.zeros(hidden), "W2": 0.1 * W2, "b2": np.zeros(n_symbols)}


# One head of causal self-attention.


def name_rows(names: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    """X and Y (n, length), whole numbers: a row for each name, in which Y[i, t] is what follows X[i, t].

    X[i] begins with the 0 before the name, Y[i] with its first letter; in Y[i] the 0 behind the name follows its last
    letter. What is left of a row is 0. Raises ValueError that says the name if `length` is too small for it.
    """
    X = np.zeros((len(names), length), dtype=int)
    Y = np.zeros((len(names), length), dtype=int)
    for i, name in enumerate(names):
        letters = encode(name)
        require(len(letters) < length, "length", length, f"above {len(letters)}, the letters of {name!r}")
        X[i, 1 : len(letters) + 1] = letters
        Y[i, : len(letters)] = letters
    return X, Y


def counted(X: np.ndarray) -> np.ndarray:
    """Which places of the rows X (n, t) count, true or false: the first of each row and the letters, not what is left.

    A table (n, t, ...) indexed with it has a row for each place that counts, name by name: (m, ...).
    """
    places = X > 0
    places[:, 0] = True
    return places


def attend(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """M (n, t, d), what each place gets of the values V, and the weights A (n, t, t) with which it mixes them.

    A[i, s] is the softmax of the scores of the places 0, ..., s for the place s; later ones have the weight 0, and
    change nothing. The score of a place u is the dot product of K[i, u] with Q[i, s], over the square root of d. All
    three are (n, t, d). Finite for scores of any size.
    """
    t, d = Q.shape[1:]
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(d)
    scores = np.where(np.tri(t, dtype=bool), scores, -np.inf)
    E = np.exp(scores - scores.max(axis=2, keepdims=True))
    A = E / E.sum(axis=2, keepdims=True)
    return A @ V, A


def attend_backward(
    dM: np.ndarray, Q: np.ndarray, K: np.ndarray, V: np.ndarray, A: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """dL/dQ, dL/dK and dL/dV (n, t, d), from dM = dL/dM, for the M and A that attend returns.

    The weights A are taken as they are: what the lesson derives for a softmax, in the weights and their slopes alone,
    is used for any A, also for one that does not belong to Q and K, or whose rows do not add up to 1.
    """
    dA = dM @ V.transpose(0, 2, 1)
    mixed = (dA * A).sum(axis=2, keepdims=True)
    dscores = A * (dA - mixed) / np.sqrt(Q.shape[2])
    dQ = dscores @ K
    dK = dscores.transpose(0, 2, 1) @ Q
    dV = A.transpose(0, 2, 1) @ dM
    return dQ, dK, dV


class Forward(NamedTuple):
    """A forward pass of an AttentionNet; t places, m of which count, each with d entries."""

    G: np.ndarray  # (n, t, d), what stands in each place: its symbol, and which place it is
    Q: np.ndarray  # (n, t, d), what each place looks for
    K: np.ndarray  # (n, t, d), what it can be found by
    V: np.ndarray  # (n, t, d), what it tells
    A: np.ndarray  # (n, t, t), the weights
    F: np.ndarray  # (m, 2 d), the entries of G and, behind them, what `attend` brought, of the places that count
    done: Readout  # that of F


class AttentionNet:
    """readout of what stands in each place and of what one head of attention brings there from earlier ones.

    `params` are E (k, d) and R (length, d), embeddings of symbols and of places; WQ, WK and WV (d, d); and W1 (2 d, h),
    b1, W2 (h, k) and b2. Rows X (n, t) are those of `name_rows`, t at most length.
    """

    def __init__(
        self, length: int, width: int, hidden: int, rng: np.random.Generator, n_symbols: int = len(SYMBOLS)
    ) -> None:
        E, R = (0.4 * rng.standard_normal((size, width)) for size in (n_symbols, length))
        heads = {name: rng.standard_normal((width, width)) / np.sqrt(width) for name in ("WQ", "WK", "WV")}
        self.params: Arrays = {"E": E, "R": R, **heads, **new_readout(2 * width, hidden, n_symbols, rng)}

    def forward(self, X: np.ndarray) -> Forward:
        """The pass of the rows X (n, t), by `embed`, `attend`, `counted` and `readout`.

        G is the sum of the embeddings of symbol and place, Q = G WQ, K = G WK and V = G WV.
        """
        G = embed(self.params["E"], X) + self.params["R"][: X.shape[1]]
        Q = G @ self.params["WQ"]
        K = G @ self.params["WK"]
        V = G @ self.params["WV"]
        M, A = attend(Q, K, V)
        F = np.concatenate([G, M], axis=2)[counted(X)]
        return Forward(G, Q, K, V, A, F, readout(F, self.params))

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """P (m, k): what may follow each place of X (n, t) that counts."""
        return self.forward(X).done.P

    def loss_and_gradients(self, X: np.ndarray, Y: np.ndarray) -> tuple[float, Arrays]:
        """L = cross_entropy over all places that count, and {"E": dL/dE, "R": dL/dR, ...}, shaped like params.

        The pass is `self.forward(X)`, and both go back over what it returns, whatever that is, by `readout_backward`,
        `attend_backward` and `embed_backward`, whatever these are. Y (n, t) is what follows each place.
        """
        G, Q, K, V, A, F, done = self.forward(X)
        places, params = counted(X), self.params
        (n, t, d), y = G.shape, Y[places]
        dF, gradients = readout_backward(done, y, F, params)
        dboth = np.zeros((n, t, 2 * d))
        dboth[places] = dF
        dQ, dK, dV = attend_backward(dboth[:, :, d:], Q, K, V, A)
        dG = dboth[:, :, :d] + dQ @ params["WQ"].T + dK @ params["WK"].T + dV @ params["WV"].T
        for name, slopes in {"WQ": dQ, "WK": dK, "WV": dV}.items():
            gradients[name] = G.reshape(-1, d).T @ slopes.reshape(-1, d)
        gradients["E"] = embed_backward(dG, X, len(params["E"]))
        gradients["R"] = np.zeros(params["R"].shape)
        gradients["R"][:t] = dG.sum(axis=0)
        return cross_entropy(done.P, y), gradients

    def next_proba(self, numbers: list[int]) -> np.ndarray:
        """The probabilities (k,) of what follows these numbers, the first of which is the 0 before a name."""
        return self.predict_proba(np.array([numbers[: len(self.params["R"])]]))[-1]


# What a model knows of names. A model is anything with `next_proba`: all three of the above.


def surprise(model: Any, name: str) -> np.ndarray:
    """How surprised a model is by each letter of a name and by its end, (len(name) + 1,), in nats.

    It is -log p of the probability that `model.next_proba` gives to what follows, asked once for each letter and for
    the end with the list of all numbers before it, of which the first is the 0 before the name.
    """
    numbers = [0] + encode(name) + [0]
    nats = np.zeros(len(name) + 1)
    for place in range(len(nats)):
        p = model.next_proba(numbers[: place + 1])
        nats[place] = -np.log(p[numbers[place + 1]])
    return nats


def invent(model: Any, rng: np.random.Generator, start: str = "", longest: int = 25, temperature: float = 1.0) -> str:
    """A new name that begins with `start`: each letter is drawn from what `model.next_proba` says of all so far.

    It ends where a 0 is drawn, which is no part of it, or once it has `longest` letters, those of `start` included.
    Probabilities p become proportional to p ** (1 / temperature) before `rng.choice(len(p), p=p)` draws one number.
    """
    require(temperature > 0.0, "temperature", temperature, "above 0")
    numbers = [0] + encode(start)
    while len(numbers) <= longest:
        p = model.next_proba(numbers) ** (1.0 / temperature)
        drawn = int(rng.choice(len(p), p=p / p.sum()))
        if drawn == 0:
            break
        numbers.append(drawn)
    return decode(numbers[1:])
