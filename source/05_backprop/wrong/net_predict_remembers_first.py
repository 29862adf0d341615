"""Remembers its first prediction, and never another.

Caught by: net_predict_layers, net_backward_agrees, grad_step_label_1, grad_step_label_0, grad_step_training
"""


class Net:
    def predict(self, X):
        y = self.output.forward(self.hidden.forward(X))
        self.y = y if self.y is None else self.y
        return y
