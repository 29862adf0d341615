"""Takes the softmax of the probabilities once more.

Caught by: forward, forward_dropout, forward_predict, forward_arguments, forward_refuses, forward_agrees,
loss_and_gradients, loss_and_gradients_weights, loss_and_gradients_numerical, loss_and_gradients_dropout,
loss_and_gradients_agrees, loss_and_gradients_overfit, fit, fit_continues, fit_agrees, fit_spiral
"""


class SoftmaxMLP:
    def forward(self, X, training=False):
        W1, b1, W2, b2 = self.params.values()
        X = as_examples(X, len(W1))
        Z = X @ W1 + b1
        mask = dropout(np.ones_like(Z), self.dropout, self.rng, training)
        A = relu(Z) * mask
        return Forward(Z, mask, A, softmax(softmax(A @ W2 + b2)))
