"""Has the slope of the tanh: 1 - A^2.

Hint: 2
Caught by: sigmoid_backward, sigmoid_backward_agrees, train_one_example, train_or_gate, train_xor, train_agrees,
train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


class SigmoidLayer:
    def backward(self, dA):
        return dA * (1 - self.A**2)
