"""Gives a gradient to operands that require none.

Hint: 4
Caught by: backward_constants, backward_without_gradients, backward_random_graph
"""


class Value:
    def backward(self) -> None:
        order = self.nodes()
        for node in order:
            if node._operands:
                node.grad = 0.0
        if self.requires_grad:
            self.grad += 1.0
        for node in reversed(order):
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                operand.grad += node.grad * derivative
