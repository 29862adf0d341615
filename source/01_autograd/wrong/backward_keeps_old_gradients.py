"""Lets the nodes in between keep the gradients of the call before, and passes these on again.

Hint: 3
Caught by: backward_twice
"""


class Value:
    def backward(self) -> None:
        order = self.nodes()
        if self.requires_grad:
            self.grad = 1.0
        for node in reversed(order):
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += node.grad * derivative
