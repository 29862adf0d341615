"""Forgets the ReLU.

Caught by: conv_forward, conv_forward_agrees, conv_gradients_numerical, conv_gradients_agrees, conv_gradients_digits
"""


class ConvNet:
    def forward(self, X):
        images = self.frame(X)
        Z = convolve(images, self.params["K"], self.params["c"])
        pooled, winners = max_pool(Z)
        A = pooled.reshape(len(images), -1)
        P = softmax(A @ self.params["W"] + self.params["b"])
        return Forward(images, Z, winners, A, P)
