"""Goes back over a softmax of its own, not over what predict_proba returns.

Caught by: pair_layer_parts, pair_layer_agrees
"""


class PairLayer:
    def loss_and_gradients(self, X: np.ndarray, y: np.ndarray) -> tuple[float, Arrays]:
        P = softmax(self.params["W"][X[:, -1]])
        dlogits = cross_entropy_backward(P, y)
        dW = embed_backward(dlogits, X[:, -1], len(self.params["W"]))
        return cross_entropy(P, y), {"W": dW}
