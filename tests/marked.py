"""A source module with solution regions, and the solution and the stub that it must become."""

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


MODULE = '''"""Scalars."""

import math


class Value:
    """A scalar."""

    def sigmoid(self):
        """s = 1 / (1 + exp(-x))."""
        ### BEGIN SOLUTION
        # stable for large x
        return 1 / (1 + math.exp(-self.data))
        ### END SOLUTION

    def tanh(self):
        return math.tanh(self.data)


def step(x, lr):
    """One step."""
    if lr < 0:
        ### BEGIN SOLUTION
        raise ValueError("lr")
        ### END SOLUTION
    before = x
    ### BEGIN SOLUTION
    x = x - lr * 2 * x
    return x
    ### END SOLUTION
'''


SOLUTION = '''"""Scalars."""

import math


class Value:
    """A scalar."""

    def sigmoid(self):
        """s = 1 / (1 + exp(-x))."""
        # stable for large x
        return 1 / (1 + math.exp(-self.data))

    def tanh(self):
        return math.tanh(self.data)


def step(x, lr):
    """One step."""
    if lr < 0:
        raise ValueError("lr")
    before = x
    x = x - lr * 2 * x
    return x
'''


STUB = '''"""Scalars."""

import math


class Value:
    """A scalar."""

    def sigmoid(self):
        """s = 1 / (1 + exp(-x))."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def tanh(self):
        return math.tanh(self.data)


def step(x, lr):
    """One step."""
    if lr < 0:
        # YOUR CODE HERE
        raise NotImplementedError()
    before = x
    # YOUR CODE HERE
    raise NotImplementedError()
'''


def function_of(*lines: str) -> str:
    return "def f():\n" + "".join(f"    {line}\n" for line in lines)
