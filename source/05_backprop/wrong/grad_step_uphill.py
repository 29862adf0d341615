"""Adds the gradient.

Hint: 2
Caught by: grad_step, grad_step_refuses, grad_step_label_1, grad_step_label_0, grad_step_agrees, grad_step_training
"""


class Net:
    def grad_step(self, lr):
        if not lr > 0.0:
            raise ValueError(f"lr is {lr}; it must be above 0")
        for layer in (self.hidden, self.output):
            layer.W += lr * layer.W_grad
