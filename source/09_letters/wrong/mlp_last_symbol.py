"""Charges only the last symbol of a context.

Caught by: mlp_gradients, mlp_agrees, mlp_learns
"""


class LetterMLP:
    def loss_and_gradients(self, X: np.ndarray, y: np.ndarray) -> tuple[float, Arrays]:
        A, done = self.forward(X)
        dA, gradients = readout_backward(done, y, A, self.params)
        E = self.params["E"]
        dF = dA.reshape(*X.shape, E.shape[1])
        gradients["E"] = embed_backward(dF[:, -1], X[:, -1], len(E))
        return cross_entropy(done.P, y), gradients
