"""Moves the weights and forgets the biases.

Hint: 2
Caught by: fit, fit_losses, fit_weights, fit_continues, fit_agrees, fit_spiral
"""


class SoftmaxMLP:
    def fit(self, X, y, lr=1.0, epochs=1000, weights=None):
        require(lr > 0.0, "lr", lr, "above 0")
        require(epochs >= 0, "epochs", epochs, "at least 0")
        losses = []
        for _ in range(epochs):
            L, gradients = self.loss_and_gradients(X, y, weights)
            for name, gradient in gradients.items():
                if name.startswith("W"):
                    self.params[name] -= lr * gradient
            losses.append(L)
        return losses
