"""Remembers the first X that it is given, and never another.

Caught by: layer_forward_remembers, net_backward_agrees, grad_step_label_1, grad_step_label_0, grad_step_training
"""


class LinearSigmoidLayer:
    def forward(self, X):
        X = as_array("X", X, "n", len(self.W))
        if self.X is None:
            self.X = X
        self.Y = sigmoid(X @ self.W)
        return self.Y
