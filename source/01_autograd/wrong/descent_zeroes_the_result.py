"""Sets the gradient of the result alone to 0.

Caught by: descent_zero_grad, descent_zero_grad_keeps_data, descent_agrees
"""


class Value:
    def zero_grad(self) -> None:
        self.zero_()
