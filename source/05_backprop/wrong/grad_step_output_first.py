"""Moves the output layer's weights before it uses them to find the hidden layer's gradient.

Caught by: net_backward, net_backward_label_0, net_backward_differences, net_backward_layers, net_backward_refuses,
net_backward_keeps_weights, net_backward_agrees, net_backward_saturated, grad_step, grad_step_refuses,
grad_step_label_1, grad_step_label_0, grad_step_agrees, grad_step_training
"""


class Net:
    def backward(self, label):
        if self.y is None:
            raise RuntimeError("backward goes back over a prediction; call predict first")
        loss, self.dJ_dy = binary_cross_entropy(self.y, label)
        self.output.backward(self.dJ_dy)
        return loss

    def grad_step(self, lr):
        if not lr > 0.0:
            raise ValueError(f"lr is {lr}; it must be above 0")
        self.output.W -= lr * self.output.W_grad
        self.hidden.backward(self.output.backward(self.dJ_dy))
        self.hidden.W -= lr * self.hidden.W_grad
