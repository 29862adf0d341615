"""Has a difference quotient for its slope: right to ten digits, where the formula is right to all.

Caught by: sigmoid_backward, sigmoid_backward_agrees
"""


class SigmoidLayer:
    def forward(self, Z):
        self.shape = np.shape(Z)
        self.Z = Z
        self.A = np.exp(-np.logaddexp(0.0, -Z))
        return self.A

    def backward(self, dA):
        h = 1e-5
        up, down = (np.exp(-np.logaddexp(0.0, -(self.Z + step))) for step in (h, -h))
        return dA * (up - down) / (2.0 * h)
