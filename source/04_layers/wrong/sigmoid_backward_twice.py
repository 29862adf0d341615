"""Takes the slope at A, which has been through the sigmoid already.

Caught by: sigmoid_backward, sigmoid_backward_agrees, train_one_example, train_or_gate, train_xor, train_agrees,
train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


class SigmoidLayer:
    def backward(self, dA):
        again = 1 / (1 + np.exp(-self.A))
        return dA * again * (1 - again)
