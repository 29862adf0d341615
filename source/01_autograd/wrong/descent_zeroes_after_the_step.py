"""Sets the gradients to 0 after the step, which is for zero_grad to do.

Hint: 3
Caught by: descent_step, descent_keeps_the_rest
"""


class Value:
    def optimize(self, lr: float) -> None:
        for parameter in self.parameters():
            parameter.data -= lr * parameter.grad
            parameter.zero_()
