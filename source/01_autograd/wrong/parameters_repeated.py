"""Lists a leaf once for each time that it is used.

Caught by: parameters_leaves, parameters_each_once, descent_toy_graph, descent_agrees
"""


class Value:
    def parameters(self) -> "list[Value]":
        uses = [operand for node in self.nodes() for operand in node._operands] or [self]
        return [node for node in uses if node.requires_grad and not node._operands]
