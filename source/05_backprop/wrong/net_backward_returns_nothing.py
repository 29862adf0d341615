"""Finds the gradients, but does not return the loss.

Caught by: net_backward, net_backward_label_0, net_backward_differences, net_backward_layers, net_backward_refuses,
net_backward_keeps_weights, net_backward_agrees, net_backward_saturated
"""


class Net:
    def backward(self, label):
        if self.y is None:
            raise RuntimeError("backward goes back over a prediction; call predict first")
        dJ_dy = binary_cross_entropy(self.y, label)[1]
        self.hidden.backward(self.output.backward(dJ_dy))
