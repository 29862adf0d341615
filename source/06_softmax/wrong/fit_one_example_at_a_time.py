"""Takes a step for every example, not one for all.

Caught by: fit, fit_losses, fit_weights, fit_continues, fit_arguments, fit_agrees, fit_spiral
"""


class SoftmaxMLP:
    def fit(self, X, y, lr=1.0, epochs=1000, weights=None):
        require(lr > 0.0, "lr", lr, "above 0")
        require(epochs >= 0, "epochs", epochs, "at least 0")
        losses = []
        for _ in range(epochs):
            total = 0.0
            for i in range(len(X)):
                L, gradients = self.loss_and_gradients(X[i : i + 1], y[i : i + 1], weights)
                for name, gradient in gradients.items():
                    self.params[name] -= lr * gradient
                total += L / len(X)
            losses.append(total)
        return losses
