"""Returns labels in place of probabilities.

Caught by: net_predict, net_predict_agrees, net_backward_differences
"""


class Net:
    def predict(self, X):
        self.y = self.output.forward(self.hidden.forward(X))
        return step(self.y - 0.5)
