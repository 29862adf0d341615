"""Writes dZ over the dA that it was given.

Caught by: sigmoid_backward, sigmoid_backward_agrees
"""


class SigmoidLayer:
    def backward(self, dA):
        require_backward(self, "dA", dA)
        dA *= self.A * (1 - self.A)
        return dA
