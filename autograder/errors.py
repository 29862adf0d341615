"""Names the errors that reach a person."""

from __future__ import annotations

SEE_DOCTOR = "`autograder doctor` says what this machine lacks; for your own code, --sandbox none does without."


class Problem(Exception):
    """Something a person has to mend; its text says what happened, where, and what to do next.

    The command line prints it without a traceback and exits with status 2.
    """
