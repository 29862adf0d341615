"""Multiplies where it should subtract.

Caught by: descent_step, descent_toy_graph, descent_keeps_the_rest, descent_agrees
"""


class Value:
    def optimize(self, lr: float) -> None:
        for parameter in self.parameters():
            parameter.data *= 1.0 - lr * parameter.grad
