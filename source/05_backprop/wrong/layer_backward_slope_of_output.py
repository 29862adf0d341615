"""Puts the output through the sigmoid again before it takes the derivative.

Hint: 2
Caught by: layer_backward, layer_backward_hidden, layer_backward_differences, layer_backward_replaces,
layer_backward_arguments, layer_backward_refuses, layer_backward_agrees, net_backward, net_backward_label_0,
net_backward_differences, net_backward_agrees, grad_step_label_1, grad_step_label_0, grad_step_training
"""


class LinearSigmoidLayer:
    def backward(self, dY):
        if self.X is None or self.Y is None:
            raise RuntimeError("backward goes back over a forward pass; call forward first")
        dY = as_array("dY", dY, *self.Y.shape)
        s = sigmoid(self.Y)
        dZ = dY * s * (1.0 - s)
        self.W_grad = self.X.T @ dZ
        return dZ @ self.W.T
