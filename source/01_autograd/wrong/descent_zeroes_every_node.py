"""Sets the gradients of all nodes below to 0, the results' as well.

Caught by: descent_zero_grad
"""


class Value:
    def zero_grad(self) -> None:
        for node in self.nodes():
            node.zero_()
