"""Computes the transpose of dW.

Hint: 2
Caught by: linear_backward_weights, linear_backward_numerical, linear_backward_last, train_one_example,
train_or_gate, train_xor, train_agrees, train_continues, train_symmetry, train_or_gate_converges,
train_single_neuron
"""


class LinearLayer:
    def backward(self, dZ):
        self.dW = self.X @ dZ.T
        self.db = np.sum(dZ, axis=1, keepdims=True)
        return self.W.T @ dZ
