"""Moves computed nodes and constants as well.

Caught by: descent_step, descent_keeps_the_rest
"""


class Value:
    def optimize(self, lr: float) -> None:
        for node in self.nodes():
            node.data -= lr * node.grad
