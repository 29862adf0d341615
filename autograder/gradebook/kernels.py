"""Keeps the old name of `autograder.platforms.nbgrader.kernels`, which nbgrader_config.json of existing courses has."""

from autograder.platforms.nbgrader.kernels import NoKernel

__all__ = ["NoKernel"]
