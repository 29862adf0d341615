"""Hands back its slope alone, whatever comes from behind.

Caught by: sigmoid_gradient, sigmoid_agrees, sigmoid_last, train_one_example, train_or_gate, train_xor, train_agrees,
train_or_gate_converges, train_single_neuron, cross_learns_xor, train_continues, train_symmetry
"""


class SigmoidLayer:
    def backward(self, dA):
        return self.A * (1 - self.A)
