"""Finds the order by recursion, which ends at about a thousand nodes.

Caught by: backward_long_chain
"""


class Value:
    def backward(self) -> None:
        order, seen = [], set()

        def visit(node: "Value") -> None:
            if node not in seen:
                seen.add(node)
                for operand in node._operands:
                    visit(operand)
                order.append(node)

        visit(self)
        for node in order:
            if node._operands:
                node.grad = 0.0
        if self.requires_grad:
            self.grad += 1.0
        for node in reversed(order):
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += node.grad * derivative
