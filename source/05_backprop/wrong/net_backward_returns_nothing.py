"""Finds the gradients, but does not return the loss.

Caught by: net_backward, net_backward_label_0, net_backward_differences, net_backward_agrees, net_backward_saturated,
grad_step_label_1, grad_step_label_0
"""


class Net:
    def backward(self, label):
        dJ_dy = binary_cross_entropy(self.y, label)[1]
        self.hidden.backward(self.output.backward(dJ_dy))
