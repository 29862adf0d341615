"""Adds slopes up over the examples, without dividing by their number.

Caught by: pair_layer, pair_layer_parts, pair_layer_learns, pair_layer_agrees
"""


class PairLayer:
    def loss_and_gradients(self, X: np.ndarray, y: np.ndarray) -> tuple[float, Arrays]:
        P = self.predict_proba(X)
        dlogits = cross_entropy_backward(P, y)
        dW = embed_backward(dlogits, X[:, -1], len(self.params["W"]))
        return cross_entropy(P, y), {"W": len(y) * dW}
