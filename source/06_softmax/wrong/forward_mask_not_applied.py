"""Makes a mask and does not use it.

Hint: 2
Caught by: forward_dropout, loss_and_gradients_dropout
"""


class SoftmaxMLP:
    def forward(self, X, training=False):
        W1, b1, W2, b2 = self.params.values()
        X = as_examples(X, len(W1))
        Z = X @ W1 + b1
        mask = dropout(np.ones_like(Z), self.dropout, self.rng, training)
        A = relu(Z)
        return Forward(Z, mask, A, softmax(A @ W2 + b2))
