"""Divides by n once more, though dZ has its 1 / n already.

Hint: 4
Caught by: linear_backward_weights, linear_backward_bias, linear_backward_numerical, linear_backward_last,
train_or_gate, train_xor, train_agrees, train_continues, train_symmetry, train_or_gate_converges,
train_single_neuron
"""


class LinearLayer:
    def backward(self, dZ):
        self.dW = dZ @ self.X.T / dZ.shape[1]
        self.db = np.mean(dZ, axis=1, keepdims=True)
        return self.W.T @ dZ
