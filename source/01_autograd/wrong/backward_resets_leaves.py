"""Starts every node from 0, the leaves included, so that a second call adds nothing.

Hint: 3
Caught by: backward_twice
"""


class Value:
    def backward(self) -> None:
        order = self.nodes()
        for node in order:
            node.grad = 0.0
        if self.requires_grad:
            self.grad = 1.0
        for node in reversed(order):
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += node.grad * derivative
