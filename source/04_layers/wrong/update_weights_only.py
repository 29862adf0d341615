"""Forgets the biases.

Hint: 2
Caught by: update, update_agrees, train_one_example, train_or_gate, train_xor, train_agrees, train_continues,
train_symmetry, train_or_gate_converges, train_single_neuron
"""


class LinearLayer:
    def update_params(self, lr):
        self.W = self.W - self.dW * lr
