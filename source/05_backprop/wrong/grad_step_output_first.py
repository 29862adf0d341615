"""Moves the output layer's weights before it uses them to find the hidden layer's gradient.

Caught by: net_backward, net_backward_label_0, net_backward_differences, net_backward_agrees, grad_step,
grad_step_label_1, grad_step_label_0, grad_step_agrees
"""


class Net:
    def backward(self, label):
        loss, self.dJ_dy = binary_cross_entropy(self.y, label)
        self.output.backward(self.dJ_dy)
        return loss

    def grad_step(self, lr):
        self.output.W -= lr * self.output.W_grad
        self.hidden.backward(self.output.backward(self.dJ_dy))
        self.hidden.W -= lr * self.hidden.W_grad
