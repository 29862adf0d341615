"""Goes down level by level and visits each node once, at its first use, before later uses have added to it.

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
        queue, seen = [self], {self}
        for node in queue:
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += node.grad * derivative
                if operand not in seen:
                    seen.add(operand)
                    queue.append(operand)
