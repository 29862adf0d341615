"""Returns labels in place of probabilities.

Caught by: net_predict, net_predict_layers, net_predict_arguments, net_predict_refuses, net_predict_agrees
"""


class Net:
    def predict(self, X):
        self.y = self.output.forward(self.hidden.forward(X))
        return step(self.y - 0.5)
