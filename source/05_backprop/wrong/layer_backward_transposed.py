"""Gives W_grad the shape (n_out, n_in).

Hint: 3
Caught by: layer_backward, layer_backward_hidden, layer_backward_differences, layer_backward_replaces,
layer_backward_agrees, net_backward, net_backward_label_0, net_backward_differences, net_backward_agrees,
grad_step_label_1, grad_step_label_0, grad_step_training
"""


class LinearSigmoidLayer:
    def backward(self, dY):
        if self.X is None or self.Y is None:
            raise RuntimeError("backward goes back over a forward pass; call forward first")
        dY = as_array("dY", dY, *self.Y.shape)
        dZ = dY * self.Y * (1.0 - self.Y)
        self.W_grad = dZ.T @ self.X
        return dZ @ self.W.T
