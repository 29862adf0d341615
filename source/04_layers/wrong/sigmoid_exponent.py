"""Loses the minus sign in the exponent.

Caught by: sigmoid, sigmoid_extremes, sigmoid_agrees, train_one_example, train_or_gate, train_xor, train_agrees,
train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


class SigmoidLayer:
    def forward(self, Z):
        self.shape = np.shape(Z)
        self.A = 1 / (1 + np.exp(np.minimum(Z, 700)))
        return self.A
