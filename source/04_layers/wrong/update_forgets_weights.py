"""Puts the step where the weights belong.

Caught by: update, update_agrees, train_one_example, train_or_gate, train_xor, train_agrees, train_or_gate_converges,
train_single_neuron, cross_learns_xor, train_continues, train_symmetry
"""


class LinearLayer:
    def update_params(self, lr):
        self.W = -self.dW * lr
        self.b = -self.db * lr
