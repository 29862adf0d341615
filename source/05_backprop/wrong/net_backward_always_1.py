"""Takes every label for 1.

Caught by: net_backward_label_0, net_backward_differences, net_backward_agrees, net_backward_saturated,
grad_step_label_0, grad_step_agrees
"""


class Net:
    def backward(self, label):
        loss, dJ_dy = binary_cross_entropy(self.y, 1)
        self.hidden.backward(self.output.backward(dJ_dy))
        return loss
