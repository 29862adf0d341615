"""Lists every node that requires a gradient, the computed ones included.

Hint: 2
Caught by: parameters_leaves, parameters_each_once, parameters_of_a_leaf, descent_zero_grad, descent_step,
    descent_keeps_the_rest
"""


class Value:
    def parameters(self) -> "list[Value]":
        return [node for node in self.nodes() if node.requires_grad]
