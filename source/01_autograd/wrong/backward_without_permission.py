"""Gives the result a gradient although nothing in its graph requires one.

Hint: 4
Caught by: backward_without_gradients
"""


class Value:
    def backward(self) -> None:
        order = self.nodes()
        for node in order:
            if node._operands:
                node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += node.grad * derivative
