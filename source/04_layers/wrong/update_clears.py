"""Sets the gradients back to 0, so that nobody can look at them after the step.

Caught by: update, update_agrees, train_one_example, train_or_gate
"""


class LinearLayer:
    def update_params(self, lr):
        self.W = self.W - self.dW * lr
        self.b = self.b - self.db * lr
        self.dW, self.db = np.zeros_like(self.dW), np.zeros_like(self.db)
