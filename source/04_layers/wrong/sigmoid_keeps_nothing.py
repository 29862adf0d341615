"""Keeps nothing for backward.

Caught by: sigmoid
"""


class SigmoidLayer:
    def forward(self, Z):
        self.shape = np.shape(Z)
        return np.exp(-np.logaddexp(0, -Z))
