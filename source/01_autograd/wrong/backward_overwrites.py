"""Overwrites an operand's gradient where it should add to it.

Hint: 4
Caught by: backward_node_used_twice, backward_diamond, backward_twice, backward_random_graph, mul_toy_graph,
    mul_agrees, arithmetic_quotient, arithmetic_differences, arithmetic_quotients, descent_toy_graph, descent_agrees
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
                if operand.requires_grad:
                    operand.grad = node.grad * derivative
