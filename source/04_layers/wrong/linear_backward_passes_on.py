"""Hands dZ on as it came, without the weights.

Caught by: linear_backward_inputs, linear_backward_numerical, train_xor, train_agrees, train_continues, train_symmetry
"""


class LinearLayer:
    def backward(self, dZ):
        self.dW = dZ @ self.X.T
        self.db = np.sum(dZ, axis=1, keepdims=True)
        return dZ
