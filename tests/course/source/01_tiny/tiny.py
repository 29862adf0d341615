"""Two functions to write."""


def triple(x: float) -> float:
    """3 x, a worked example."""
    return 3 * x


def double(x: float) -> float:
    """2 x."""
    ### BEGIN SOLUTION
    twofold = x + x
    return twofold
    ### END SOLUTION


class Rectangle:
    """A height and a width."""

    def __init__(self, height: float, width: float) -> None:
        self.height, self.width = height, width

    def area(self) -> float:
        """height * width."""
        ### BEGIN SOLUTION
        surface = self.height * self.width
        return surface
        ### END SOLUTION
