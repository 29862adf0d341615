"""Subtracts the whole gradient.

Caught by: update, update_agrees, train_agrees, train_continues
"""


class LinearLayer:
    def update_params(self, lr):
        self.W = self.W - self.dW
        self.b = self.b - self.db
