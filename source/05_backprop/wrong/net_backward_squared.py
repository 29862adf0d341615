"""Starts from the squared error, the example, in place of the cross entropy.

Caught by: net_backward, net_backward_label_0, net_backward_differences, net_backward_agrees, net_backward_saturated,
grad_step, grad_step_label_1, grad_step_label_0, grad_step_agrees
"""


class Net:
    def backward(self, label):
        loss, dJ_dy = squared_error(self.y, label)
        self.hidden.backward(self.output.backward(dJ_dy))
        return loss
