"""Forgets the bias of the output layer.

Caught by: forward, forward_agrees, loss_and_gradients_numerical, loss_and_gradients_dropout, loss_and_gradients_agrees,
loss_and_gradients_overfit, fit_continues, fit_agrees, fit_spiral
"""


class SoftmaxMLP:
    def forward(self, X, training=False):
        W1, b1, W2, b2 = self.params.values()
        X = as_examples(X, len(W1))
        Z = X @ W1 + b1
        mask = dropout(np.ones_like(Z), self.dropout, self.rng, training)
        A = relu(Z) * mask
        return Forward(Z, mask, A, softmax(A @ W2))
