"""Starts from the squared error, the example, in place of the cross entropy.

Hint: 2
Caught by: net_backward, net_backward_label_0, net_backward_differences, net_backward_layers, net_backward_refuses,
net_backward_keeps_weights, net_backward_agrees, net_backward_saturated, grad_step_label_1, grad_step_label_0,
grad_step_training
"""


class Net:
    def backward(self, label):
        if self.y is None:
            raise RuntimeError("backward goes back over a prediction; call predict first")
        loss, dJ_dy = squared_error(self.y, label)
        self.hidden.backward(self.output.backward(dJ_dy))
        return loss
