"""Goes back as if there were no ReLU.

Caught by: conv_gradients_pass, conv_gradients_numerical, conv_gradients_agrees, conv_gradients_digits
"""


class ConvNet:
    def loss_and_gradients(self, X, y):
        images, Z, winners, A, P = self.forward(X)
        dlogits = cross_entropy_backward(P, y)
        n, f, height, width = Z.shape
        dA = (dlogits @ self.params["W"].T).reshape(n, f, height // 2, width // 2)
        dZ = max_pool_backward(dA, winners)
        _, dK, dc = convolve_backward(dZ, images, self.params["K"])
        return cross_entropy(P, y), {"K": dK, "c": dc, "W": A.T @ dlogits, "b": dlogits.sum(axis=0)}
