"""Steps every leaf that there is, also those of other graphs.

Caught by: descent_step, descent_toy_graph, descent_keeps_the_rest, descent_agrees
"""

import gc


class Value:
    def optimize(self, lr: float) -> None:
        for node in gc.get_objects():
            if isinstance(node, Value) and node.requires_grad and not node._operands:
                node.data -= lr * node.grad
