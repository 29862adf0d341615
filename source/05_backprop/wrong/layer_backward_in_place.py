"""Multiplies the derivative that it was given by the slope, in place.

Caught by: layer_backward_replaces, layer_backward_arguments
"""


class LinearSigmoidLayer:
    def backward(self, dY):
        if self.X is None or self.Y is None:
            raise RuntimeError("backward goes back over a forward pass; call forward first")
        dY = as_array("dY", dY, *self.Y.shape)
        dY *= self.Y * (1.0 - self.Y)
        self.W_grad = self.X.T @ dY
        return dY @ self.W.T
