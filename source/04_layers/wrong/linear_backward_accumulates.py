"""Adds to the gradients of earlier passes, as the scalars of the first assignment do.

Caught by: linear_backward_weights, linear_backward_bias, linear_backward_last, train_or_gate, train_xor,
train_agrees, train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


class LinearLayer:
    def backward(self, dZ):
        self.dW = self.dW + dZ @ self.X.T
        self.db = self.db + np.sum(dZ, axis=1, keepdims=True)
        return self.W.T @ dZ
