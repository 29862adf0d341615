"""An engine of one operation, and a training that learns nothing."""


class Value:
    """A number in a graph."""

    def __init__(self, data, operands=(), label=""):
        self.data = data
        self.grad = 0.0
        self.label = label
        self.requires_grad = True
        self._op = "*" if operands else ""
        self._operands = operands
        self._derivatives = tuple(each.data for each in reversed(operands))

    def square(self):
        """self * self."""
        ### BEGIN SOLUTION
        return Value(self.data * self.data, (self, self))
        ### END SOLUTION

    def nodes(self):
        """The operand, and self."""
        return [*self._operands[:1], self]

    def backward(self):
        """d(self)/d(operand) = 2 operand."""
        self.grad = 1.0
        self._operands[0].grad = 2.0 * self._operands[0].data


def train(grid, seed):
    """Two losses, and a half everywhere."""
    return [[seed, seed / 2], [0.5] * len(grid)]
