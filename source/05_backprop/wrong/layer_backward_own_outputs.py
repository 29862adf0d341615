"""Works the outputs out once more, in place of those that the layer remembers.

Caught by: layer_backward, layer_backward_hidden, layer_backward_differences, layer_backward_replaces,
layer_backward_arguments, layer_backward_refuses, layer_backward_agrees
"""


class LinearSigmoidLayer:
    def backward(self, dY):
        if self.X is None or self.Y is None:
            raise RuntimeError("backward goes back over a forward pass; call forward first")
        dY = as_array("dY", dY, *self.Y.shape)
        Y = sigmoid(self.X @ self.W)
        dZ = dY * Y * (1.0 - Y)
        self.W_grad = self.X.T @ dZ
        return dZ @ self.W.T
