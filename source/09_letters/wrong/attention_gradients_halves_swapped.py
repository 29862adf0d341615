"""Swaps the slopes of G with those of what attention brought.

Hint: 3
Caught by: attention_gradients, attention_gradients_numerical, attention_gradients_agrees,
attention_gradients_learns
"""


class AttentionNet:
    def loss_and_gradients(self, X: np.ndarray, Y: np.ndarray) -> tuple[float, Arrays]:
        G, Q, K, V, A, F, done = self.forward(X)
        places, params = counted(X), self.params
        (n, t, d), y = G.shape, Y[places]
        dF, gradients = readout_backward(done, y, F, params)
        dboth = np.zeros((n, t, 2 * d))
        dboth[places] = dF
        dQ, dK, dV = attend_backward(dboth[:, :, :d], Q, K, V, A)
        dG = dboth[:, :, d:] + dQ @ params["WQ"].T + dK @ params["WK"].T + dV @ params["WV"].T
        for name, slopes in {"WQ": dQ, "WK": dK, "WV": dV}.items():
            gradients[name] = G.reshape(-1, d).T @ slopes.reshape(-1, d)
        gradients["E"] = embed_backward(dG, X, len(params["E"]))
        gradients["R"] = np.zeros(params["R"].shape)
        gradients["R"][:t] = dG.sum(axis=0)
        return cross_entropy(done.P, y), gradients
