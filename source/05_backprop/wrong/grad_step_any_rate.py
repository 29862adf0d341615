"""Takes a step of any size, also none, or one uphill.

Caught by: grad_step_refuses
"""


class Net:
    def grad_step(self, lr):
        for layer in (self.hidden, self.output):
            layer.W = layer.W - lr * layer.W_grad
