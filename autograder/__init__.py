"""Chainrule: builds a course of autograded exercises, and judges submissions that it does not trust."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.checks.approx import approx
    from autograder.checks.gradient import numerical_gradient
    from autograder.feedback.notebook import attempt, check

# Each is loaded when it is asked for: commands need none, and NumPy takes as long to load as all else.
PLACES = {
    "approx": "autograder.checks.approx",
    "attempt": "autograder.feedback.notebook",
    "check": "autograder.feedback.notebook",
    "numerical_gradient": "autograder.checks.gradient",
}

__all__ = ["approx", "attempt", "check", "numerical_gradient"]


def __getattr__(name: str) -> object:
    if name in PLACES:
        return getattr(import_module(PLACES[name]), name)
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
