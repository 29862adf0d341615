"""Returns dW, in place of the gradient of its inputs.

Hint: 4
Caught by: linear_backward_inputs, linear_backward_numerical, linear_backward_last, train_xor, train_agrees,
train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


class LinearLayer:
    def backward(self, dZ):
        self.dW = dZ @ self.X.T
        self.db = np.sum(dZ, axis=1, keepdims=True)
        return self.dW
