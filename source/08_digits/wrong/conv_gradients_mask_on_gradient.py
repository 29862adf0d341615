"""Cuts off where the gradient is below 0, not where Z is.

Caught by: conv_gradients, conv_gradients_pass, conv_gradients_numerical, conv_gradients_agrees, conv_gradients_digits
"""


class ConvNet:
    def loss_and_gradients(self, X, y):
        images, Z, winners, A, P = self.forward(X)
        dlogits = cross_entropy_backward(P, y)
        n, f, height, width = Z.shape
        dA = (dlogits @ self.params["W"].T).reshape(n, f, height // 2, width // 2)
        dH = max_pool_backward(dA, winners)
        dZ = relu_backward(dH, dH)
        _, dK, dc = convolve_backward(dZ, images, self.params["K"])
        return cross_entropy(P, y), {"K": dK, "c": dc, "W": A.T @ dlogits, "b": dlogits.sum(axis=0)}
