"""Finds both gradients itself, and never asks the layers.

Caught by: net_backward, net_backward_label_0, net_backward_differences, net_backward_layers, net_backward_refuses,
net_backward_keeps_weights, net_backward_agrees, net_backward_saturated
"""


class Net:
    def backward(self, label):
        if self.y is None:
            raise RuntimeError("backward goes back over a prediction; call predict first")
        loss, _ = binary_cross_entropy(self.y, label)
        dZ = (self.y - label) / len(self.y)
        self.output.W_grad = self.output.X.T @ dZ
        dH = dZ @ self.output.W.T
        self.hidden.W_grad = self.hidden.X.T @ (dH * self.output.X * (1.0 - self.output.X))
        return loss
