"""What the next assignment builds on."""


def scale(xs: list[float], k: float) -> list[float]:
    """k x for each x."""
    ### BEGIN SOLUTION
    return [k * x for x in xs]
    ### END SOLUTION
