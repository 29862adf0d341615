"""Runs commands as an ordinary user, who can reach this interpreter also where it lies in a folder of root's."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from helpers import REPO

USER = 1000


def as_user(*command: str) -> list[str]:
    """The command as an ordinary user's."""
    return opened("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "env", "TMPDIR=/tmp", *command)


def opened(*command: str) -> list[str]:
    """The command where folders of root's on the way to this interpreter are open to all.

    That is in a mount namespace of the command's own: there, such a folder holds just what is needed of it.
    """
    lines = [line for folder, kept in closed_folders().items() for line in opening(folder, kept)]
    return ["unshare", "--mount", "sh", "-ec", "\n".join([*lines, 'exec "$@"']), "sh", *command]


def closed_folders() -> dict[Path, set[str]]:
    """The folders on the way to this interpreter that only root may enter, and the names below them on that way."""
    closed: dict[Path, set[str]] = {}
    for needed in (Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), REPO):
        if shut := next((each for each in reversed(needed.parents) if not each.stat().st_mode & 1), None):
            closed.setdefault(shut, set()).add(needed.relative_to(shut).parts[0])
    return closed


def opening(folder: Path, kept: set[str]) -> Iterator[str]:
    """What a shell does to put an open folder in place of `folder`, with `kept` of what is in it."""
    yield "mount -t tmpfs -o mode=755 none /mnt"
    for name in sorted(kept):
        inside = shlex.quote(f"/mnt/{name}")
        yield f"mkdir {inside}; mount --rbind {shlex.quote(str(folder / name))} {inside}"
    yield f"mount --move /mnt {shlex.quote(str(folder))}"
