"""Keeps the inputs of its first pass forever.

Caught by: linear_forward, linear_forward_agrees, train_xor, train_agrees, train_continues, train_symmetry,
train_or_gate_converges, train_single_neuron
"""


class LinearLayer:
    def forward(self, X):
        self.shape = (len(self.W), *np.shape(X)[1:])
        X = as_examples(X, self.W.shape[1])
        if not hasattr(self, "X"):
            self.X = X
        return self.W @ X + self.b
