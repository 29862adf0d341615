"""Draws new parameters first: what an earlier fit learned is lost.

Caught by: fit, fit_losses, fit_weights, fit_continues, fit_arguments, fit_agrees, fit_spiral
"""


class SoftmaxMLP:
    def fit(self, X, y, lr=1.0, epochs=1000, weights=None):
        require(lr > 0.0, "lr", lr, "above 0")
        require(epochs >= 0, "epochs", epochs, "at least 0")
        losses = []
        d, h = self.params["W1"].shape
        self.__init__(d, h, len(self.params["b2"]), "plain", self.dropout, np.random.default_rng(0))
        for _ in range(epochs):
            L, gradients = self.loss_and_gradients(X, y, weights)
            for name, gradient in gradients.items():
                self.params[name] -= lr * gradient
            losses.append(L)
        return losses
