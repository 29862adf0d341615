"""Clips Z to 20, so that nothing overflows, and nothing gets to 0.

Hint: 2
Caught by: sigmoid_extremes, sigmoid_agrees
"""


class SigmoidLayer:
    def forward(self, Z):
        self.shape = np.shape(Z)
        self.A = 1 / (1 + np.exp(-np.clip(Z, -20, 20)))
        return self.A
