"""Sums over the neurons, not over the examples.

Hint: 3
Caught by: linear_backward_bias, linear_backward_numerical, linear_backward_last, train_or_gate, train_xor,
train_agrees, train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


class LinearLayer:
    def backward(self, dZ):
        self.dW = dZ @ self.X.T
        self.db = np.sum(dZ, axis=0, keepdims=True)
        return self.W.T @ dZ
