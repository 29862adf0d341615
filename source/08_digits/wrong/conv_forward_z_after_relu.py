"""Keeps what the ReLU lets through as Z.

Hint: 3
Caught by: conv_forward, conv_forward_agrees
"""


class ConvNet:
    def forward(self, X):
        images = self.frame(X)
        Z = convolve(images, self.params["K"], self.params["c"])
        Z = relu(Z)
        pooled, winners = max_pool(relu(Z))
        A = pooled.reshape(len(images), -1)
        P = softmax(A @ self.params["W"] + self.params["b"])
        return Forward(images, Z, winners, A, P)
