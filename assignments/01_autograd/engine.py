"""A scalar that remembers how it was made, and so can say how it depends on everything it was made from.

Every operation computes two things at once: its value, and its derivative with respect to each operand. `_record` keeps
both. `backward` then walks from a result to the leaves, multiplies derivatives along the way and adds them up. It takes
them as they were recorded, whoever recorded them: checks make nodes with `_record` too.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from numbers import Real

LARGEST_EXPONENT = math.log(sys.float_info.max)  # of which exp is still a float: 709.78


def _number(value: object, name: str) -> float:
    """`value` as a float. Raises TypeError, which says what `name` must be, if it is not a real number."""
    if not isinstance(value, Real):
        raise TypeError(f"{name} must be a real number, not {value!r} ({type(value).__name__})")
    return float(value)


def _record(data: float, op: str, operands: tuple[Value, ...], derivatives: tuple[float, ...]) -> Value:
    """A new node: its value, the operation's symbol, its operands, and d(node)/d(operand) for each of them.

    It requires a gradient if any operand does; where none does, nothing but the value is kept. Raises TypeError that
    names the operation and its operands if data is no real number, as (-1) ** 0.5 is none.
    """
    try:
        node = Value(data)
    except TypeError as error:
        raise TypeError(f"{op} of {', '.join(str(each.data) for each in operands)}: {error}") from None
    for operand in operands:
        if operand.requires_grad:
            node.requires_grad = True
            node._op, node._operands, node._derivatives = op, operands, derivatives
            break
    return node


class Value:
    """A real number in a computation graph; `grad` is d(root)/d(self), once `root.backward()` has run."""

    __slots__ = ("_derivatives", "_op", "_operands", "data", "grad", "label", "requires_grad")
    __array_ufunc__ = None  # so that a NumPy number on the left, np.float64(2) * x, leaves the operation to Value

    def __init__(self, data: float, requires_grad: bool = False, label: str = "") -> None:
        self.data = data if type(data) is float else _number(data, "data")
        self.grad = 0.0
        self.requires_grad = requires_grad
        self.label = label
        self._op = ""
        self._operands: tuple[Value, ...] = ()
        self._derivatives: tuple[float, ...] = ()

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data}, grad={self.grad}{label})"

    # Sums, negation: worked examples of an operation with two operands and with one.

    def __add__(self, other: Value | float) -> Value:
        """out = self + other; dout/dself = 1, dout/dother = 1."""
        other = other if isinstance(other, Value) else Value(other)
        return _record(self.data + other.data, "+", (self, other), (1.0, 1.0))

    def __radd__(self, other: float) -> Value:
        """out = other + self, for a number on the left."""
        return self + other

    def __neg__(self) -> Value:
        """out = -self; dout/dself = -1."""
        return _record(-self.data, "neg", (self,), (-1.0,))

    # From a result back to its leaves.

    def nodes(self) -> list[Value]:
        """Every node that self was made from, and self, each once: operands before results, left before right.

        This is a topological order. A node goes on the stack before its operands and is looked at again after them; it
        is listed then. The stack is our own because Python's allows only about 1000 nested calls.
        """
        order: dict[Value, None] = {}  # a dict, because it keeps the first place of a key that comes again
        seen: set[Value] = set()
        stack = [self]
        while stack:
            node = stack[-1]
            if node in seen:
                order[stack.pop()] = None
            else:
                seen.add(node)
                stack.extend(node._operands[::-1])
        return list(order)

    def backward(self) -> None:
        """Finds d(self)/d(node) for every node below self that requires a gradient, by the slopes that were recorded.

        Adds it to the `grad` of every leaf, so that a second call doubles it. The `grad` of the nodes between starts
        from 0 in every call; d(self)/d(self) = 1, and a leaf adds this too. Whatever slope was recorded is believed.
        Does nothing if self requires no gradient. No recursion.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    # Products, differences, quotients, powers.

    def __mul__(self, other: Value | float) -> Value:
        """out = self * other, recorded with its slope in each of the two. A number becomes a Value first."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rmul__(self, other: float) -> Value:
        """out = other * self, for a number on the left."""
        return self * other

    def __sub__(self, other: Value | float) -> Value:
        """out = self - other, recorded with its slope in each of the two. A number becomes a Value first."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rsub__(self, other: float) -> Value:
        """out = other - self, for a number on the left."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __truediv__(self, other: Value | float) -> Value:
        """out = self / other, recorded with its slope in each of the two. A number becomes a Value first.

        Raises ZeroDivisionError, as floats do, where other is 0; its message names both.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rtruediv__(self, other: float) -> Value:
        """out = other / self, for a number on the left."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __pow__(self, n: float) -> Value:
        """out = self ** n for a number n, recorded with its slope in self. Of self ** 0 that is 0 wherever self is.

        Raises TypeError if n is not a number; `_number` checks that. Raises ZeroDivisionError that names both
        for a power of 0 below 1, other than 0: its derivative is infinite.
        """
        if self.data == 0.0 and isinstance(n, Real) and 0.0 != n < 1.0:
            raise ZeroDivisionError(f"{self.data} ** {n}: the exponent of 0 must be 0, or at least 1 to have a slope")
        # YOUR CODE HERE
        raise NotImplementedError()

    # Functions of one operand.

    def exp(self) -> Value:
        """out = e ** self, recorded with its slope.

        Raises ValueError that names self where out is too large for a float.
        """
        if self.data > LARGEST_EXPONENT:
            raise ValueError(f"exp takes a value of at most {LARGEST_EXPONENT:.2f}, or it overflows, not {self.data}")
        # YOUR CODE HERE
        raise NotImplementedError()

    def log(self) -> Value:
        """out = ln(self), recorded with its slope.

        Raises ValueError, with a message that names the value, unless self is above 0.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def tanh(self) -> Value:
        """t = (e ** self - e ** -self) / (e ** self + e ** -self), recorded with its slope.

        Value and slope are exact at any size of self. The lesson finds the slope with you, in terms of t alone.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def sigmoid(self) -> Value:
        """s = 1 / (1 + e ** -self), recorded with its slope, which the lesson finds with you, in terms of s alone.

        Exact at any size: where self is far below 0, e ** -self overflows, but s = e ** self / (1 + e ** self) too.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def relu(self) -> Value:
        """out = max(self, 0), recorded with its slope; at 0, where there is a corner, the slope on the left counts.

        What becomes of nan is left open.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    # Learning.

    def parameters(self) -> list[Value]:
        """The leaves below self that require a gradient, each once, in the order of `nodes`, however deep the graph is.

        A leaf is a node that was not computed from others. Self counts, if it is one.
        """
        # YOUR CODE HERE
        raise NotImplementedError()

    def zero_(self) -> None:
        """grad = 0, for this node alone."""
        self.grad = 0.0

    def zero_grad(self) -> None:
        """grad = 0, for every parameter below self, and for nothing else: results keep theirs."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def optimize(self, lr: float) -> None:
        """data = data - lr * grad, for every parameter below self: one step of gradient descent at learning rate lr.

        Nothing else changes. Nodes already computed keep their old values: compute the result anew after each step.
        """
        lr = _number(lr, "lr")
        # YOUR CODE HERE
        raise NotImplementedError()


def minimize(f: Callable[[Value], Value], start: float, lr: float, n_steps: int) -> list[float]:
    """Gradient descent on f from start: the numbers before each step and after the last, n_steps + 1 in all.

    f takes a Value and returns what it computes from it. Each step goes by the gradient at the newest number alone, at
    the learning rate lr.
    """
    # YOUR CODE HERE
    raise NotImplementedError()
