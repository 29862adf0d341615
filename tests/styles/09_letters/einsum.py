"""Sums by letters of axes, comprehensions, and arrays where the solution loops."""


def examples(names, context):
    padded = ["." * context + name + "." for name in names]
    pairs = [(name[i : i + context], name[i + context]) for name in padded for i in range(len(name) - context)]
    X = np.array([[SYMBOLS.index(each) for each in before] for before, _ in pairs], dtype=np.int64)
    return X, np.array([SYMBOLS.index(after) for _, after in pairs], dtype=np.int64)


def pair_table(x, y, n_symbols, extra=1.0):
    counts = np.zeros((n_symbols, n_symbols))
    np.add.at(counts, (x, y), 1)
    counts = counts + extra
    totals = np.sum(counts, axis=1)[:, None]
    return np.where(totals == 0, 1 / n_symbols, counts / np.where(totals == 0, 1, totals))


def embed_backward(dF, X, n_symbols):
    dE = np.zeros((n_symbols, dF.shape[-1]))
    np.add.at(dE, X, dF)
    return dE


def readout_backward(done, y, A, params):
    Z, H, P = done
    D = cross_entropy_backward(P, y)
    dZ = relu_backward(np.einsum("nk,hk->nh", D, params["W2"]), Z)
    gradients = {
        "W1": np.einsum("nm,nh->mh", A, dZ),
        "b1": np.einsum("nh->h", dZ),
        "W2": np.einsum("nh,nk->hk", H, D),
        "b2": np.einsum("nk->k", D),
    }
    return np.einsum("nh,mh->nm", dZ, params["W1"]), gradients


def attend(Q, K, V):
    n, t, d = Q.shape
    scores = np.einsum("nsd,nud->nsu", Q, K) * d**-0.5
    scores[:, np.triu_indices(t, 1)[0], np.triu_indices(t, 1)[1]] = -1e300
    powers = np.exp(scores - np.max(scores, axis=-1)[..., None])
    A = powers / np.einsum("nsu->ns", powers)[..., None]
    return np.einsum("nsu,nud->nsd", A, V), A


def attend_backward(dM, Q, K, V, A):
    dA = np.einsum("nsd,nud->nsu", dM, V)
    dS = (A * dA - A * np.einsum("nsu,nsu->ns", A, dA)[..., None]) * Q.shape[-1] ** -0.5
    slopes = np.einsum("nsu,nud->nsd", dS, K), np.einsum("nsu,nsd->nud", dS, Q), np.einsum("nsu,nsd->nud", A, dM)
    return slopes


def name_rows(names, length):
    for name in names:
        if len(name) + 1 > length:
            raise ValueError(f"{name} does not fit {length} places")
    rows = [[0, *encode(name), *[0] * (length - len(name))] for name in names]
    table = np.array(rows)
    return table[:, :-1], table[:, 1:]
