"""Goes down from each use of a node at once, before the node's gradient is complete.

Hint: 2
Caught by: backward_diamond, backward_random_graph
"""


class Value:
    def backward(self) -> None:
        for node in self.nodes():
            if node._operands:
                node.grad = 0.0
        if self.requires_grad:
            self.grad += 1.0
        stack = [self]
        while stack:
            node = stack.pop()
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += node.grad * derivative
                    if operand._operands:
                        stack.append(operand)
