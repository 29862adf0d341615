"""Sets the values to 0 along with the gradients.

Hint: 3
Caught by: descent_toy_graph, descent_zero_grad_keeps_data, descent_agrees
"""


class Value:
    def zero_grad(self) -> None:
        for parameter in self.parameters():
            parameter.data = parameter.grad = 0.0
