"""Keeps its output, where backward needs the inputs.

Hint: 3
Caught by: linear_forward, linear_forward_agrees, train_one_example, train_or_gate, train_xor, train_agrees,
train_continues, train_symmetry, train_or_gate_converges, train_single_neuron
"""


class LinearLayer:
    def forward(self, X):
        self.shape = (len(self.W), *np.shape(X)[1:])
        self.X = self.W @ as_examples(X, self.W.shape[1]) + self.b
        return self.X
