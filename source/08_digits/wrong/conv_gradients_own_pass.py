"""Takes the images that it was given, not those of the pass.

Hint: 3
Caught by: conv_gradients_pass, conv_gradients_numerical, conv_gradients_agrees, conv_gradients_digits
"""


class ConvNet:
    def loss_and_gradients(self, X, y):
        images, Z, winners, A, P = self.forward(X)
        dlogits = cross_entropy_backward(P, y)
        n, f, height, width = Z.shape
        dA = (dlogits @ self.params["W"].T).reshape(n, f, height // 2, width // 2)
        dZ = relu_backward(max_pool_backward(dA, winners), Z)
        _, dK, dc = convolve_backward(dZ, self.frame(X), self.params["K"])
        return cross_entropy(P, y), {"K": dK, "c": dc, "W": A.T @ dlogits, "b": dlogits.sum(axis=0)}
