"""Looks at the direct operands alone, not at what lies below them.

Caught by: parameters_leaves, parameters_each_once, parameters_long_chain, parameters_of_a_leaf, descent_zero_grad,
    descent_step, descent_toy_graph, descent_zero_grad_keeps_data, descent_keeps_the_rest, descent_agrees
"""


class Value:
    def parameters(self) -> "list[Value]":
        return [node for node in self._operands if node.requires_grad and not node._operands]
