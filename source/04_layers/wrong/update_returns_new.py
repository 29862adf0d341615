"""Computes the new weights, but keeps the old ones.

Caught by: update, update_agrees, train_one_example, train_or_gate, train_xor, train_agrees, train_continues,
train_symmetry, train_or_gate_converges, train_single_neuron
"""


class LinearLayer:
    def update_params(self, lr):
        W = self.W - self.dW * lr
        b = self.b - self.db * lr
        return W, b
