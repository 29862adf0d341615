"""Adds to W_grad, as the gradients of Value do, where each pass should replace it.

Caught by: layer_backward_replaces, net_backward_agrees, grad_step_label_1, grad_step_label_0, grad_step_training
"""


class LinearSigmoidLayer:
    def backward(self, dY):
        if self.X is None or self.Y is None:
            raise RuntimeError("backward goes back over a forward pass; call forward first")
        dY = as_array("dY", dY, *self.Y.shape)
        dZ = dY * self.Y * (1.0 - self.Y)
        self.W_grad = self.W_grad + self.X.T @ dZ
        return dZ @ self.W.T
