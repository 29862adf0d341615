"""Moves every parameter by lr, whatever the size of its gradient.

Hint: 2
Caught by: descent_step, descent_toy_graph, descent_keeps_the_rest, descent_agrees
"""


class Value:
    def optimize(self, lr: float) -> None:
        for parameter in self.parameters():
            parameter.data -= math.copysign(lr, parameter.grad)
