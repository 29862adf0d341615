"""Divides by the number of examples, which the loss has done already.

Caught by: layer_backward_differences, layer_backward_agrees, net_backward_differences, net_backward_agrees,
grad_step_agrees
"""


class LinearSigmoidLayer:
    def backward(self, dY):
        dZ = dY * self.Y * (1.0 - self.Y)
        self.W_grad = self.X.T @ dZ / len(self.X)
        return dZ @ self.W.T
