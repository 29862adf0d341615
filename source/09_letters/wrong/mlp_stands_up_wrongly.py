"""Stands up entries first what lies symbol by symbol.

Hint: 2
Caught by: mlp_gradients, mlp_agrees, mlp_learns
"""


class LetterMLP:
    def loss_and_gradients(self, X: np.ndarray, y: np.ndarray) -> tuple[float, Arrays]:
        A, done = self.forward(X)
        dA, gradients = readout_backward(done, y, A, self.params)
        E = self.params["E"]
        dF = dA.reshape(len(X), E.shape[1], -1).transpose(0, 2, 1)
        gradients["E"] = embed_backward(dF, X, len(E))
        return cross_entropy(done.P, y), gradients
