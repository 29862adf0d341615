"""Broadcasts a derivative of another shape, and breaks without a forward pass.

Caught by: layer_backward_refuses
"""


class LinearSigmoidLayer:
    def backward(self, dY):
        dZ = dY * self.Y * (1.0 - self.Y)
        self.W_grad = self.X.T @ dZ
        return dZ @ self.W.T
