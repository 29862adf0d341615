"""Loops over examples and names, one thing at a time."""


def embed_backward(dF, X, n_symbols):
    dE = np.zeros((n_symbols, dF.shape[-1]))
    for place in np.ndindex(X.shape):
        dE[X[place]] = dE[X[place]] + dF[place]
    return dE


def attend(Q, K, V):
    M, A = np.zeros(V.shape), np.zeros((Q.shape[0], Q.shape[1], Q.shape[1]))
    for i in range(len(Q)):
        for s in range(Q.shape[1]):
            scores = K[i, : s + 1] @ Q[i, s] / np.sqrt(Q.shape[2])
            powers = np.exp(scores - max(scores))
            A[i, s, : s + 1] = powers / sum(powers)
            M[i, s] = A[i, s, : s + 1] @ V[i, : s + 1]
    return M, A


def attend_backward(dM, Q, K, V, A):
    dQ, dK, dV = np.zeros(Q.shape), np.zeros(K.shape), np.zeros(V.shape)
    for i in range(len(Q)):
        dV[i] = A[i].T @ dM[i]
        for s in range(Q.shape[1]):
            weights, slopes = A[i, s], V[i] @ dM[i, s]
            jacobian = np.diag(weights) - np.outer(weights, weights)
            scores = jacobian @ slopes / np.sqrt(Q.shape[2])
            dQ[i, s] = scores @ K[i]
            dK[i] += np.outer(scores, Q[i, s])
    return dQ, dK, dV


def surprise(model, name):
    nats, so_far = [], [0]
    for number in [*encode(name), 0]:
        nats.append(-np.log(model.next_proba(so_far)[number]))
        so_far = [*so_far, number]
    return np.array(nats)


def invent(model, rng, start="", longest=25, temperature=1.0):
    name = start
    while len(name) < longest:
        p = np.array(model.next_proba([0, *encode(name)]))
        p = p ** (1 / temperature)
        p /= p.sum()
        letter = SYMBOLS[rng.choice(len(p), p=p)]
        if letter == ".":
            return name
        name += letter
    return name
