"""Takes a step of 0.1, whatever lr is.

Caught by: grad_step_agrees
"""


class Net:
    def grad_step(self, lr):
        for layer in (self.hidden, self.output):
            layer.W -= 0.1 * layer.W_grad
