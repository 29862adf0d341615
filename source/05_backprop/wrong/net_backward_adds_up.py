"""Adds each pass's gradients to those before.

Caught by: net_backward_refuses, net_backward_agrees, grad_step_label_1, grad_step_label_0, grad_step_training
"""


class Net:
    def backward(self, label):
        if self.y is None:
            raise RuntimeError("backward goes back over a prediction; call predict first")
        before = self.hidden.W_grad, self.output.W_grad
        loss, dJ_dy = binary_cross_entropy(self.y, label)
        self.hidden.backward(self.output.backward(dJ_dy))
        self.hidden.W_grad, self.output.W_grad = self.hidden.W_grad + before[0], self.output.W_grad + before[1]
        return loss
