"""Computes exp(-Z) as it comes, which overflows for Z = -1000.

Hint: 2
Caught by: sigmoid_extremes
"""


class SigmoidLayer:
    def forward(self, Z):
        self.shape = np.shape(Z)
        self.A = 1 / (1 + np.exp(-Z))
        return self.A
