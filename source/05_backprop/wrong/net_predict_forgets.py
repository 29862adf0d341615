"""Does not remember the prediction.

Hint: 2
Caught by: net_predict_layers, net_backward, net_backward_label_0, net_backward_differences, net_backward_keeps_weights,
net_backward_agrees, net_backward_saturated, grad_step_label_1, grad_step_label_0, grad_step_training
"""


class Net:
    def predict(self, X):
        return self.output.forward(self.hidden.forward(X))
