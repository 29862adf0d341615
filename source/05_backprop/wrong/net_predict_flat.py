"""Returns a flat array, and remembers it: the column is lost.

Caught by: net_predict, net_predict_layers, net_predict_arguments, net_predict_refuses, net_predict_agrees,
net_backward, net_backward_label_0, net_backward_differences, net_backward_keeps_weights, net_backward_agrees,
net_backward_saturated, grad_step_label_1, grad_step_label_0, grad_step_training
"""


class Net:
    def predict(self, X):
        self.y = self.output.forward(self.hidden.forward(X))[:, 0]
        return self.y
