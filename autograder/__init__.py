"""Chainrule: builds a course of autograded exercises, and judges submissions that it does not trust."""

from autograder.approximation import approx, numerical_gradient

__all__ = ["approx", "check", "numerical_gradient"]


def __getattr__(name: str) -> object:
    # `check` draws in notebooks and needs much more than a check file does.
    if name == "check":
        from autograder.notebook_check import check

        return check
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
