"""Looks at the direct operands alone, not at what lies below them.

Caught by: parameters_leaves, parameters_each_once, descent_zero_grad, descent_toy_graph, parameters_of_a_leaf,
    parameters_long_chain, descent_zero_grad_keeps_data, descent_keeps_the_rest, descent_agrees
"""


class Value:
    def parameters(self) -> "list[Value]":
        return [node for node in self._operands if node.requires_grad and not node._operands]
