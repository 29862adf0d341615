"""Lists every leaf, the constants included.

Hint: 2
Caught by: parameters_leaves, parameters_of_a_leaf, descent_step, descent_keeps_the_rest
"""


class Value:
    def parameters(self) -> "list[Value]":
        return [node for node in self.nodes() if not node._operands]
