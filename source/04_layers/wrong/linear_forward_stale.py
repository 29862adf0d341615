"""Keeps the inputs of its first pass forever.

Caught by: linear_backward_last, train_xor, train_agrees, train_continues, train_symmetry
"""


class LinearLayer:
    def forward(self, X):
        self.shape = (len(self.W), *np.shape(X)[1:])
        X = as_examples(X, self.W.shape[1])
        if not hasattr(self, "X"):
            self.X = X
        return self.W @ X + self.b
