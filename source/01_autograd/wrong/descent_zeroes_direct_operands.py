"""Sets the gradients of the direct operands alone to 0.

Caught by: descent_zero_grad, descent_zero_grad_keeps_data, descent_agrees
"""


class Value:
    def zero_grad(self) -> None:
        for operand in self._operands:
            operand.zero_()
