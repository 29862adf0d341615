def stepped(loss, params):
    """Slopes of a loss by all parameters, from complex steps."""
    gradients = {}
    for name, param in params.items():
        gradients[name] = np.zeros(np.shape(param))
        for place in np.ndindex(np.shape(param)):
            moved = np.array(param, dtype=complex)
            moved[place] += 1e-20j
            gradients[name][place] = np.imag(loss({**params, name: moved})) / 1e-20
    return float(np.real(loss(params))), gradients


def read(A, y, params):
    Z = A @ params["W1"] + params["b1"]
    logits = np.where(Z.real > 0, Z, 0) @ params["W2"] + params["b2"]
    return -(logits[np.arange(len(y)), y] - np.log(np.exp(logits).sum(axis=1))).mean()


def forward(self, X):
    A = embed(self.params["E"], X).reshape(len(X), -1)
    return A, readout(A, self.params)


def of_mlp(self, X, y):
    return stepped(lambda params: read(params["E"][X].reshape(len(X), -1), y, params), self.params)


def of_net(self, X, Y):
    places, mask = counted(X), np.tri(X.shape[1], dtype=bool)

    def loss(params):
        G = params["E"][X] + params["R"][: X.shape[1]]
        Q, K, V = (G @ params[name] for name in ("WQ", "WK", "WV"))
        E = np.where(mask, np.exp(Q @ K.transpose(0, 2, 1) / np.sqrt(G.shape[2])), 0)
        M = E / E.sum(axis=2, keepdims=True) @ V
        return read(np.concatenate([G, M], axis=2)[places], Y[places], params)

    return stepped(loss, self.params)


LetterMLP.forward, LetterMLP.loss_and_gradients, AttentionNet.loss_and_gradients = forward, of_mlp, of_net
