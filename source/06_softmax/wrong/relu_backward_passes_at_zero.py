"""Counts a sum of exactly 0 as on.

Caught by: relu_backward_zero
"""


def relu_backward(dH, Z):
    return dH * (Z >= 0.0)
