"""Looks the derivative up by operand, so that in a - a both uses get the same one.

Hint: 3
Caught by: backward_node_used_twice, backward_random_graph, arithmetic_differences, arithmetic_quotients
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
            derivatives = dict(zip(node._operands, node._derivatives, strict=True))
            for operand in node._operands:
                if operand.requires_grad:
                    operand.grad += node.grad * derivatives[operand]
