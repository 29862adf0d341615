"""Leaves out the node it starts from, also where that is itself a leaf.

Caught by: parameters_leaves, parameters_of_a_leaf
"""


class Value:
    def parameters(self) -> "list[Value]":
        return [node for node in self.nodes() if node.requires_grad and not node._operands and node is not self]
