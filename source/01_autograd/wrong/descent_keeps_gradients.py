"""Does nothing, so that the gradients of all steps add up.

Caught by: descent_zero_grad, descent_zero_grad_keeps_data, descent_agrees
"""


class Value:
    def zero_grad(self) -> None:
        for parameter in self.parameters():
            parameter.grad += 0.0
