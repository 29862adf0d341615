"""Remembers the sums in place of the outputs.

Hint: 3
Caught by: layer_forward_remembers, net_backward, net_backward_label_0, net_backward_differences, net_backward_agrees,
grad_step_label_1, grad_step_label_0, grad_step_training
"""


class LinearSigmoidLayer:
    def forward(self, X):
        X = as_array("X", X, "n", len(self.W))
        self.X = X
        self.Y = X @ self.W
        return sigmoid(self.Y)
