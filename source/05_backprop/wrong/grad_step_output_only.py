"""Moves the output layer alone.

Caught by: grad_step, grad_step_label_1, grad_step_label_0, grad_step_agrees
"""


class Net:
    def grad_step(self, lr):
        self.output.W -= lr * self.output.W_grad
