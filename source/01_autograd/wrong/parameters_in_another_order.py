"""Finds the right leaves, and lists them from right to left.

Caught by: parameters_leaves, parameters_of_a_leaf
"""


class Value:
    def parameters(self) -> "list[Value]":
        return [node for node in reversed(self.nodes()) if node.requires_grad and not node._operands]
