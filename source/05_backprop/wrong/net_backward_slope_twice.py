"""Starts from y - label, the derivative at z, so that the layer multiplies by the slope once more.

Hint: 2
Caught by: net_backward, net_backward_label_0, net_backward_differences, net_backward_layers, net_backward_refuses,
net_backward_keeps_weights, net_backward_agrees, net_backward_saturated, grad_step_label_1, grad_step_label_0,
grad_step_training
"""


class Net:
    def backward(self, label):
        if self.y is None:
            raise RuntimeError("backward goes back over a prediction; call predict first")
        loss, _ = binary_cross_entropy(self.y, label)
        self.hidden.backward(self.output.backward((self.y - label) / len(self.y)))
        return loss
