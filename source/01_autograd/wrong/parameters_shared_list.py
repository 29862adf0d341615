"""Collects the leaves in a default argument, which all calls share, so that those of earlier graphs come along.

Caught by: parameters_leaves, parameters_each_once, parameters_of_a_leaf
"""


class Value:
    def parameters(self, found: list = []) -> "list[Value]":  # noqa: B006  (this is the mistake)
        for node in self.nodes():
            if node.requires_grad and not node._operands and node not in found:
                found.append(node)
        return found
