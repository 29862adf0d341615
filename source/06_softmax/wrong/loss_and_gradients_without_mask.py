"""Forgets the mask on the way back: dropped neurons learn.

Hint: 4
Caught by: loss_and_gradients_agrees, loss_and_gradients_dropout, loss_and_gradients_overfit
"""


class SoftmaxMLP:
    def loss_and_gradients(self, X, y, weights=None):
        W2 = self.params["W2"]
        X = as_examples(X, len(self.params["W1"]))
        Z, mask, A, P = self.forward(X, training=True)
        dZ2 = cross_entropy_backward(P, y, weights)
        dZ = relu_backward(dZ2 @ W2.T, Z)
        gradients = {"W1": X.T @ dZ, "b1": dZ.sum(axis=0), "W2": A.T @ dZ2, "b2": dZ2.sum(axis=0)}
        return cross_entropy(P, y, weights), gradients
