"""Keeps nbgrader's commands from starting a kernel: whatever would run a notebook in a course gets an error."""

from __future__ import annotations

from typing import Any

from jupyter_client.manager import KernelManager

from autograder.errors import Problem


class NoKernel(KernelManager):
    """Starts nothing: a kernel would run a student's code with the teacher's rights."""

    def start_kernel(self, *arguments: Any, **options: Any) -> None:
        """Raises `Problem`."""
        raise Problem("No notebook is run in a course's folder, where it could do harm. Judge with: autograder grade")
