"""Keeps its first output forever, in place of the last one.

Caught by: sigmoid, sigmoid_agrees, train_or_gate, train_xor, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


class SigmoidLayer:
    def forward(self, Z):
        self.shape = np.shape(Z)
        A = np.exp(-np.logaddexp(0, -Z))
        if not hasattr(self, "A"):
            self.A = A
        return A
