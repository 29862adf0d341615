"""Takes a step of 0.1, whatever lr is.

Caught by: grad_step_refuses, grad_step_agrees, grad_step_training
"""


class Net:
    def grad_step(self, lr):
        if not lr > 0.0:
            raise ValueError(f"lr is {lr}; it must be above 0")
        for layer in (self.hidden, self.output):
            layer.W -= 0.1 * layer.W_grad
