"""Takes the columns of X for the examples.

Hint: 2
Caught by: layer_forward, layer_forward_remembers, layer_forward_arguments, layer_forward_refuses, layer_forward_agrees,
net_predict, net_predict_arguments, net_predict_refuses, net_predict_agrees, net_backward, net_backward_label_0,
net_backward_differences, net_backward_keeps_weights, net_backward_agrees, net_backward_saturated, grad_step_label_1,
grad_step_label_0, grad_step_training
"""


class LinearSigmoidLayer:
    def forward(self, X):
        X = as_array("X", X, "n", len(self.W))
        self.X = X
        self.Y = sigmoid(self.W.T @ X)
        return self.Y
