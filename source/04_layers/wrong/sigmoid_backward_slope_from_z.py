"""Writes the slope in terms of the input: Z * (1 - Z).

Hint: 2
Caught by: sigmoid_backward, sigmoid_backward_agrees, train_one_example, train_or_gate, train_xor, train_agrees,
train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


class SigmoidLayer:
    def forward(self, Z):
        self.shape = np.shape(Z)
        self.Z = Z
        self.A = np.exp(-np.logaddexp(0, -Z))
        return self.A

    def backward(self, dA):
        return dA * self.Z * (1 - self.Z)
