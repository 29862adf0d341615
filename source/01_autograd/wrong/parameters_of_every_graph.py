"""Lists every leaf that there is, also those of other graphs, and never looks at what lies below.

Caught by: parameters_leaves, parameters_each_once, parameters_long_chain, parameters_of_a_leaf, descent_zero_grad,
    descent_step, descent_toy_graph, descent_zero_grad_keeps_data, descent_keeps_the_rest, descent_agrees
"""

import gc


class Value:
    def parameters(self) -> "list[Value]":
        leaves = [node for node in gc.get_objects() if isinstance(node, Value) and not node._operands]
        return [leaf for leaf in leaves if leaf.requires_grad] if self.requires_grad else []
