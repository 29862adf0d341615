"""Keeps the old name of `autograder.platforms.nbgrader`, which configurations of existing courses import."""

from autograder.platforms.nbgrader import configure

__all__ = ["configure"]
