"""Takes the last rows of R for shorter names.

Hint: 2
Caught by: attention_forward, attention_forward_agrees, attention_gradients_numerical, attention_gradients_agrees
"""


class AttentionNet:
    def forward(self, X: np.ndarray) -> Forward:
        G = embed(self.params["E"], X) + self.params["R"][-X.shape[1] :]
        Q = G @ self.params["WQ"]
        K = G @ self.params["WK"]
        V = G @ self.params["WV"]
        M, A = attend(Q, K, V)
        F = np.concatenate([G, M], axis=2)[counted(X)]
        return Forward(G, Q, K, V, A, F, readout(F, self.params))
