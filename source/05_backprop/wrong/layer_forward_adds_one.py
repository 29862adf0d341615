"""Adds a bias of 1, though these layers have none.

Caught by: layer_forward, layer_forward_agrees, layer_backward, layer_backward_hidden, layer_backward_differences,
layer_backward_replaces, layer_backward_agrees, net_predict, net_predict_agrees, net_backward, net_backward_label_0,
net_backward_differences, net_backward_agrees, net_backward_saturated, grad_step, grad_step_label_1, grad_step_label_0,
grad_step_agrees
"""


class LinearSigmoidLayer:
    def forward(self, X):
        self.X = X
        self.Y = sigmoid(X @ self.W + 1.0)
        return self.Y
