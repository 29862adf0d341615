"""Keeps the secret that hidden inputs are drawn from, and names the one of whoever has none."""

from __future__ import annotations

import secrets
from pathlib import Path

from autograder.errors import Problem
from autograder.files import sweep, write_atomically

SECRET_BYTES = 32
# Of whoever has none of their own. Students draw with it, and so do proofs: what planted mistakes answer in a proof, a
# student's machine can recognise, also in checks that draw their inputs.
COMMON_SECRET = b"proof"


def read_secret(path: Path) -> bytes:
    """The secret in the file at `path`, made once per course.

    Raises `Problem` if it cannot be read or written, or is no longer what was written.
    """
    if not path.exists():
        sweep(path.parent)
        write_atomically(path, secrets.token_bytes(SECRET_BYTES))
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise Problem(f"{path}, the course's secret, cannot be read: {error.strerror}.") from None
    if len(secret) != SECRET_BYTES:
        raise Problem(
            f"{path} holds {len(secret)} bytes, not {SECRET_BYTES}: it is damaged. Restore it, or delete it for a new "
            "secret; hidden inputs then change, and everything is graded again."
        )
    return secret
