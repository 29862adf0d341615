"""Remembers the first X that it is given, and never another.

Caught by: net_backward_agrees, grad_step_label_1, grad_step_label_0, grad_step_agrees
"""


class LinearSigmoidLayer:
    def forward(self, X):
        if self.X is None:
            self.X = X
        self.Y = sigmoid(X @ self.W)
        return self.Y
