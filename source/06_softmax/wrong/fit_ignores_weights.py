"""Does not pass the weights on.

Hint: 3
Caught by: fit_weights, fit_agrees
"""


class SoftmaxMLP:
    def fit(self, X, y, lr=1.0, epochs=1000, weights=None):
        require(lr > 0.0, "lr", lr, "above 0")
        require(epochs >= 0, "epochs", epochs, "at least 0")
        losses = []
        for _ in range(epochs):
            L, gradients = self.loss_and_gradients(X, y)
            for name, gradient in gradients.items():
                self.params[name] -= lr * gradient
            losses.append(L)
        return losses
