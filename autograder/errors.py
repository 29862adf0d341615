"""Names the errors that reach a person."""

from __future__ import annotations


class Problem(Exception):
    """Something a person has to mend; its text says what happened, where, and what to do next.

    The command line prints it without a traceback and exits with status 2.
    """
