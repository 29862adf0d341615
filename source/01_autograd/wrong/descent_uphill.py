"""Adds lr times the gradient, and so climbs.

Hint: 2
Caught by: descent_step, descent_toy_graph, descent_keeps_the_rest, descent_agrees
"""


class Value:
    def optimize(self, lr: float) -> None:
        for parameter in self.parameters():
            parameter.data += lr * parameter.grad
