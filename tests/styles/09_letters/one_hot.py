"""Tables as products with one-hot rows, all places at first, and those that count afterwards."""


def embed_backward(dF, X, n_symbols):
    flat = X.reshape(-1)
    one_hot = np.equal.outer(np.arange(n_symbols), flat).astype(float)
    return one_hot @ dF.reshape(len(flat), dF.shape[-1])


def of_pairs(self, X, y):
    P = self.predict_proba(X)
    D = cross_entropy_backward(P, y)
    return cross_entropy(P, y), {"W": embed_backward(D, X[:, -1], self.params["W"].shape[0])}


def mlp_forward(self, X):
    A = np.concatenate([embed(self.params["E"], X[:, i]) for i in range(X.shape[1])], axis=1)
    return A, readout(A, self.params)


def of_mlp(self, X, y):
    A, done = self.forward(X)
    dA, gradients = readout_backward(done, y, A, self.params)
    pieces = np.split(dA, X.shape[1], axis=1)
    dE = embed_backward(np.stack(pieces, axis=1), X, len(self.params["E"]))
    return cross_entropy(done.P, y), {**gradients, "E": dE}


def net_forward(self, X):
    p = self.params
    G = np.array([embed(p["E"], row) + p["R"][: len(row)] for row in X])
    Q, K, V = (np.tensordot(G, p[name], axes=1) for name in ("WQ", "WK", "WV"))
    M, A = attend(Q, K, V)
    places = counted(X)
    F = np.hstack([G[places], M[places]])
    return Forward(G=G, Q=Q, K=K, V=V, A=A, F=F, done=readout(F, p))


def of_net(self, X, Y):
    done, places, p = self.forward(X), counted(X), self.params
    dF, gradients = readout_backward(done.done, Y[places], done.F, p)
    dG, dM = np.zeros(done.G.shape), np.zeros(done.G.shape)
    dG[places], dM[places] = np.split(dF, 2, axis=1)
    for name, slopes in zip(("WQ", "WK", "WV"), attend_backward(dM, done.Q, done.K, done.V, done.A)):
        gradients[name] = np.tensordot(done.G, slopes, axes=((0, 1), (0, 1)))
        dG += slopes @ p[name].T
    gradients["E"] = embed_backward(dG, X, len(p["E"]))
    gradients["R"] = np.concatenate([dG.sum(axis=0), np.zeros((len(p["R"]) - X.shape[1], dG.shape[2]))])
    return cross_entropy(done.done.P, Y[places]), gradients


PairLayer.loss_and_gradients, LetterMLP.forward, LetterMLP.loss_and_gradients = of_pairs, mlp_forward, of_mlp
AttentionNet.forward, AttentionNet.loss_and_gradients = net_forward, of_net
